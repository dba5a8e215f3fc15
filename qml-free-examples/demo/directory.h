// The users of the demo, with their passwords as hashes. A real program asks its database.
#pragma once

#include <BackState/BackState>

#include <QFuture>

#include <optional>

class Directory
{
public:
    Directory();

    // Empty: the name is unknown or the password wrong. It takes as long in either case, in another
    // thread.
    QFuture<std::optional<BackState::Account>>
    check(const QString &name, const QString &password) const;

private:
    struct User
    {
        BackState::Account account;
        QByteArray salt;
        QByteArray hash;
    };

    static User user(const QString &name, const QString &password, const QStringList &roles = {});

    QList<User> m_users;
};

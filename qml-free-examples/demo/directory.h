// The users of the demo, with their passwords as hashes. A real program asks its database.
#pragma once

#include <BackState/BackState>

#include <QFuture>

#include <optional>

class Directory
{
public:
    Directory();

    // Looks a user up, in another thread. The result is empty if the name is unknown or the
    // password is wrong, and takes equally long in either case.
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

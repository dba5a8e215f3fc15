// AccountChanges: what the program changed of accounts after cookies had said something else.
// Internal.
#pragma once

#include <BackState/export.h>
#include <BackState/program/account.h>

#include <QHash>
#include <QString>

namespace BackState::Http {

// A cookie says who is signed in, with which roles, and holds over a restart. So a user that was
// signed out, or whose roles were changed, is remembered until each cookie that was issued before
// is too old by itself. Times are seconds since 1970.
class BACKSTATE_EXPORT AccountChanges
{
public:
    // Keeps them in that file, too, for after a restart, with those of before that it has. If it is
    // empty, they are only in memory.
    void setFile(const QString &path, qint64 now);

    // From now on. Cookies that were issued before are too old at `until`.
    void signOut(const QString &user, qint64 now, qint64 until);
    void setRoles(const QString &user, const QStringList &roles, qint64 now, qint64 until);

    // Makes of an account what is true of it now, as far as a cookie says that was issued then.
    // Returns false if it is signed out.
    bool apply(Account &account, qint64 issued) const;

    // The earliest time, that one or later, at which a cookie can be issued that is not concerned.
    qint64 after(const QString &user, qint64 now) const;

    qsizetype count() const { return m_changes.size(); }

private:
    struct Change
    {
        qint64 signedOutAt = 0; // 0: was not
        qint64 rolesAt = 0; // 0: they were not changed
        QStringList roles = {};
        qint64 until = 0;
    };
    Change &changeOf(const QString &user, qint64 now, qint64 until);
    void read(qint64 now);
    void write() const;

    QString m_file;
    QHash<QString, Change> m_changes;
};

} // namespace BackState::Http

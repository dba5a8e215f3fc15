// Sessions: all browsers that the server knows, and who is signed in by them. Internal.
#pragma once

#include <BackState/program/account.h>
#include <BackState/program/options.h>
#include <BackState/visitors/account_changes.h>
#include <BackState/visitors/ended_sessions.h>
#include <BackState/visitors/secret.h>

#include <QByteArray>
#include <QHash>
#include <QString>

#include <list>
#include <utility>
#include <vector>

namespace BackState::Http {

class Objects;
class Session;
struct Way;
class SessionWatcher;

// Lives in the server's thread. Sessions end by time, or when there are too many; the watcher is
// told before. All times that are given are milliseconds of the room's clock.
class Sessions
{
public:
    Sessions(
        const ServerOptions &options,
        const Secret &secret,
        Objects &objects,
        SessionWatcher &watcher);
    ~Sessions();

    // What a page asks for by itself keeps a session from growing old, but not its sign-in.
    enum class Use { OfItself, ByItsUser };
    // The session of a cookie's value, which is made again if it was forgotten meanwhile. Null if
    // the cookie is not one of ours.
    Session *obtain(QByteArrayView cookie, qint64 now, Use how = Use::ByItsUser);
    Session *create(qint64 now, const Way &way); // provisional
    // Null if no session has that id now.
    Session *findById(const QByteArray &id) const { return m_sessions.value(id); }

    // The cookie's name, and the files in which sessions that were signed out, and what the program
    // changed of accounts, are remembered. If these are empty, they are only in memory.
    void start(const QByteArray &cookieName, const QString &endedFile, const QString &accountsFile);
    // Over TLS the name begins with "__Host-", so that no other host, and nothing that is not
    // encrypted, can set the cookie; or, below a prefix, with "__Secure-", for the other one is for
    // whole hosts (RFC 6265bis, 4.1.3).
    QByteArray cookieName(const Way &way) const;
    QByteArray cookieField(Session &session, qint64 now); // the whole line, Set-Cookie
    // Whether what the browser's cookie says of the sign-in is so old that it is due to be renewed.
    bool isCookieDue(const Session &session, qint64 now) const;
    // Whether the cookie was replaced a moment ago: its successor is on its way to the browser.
    bool isReplaced(QByteArrayView cookie, qint64 now) const;

    // Signs in. The session gets another id, so that the former cookie opens nothing. Its objects
    // stay with it, unless another user was signed in. Its tabs must be gone.
    void signIn(Session &session, const Account &account, qint64 now);
    // Ends the session and returns a new one.
    Session *signOut(Session &session, qint64 now);

    // Those in which a user is signed in.
    std::vector<Session *> sessionsOf(const QString &user) const;
    // Makes the user's cookies worth nothing, but brings no session to its end.
    void voidCookies(const QString &user);
    // Ends a session in which a user is signed in. Its tabs must be gone.
    void endSignedIn(Session &session, qint64 now);
    // Gives all of these, and those that the user's cookies bring back, other roles.
    void setRoles(const QString &user, const QStringList &roles, qint64 now);
    void setRoles(Session &session, const QStringList &roles, qint64 now);
    // Asks the program what roles a user has now (ServerOptions::rolesFor), which may end sessions.
    // Nothing if there is no such user any more.
    bool asksRoles() const { return bool(m_options.rolesFor); }
    std::optional<QStringList> rolesOf(const Account &account) const;

    int count() const { return int(m_sessions.size()); }

    void use(Session &session, qint64 now, Use how = Use::ByItsUser); // its time begins anew
    void streamOpened(Session &session);
    void streamClosed(Session &session, qint64 now);

    // Drops what is too old. Called every few seconds.
    void expire(qint64 now);
    void clear();

private:
    Session *insert(const QByteArray &id, bool provisional, qint64 now);
    Session *rebuild(QByteArrayView cookie, qint64 now);
    void setAccount(Session &session, const Account &account, qint64 until, qint64 now);
    void dropAccount(Session &session);
    void noteEnded(const Session &session, qint64 now);
    void end(Session *session);
    void trim();

    const ServerOptions &m_options;
    const Secret &m_secret;
    Objects &m_objects;
    QByteArray m_cookieName;
    EndedSessions m_ended;
    AccountChanges m_changes;
    std::list<std::pair<QByteArray, qint64>> m_replaced; // former ids and when, the latest last
    SessionWatcher &m_watcher;
    QHash<QByteArray, Session *> m_sessions;
    std::list<Session *> m_provisional; // in the order of their last use, as the known ones
    std::list<Session *> m_known;
    std::list<Session *> m_signedIn; // in the order in which the sign-ins end
};

} // namespace BackState::Http

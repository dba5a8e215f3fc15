// Sessions: all browsers that the server knows, and who is signed in by them. Internal.
#pragma once

#include <BackState/program/account.h>
#include <BackState/program/options.h>
#include <BackState/visitors/ended_sessions.h>
#include <BackState/visitors/secret.h>

#include <QByteArray>
#include <QHash>
#include <QString>

#include <list>
#include <utility>

namespace BackState::Http {

class Objects;
class Session;
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
    Session *create(qint64 now); // provisional
    // Null if no session has that id now.
    Session *findById(const QByteArray &id) const { return m_sessions.value(id); }

    // Name and attributes of the cookie, and the file in which sessions that were signed out are
    // remembered. If that is empty, they are only in memory.
    void start(const QByteArray &cookieName, bool isSecure, const QString &endedFile);
    QByteArray cookieName() const { return m_cookieName; }
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
    bool m_isSecure = false;
    EndedSessions m_ended;
    std::list<std::pair<QByteArray, qint64>> m_replaced; // former ids and when, the latest last
    SessionWatcher &m_watcher;
    QHash<QByteArray, Session *> m_sessions;
    std::list<Session *> m_provisional; // in the order of their last use, as the known ones
    std::list<Session *> m_known;
    std::list<Session *> m_signedIn; // in the order in which the sign-ins end
};

} // namespace BackState::Http

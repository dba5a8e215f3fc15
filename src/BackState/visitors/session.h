// Session: one browser, by cookie; and all of them. Internal.
#pragma once

#include <BackState/program/account.h>
#include <BackState/program/options.h>
#include <BackState/visitors/ended_sessions.h>
#include <BackState/visitors/owner.h>
#include <BackState/visitors/secret.h>

#include <QByteArray>
#include <QHash>
#include <QString>

#include <list>
#include <memory>
#include <vector>

namespace BackState::Http {

class Objects;
class SessionWatcher;
class Tab;

class Session final : public Owner
{
public:
    Session();
    ~Session() override;
    QByteArray key() const override;

    const QByteArray &id() const { return m_id; } // secret: what the cookie carries
    const QString &publicId() const; // for programs and logs: tells sessions apart, opens nothing
    bool isProvisional() const { return m_isProvisional; }

    std::vector<std::unique_ptr<Tab>> tabs; // in the order of their loading
    // Null: nobody is signed in
    UserOwner *user() const { return m_signedIn ? m_signedIn->user : nullptr; }
    QStringList roles() const { return m_signedIn ? m_signedIn->roles : QStringList(); }

private:
    friend class Sessions;
    QByteArray m_id;
    mutable QString m_publicId; // made when it is asked for
    bool m_isProvisional = true;
    qint64 m_usedAt = 0;
    int m_openStreams = 0;
    struct SignedIn
    {
        UserOwner *user = nullptr;
        QStringList roles;
        qint64 until = 0; // ms, of the room's clock
        qint64 cookieUntil = 0; // the same as its cookie says
        std::list<Session *>::iterator place;
    };
    std::unique_ptr<SignedIn> m_signedIn;
    std::list<Session *>::iterator m_place;
};

// Lives in the server's thread. Sessions die by time or by number; the watcher is told before.
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
    // The session of a cookie's value; null: not one of ours. One that was forgotten meanwhile is
    // made again.
    Session *find(QByteArrayView cookie, qint64 now, Use how = Use::ByItsUser);
    Session *create(qint64 now); // provisional
    // Known still; null: not
    Session *findById(const QByteArray &id) const { return m_sessions.value(id); }

    // Name and attributes of the cookie, and where sessions that were signed out are kept; empty:
    // nowhere.
    void start(const QByteArray &cookieName, bool isSecure, const QString &endedFile);
    QByteArray cookieName() const { return m_cookieName; }
    QByteArray cookieField(Session &session, qint64 now); // the line that sets it: Set-Cookie: …
    // What it says of the sign-in is growing old
    bool isCookieDue(const Session &session, qint64 now) const;
    // Whether the cookie is one of a moment ago, whose successor is on its way to the browser.
    bool isReplaced(QByteArrayView cookie, qint64 now) const;

    // Signs in. The session gets another id, so that a cookie of before opens nothing; its objects
    // stay with it, unless it was another user's. Its tabs must be gone.
    void signIn(Session &session, const Account &account, qint64 now);
    // Ends the session and returns a new one.
    Session *signOut(Session &session, qint64 now);

    int count() const { return int(m_sessions.size()); }

    void use(Session &session, qint64 now, Use how = Use::ByItsUser); // keeps it from growing old
    void streamOpened(Session &session) { ++session.m_openStreams; }
    void streamClosed(Session &session, qint64 now);

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
    std::list<std::pair<QByteArray, qint64>> m_replaced; // ids and when, of the last seconds
    SessionWatcher &m_watcher;
    QHash<QByteArray, Session *> m_sessions;
    std::list<Session *> m_provisional; // the oldest first
    std::list<Session *> m_known; // the one unused for longest first
    std::list<Session *> m_signedIn; // the one whose sign-in ends first at the begin
};

} // namespace BackState::Http

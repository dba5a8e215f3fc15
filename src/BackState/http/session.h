// Session: one browser, by cookie; and all of them. Internal.
#pragma once

#include <BackState/http/options.h>
#include <BackState/http/owner.h>
#include <BackState/http/secret.h>

#include <QByteArray>
#include <QHash>
#include <QString>

#include <functional>
#include <list>
#include <memory>
#include <vector>

namespace BackState::Http {

class Tab;

class Session final : public Owner
{
public:
    Session()
        : Owner(Kind::Session)
    {
    }
    ~Session() override;
    QByteArray key() const override;

    const QByteArray &id() const { return m_id; } // secret: what the cookie carries
    const QString &publicId() const; // for programs and logs: tells sessions apart, opens nothing
    bool isProvisional() const { return m_isProvisional; }

    std::vector<std::unique_ptr<Tab>> tabs; // in the order of their loading
    UserOwner *user() const { return m_user; } // who is signed in; null: nobody

private:
    friend class Sessions;
    QByteArray m_id;
    mutable QString m_publicId; // made when it is asked for
    bool m_isProvisional = true;
    qint64 m_usedAt = 0;
    int m_openStreams = 0;
    UserOwner *m_user = nullptr;
    std::list<Session *>::iterator m_place;
};

// Lives in the server's thread. Sessions die by time or by number; `ending` is told before.
class Sessions
{
public:
    Sessions(const ServerOptions &options, const Secret &secret, std::function<void(Session &)> ending);
    ~Sessions();

    // The session of a cookie's value; null: not one of ours. One that was forgotten meanwhile is made again.
    Session *find(QByteArrayView cookie, qint64 now);
    Session *create(qint64 now); // provisional
    QByteArray cookie(const Session &session) const; // the value to be set

    void use(Session &session, qint64 now); // keeps it from growing old
    void streamOpened(Session &session) { ++session.m_openStreams; }
    void streamClosed(Session &session, qint64 now);

    void expire(qint64 now);
    void clear();

private:
    Session *insert(const QByteArray &id, bool provisional, qint64 now);
    void end(Session *session);
    void trim();

    const ServerOptions &m_options;
    const Secret &m_secret;
    std::function<void(Session &)> m_ending;
    QHash<QByteArray, Session *> m_sessions;
    std::list<Session *> m_provisional; // the oldest first
    std::list<Session *> m_known; // the one unused for longest first
};

} // namespace BackState::Http

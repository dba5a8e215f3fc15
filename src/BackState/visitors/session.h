// Session: one browser, by its cookie. Internal.
#pragma once

#include <BackState/visitors/owner.h>

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <list>
#include <memory>
#include <vector>

namespace BackState::Http {

class Tab;
class UserOwner;

// How a browser comes to the server, which its cookie has to fit.
struct Way
{
    bool isSecure = false; // by TLS
    QByteArray prefix = {}; // the path below which it finds the server, "/shop"
};

class Session final : public Owner
{
public:
    Session();
    ~Session() override;
    QByteArray key() const override;
    bool isNew() const override { return m_isProvisional; }
    std::chrono::milliseconds keptFor(const ServerOptions &options) const override;
    bool endsUnused() const override { return true; }
    State *find(const StateClass &stateClass) override;

    // A secret: what the cookie carries.
    const QByteArray &id() const { return m_id; }
    // For programs and logs: it tells sessions apart, and opens nothing.
    const QString &publicId() const;
    static QString publicIdOf(const QByteArray &id);
    const Way &way() const { return m_way; }
    void setWay(const Way &way) { m_way = way; }

    // A tab that was built for other roles: it is not built again, but its page is loaded anew.
    void outdate(const QByteArray &token);
    bool isOutdated(QByteArrayView token) const;

    // In the order in which they were loaded
    std::vector<std::unique_ptr<Tab>> tabs;
    // Null if nobody is signed in.
    UserOwner *user() const { return m_signedIn ? m_signedIn->user : nullptr; }
    QStringList roles() const { return m_signedIn ? m_signedIn->roles : QStringList(); }

private:
    friend class Sessions;
    QByteArray m_id;
    mutable QString m_publicId; // empty until it is asked for
    bool m_isProvisional = true; // its browser has not sent the cookie back yet
    Way m_way;
    std::vector<QByteArray> m_outdated; // tokens
    qint64 m_usedAt = 0; // ms, of the room's clock
    int m_openStreams = 0;
    struct SignedIn
    {
        UserOwner *user = nullptr;
        QStringList roles;
        qint64 until = 0; // ms, of the room's clock
        qint64 cookieUntil = 0; // the same, as the browser's cookie says
        std::list<Session *>::iterator position; // among the signed-in sessions
    };
    std::unique_ptr<SignedIn> m_signedIn; // null if nobody is
    std::list<Session *>::iterator m_position; // among the provisional ones, or else the known ones
};

} // namespace BackState::Http

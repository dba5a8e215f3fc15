// Login: the ready page to sign in, and what its form and the sign-out button send. Internal.
#pragma once

#include <BackState/answers/attempts.h>
#include <BackState/program/account.h>
#include <BackState/program/options.h>
#include <BackState/program/page.h>
#include <BackState/wire/exchange.h>

#include <QFuture>
#include <QObject>

#include <functional>
#include <map>
#include <optional>

namespace BackState::Http {

class Authority;
class Session;
class Sessions;
class Tabs;
struct Message;

class Login
{
public:
    // Who has that name and password; empty: nobody.
    using Directory = std::function<QFuture<std::optional<Account>>(
        const QString &name, const QString &password)>;

    Login(const ServerOptions &options, Sessions &sessions, Tabs &tabs, Authority &authority);

    void setDirectory(Directory directory) { m_directory = std::move(directory); }
    bool hasDirectory() const { return bool(m_directory); }
    static Page page(const Request &request);
    // Where a browser signs in to go to a path after it: "/login?to=%2Fadmin".
    QByteArray leadingTo(QByteArrayView path) const;

    void signIn(const Message &message, Exchange &exchange, Session *session, qint64 now);
    void signOut(const Message &message, Exchange &exchange, Session *session, qint64 now);

private:
    struct Attempt
    {
        QByteArray sessionId;
        QByteArray byName; // how it is counted
        QByteArray byAddress;
        QByteArray to;
    };
    struct Waiting
    {
        Attempt attempt;
        Deferred answer;
    };
    template<typename Answer>
    void finish(const Attempt &attempt, const std::optional<Account> &account, Answer &answer);
    void wait(Attempt attempt, Exchange &exchange, const QFuture<std::optional<Account>> &future);
    QByteArray failed(QByteArrayView why, QByteArrayView to) const;

    const ServerOptions &m_options;
    Sessions &m_sessions;
    Tabs &m_tabs;
    Authority &m_authority;
    Directory m_directory;
    Attempts m_attempts;
    QObject m_context;
    std::map<quint64, Waiting> m_waiting; // for the directory
    quint64 m_count = 0;
};

} // namespace BackState::Http

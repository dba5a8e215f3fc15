// Login: the ready-made page to sign in, what its form and the sign-out button send, and the
// answers to those who may not see a page. Internal.
#pragma once

#include <BackState/answers/attempts.h>
#include <BackState/answers/known_places.h>
#include <BackState/answers/rights.h>
#include <BackState/program/account.h>
#include <BackState/program/options.h>
#include <BackState/program/page.h>
#include <BackState/wire/deferred.h>

#include <QFuture>
#include <QObject>

#include <functional>
#include <map>
#include <optional>

namespace BackState::Http {

class Authority;
class FormData;
struct Message;
class Pages;
class Routes;
class Sessions;
class Tabs;
class Visit;

class Login
{
public:
    // Finds out who has a name and a password. Nothing if nobody has.
    using Directory = std::function<QFuture<std::optional<Account>>(
        const QString &name, const QString &password)>;

    Login(
        const ServerOptions &options,
        const Routes &routes,
        const Pages &pages,
        Sessions &sessions,
        Tabs &tabs,
        Authority &authority);

    void setDirectory(Directory directory) { m_directory = std::move(directory); }
    bool hasDirectory() const { return bool(m_directory); }
    static Page page(const Request &request);

    // What the form of the login page and the button of Html::signOut() send.
    void signIn(Visit &visit);
    void signOut(Visit &visit);

    // Answers those who may not see a page. Browsers are led to the login page where there is one,
    // and told why not otherwise. Other clients are told in JSON.
    void refuse(Visit &visit, Access access) const;
    // Answers those who have the cookie of a moment ago: the page loads itself again until its
    // browser has the new one.
    void askAgain(Visit &visit) const;

private:
    struct Attempt
    {
        QByteArray sessionId;
        QByteArray byName; // These three are how it is counted.
        QByteArray byAddress;
        QByteArray byBoth;
        QByteArray to; // where the browser goes
        bool isKnown = false; // the place is one of the user's
    };
    struct Pending
    {
        Attempt attempt;
        Deferred answer;
    };
    void warnOfProxy(const Message &message);
    bool isTooEarly(const Attempt &attempt, qint64 now);
    void takeBack(const Attempt &attempt);
    void tryToSignIn(Visit &visit, const FormData &form);
    void finishLater(Attempt attempt, Visit &visit, const QFuture<std::optional<Account>> &future);
    template<typename Answer>
    void finish(const Attempt &attempt, const std::optional<Account> &account, Answer &answer);
    // Where a browser signs in to go to a path after it: "/login?to=%2Fadmin".
    QByteArray leadingTo(QByteArrayView path) const;
    QByteArray failed(QByteArrayView why, QByteArrayView to) const;

    const ServerOptions &m_options;
    const Routes &m_routes;
    const Pages &m_pages;
    Sessions &m_sessions;
    Tabs &m_tabs;
    Authority &m_authority;
    Directory m_directory;
    Attempts m_attempts;
    KnownPlaces m_known;
    bool m_hasWarned = false;
    QObject m_context;
    std::map<quint64, Pending> m_pending; // attempts that the directory looks into
    quint64 m_count = 0;
};

} // namespace BackState::Http

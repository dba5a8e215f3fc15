#include <BackState/answers/login.h>

#include "pages_p.h"
#include "visit_p.h"
#include <BackState/answers/authority.h>
#include <BackState/answers/rights.h>
#include <BackState/core/thrown.h>
#include <BackState/datastar/frame.h>
#include <BackState/datastar/requests.h>
#include <BackState/html/attributes.h>
#include <BackState/html/each.h>
#include <BackState/html/marks.h>
#include <BackState/html/tags.h>
#include <BackState/live/tabs.h>
#include <BackState/program/routes.h>
#include <BackState/text/clock.h>
#include <BackState/text/log.h>
#include <BackState/text/media_type.h>
#include <BackState/text/reading.h>
#include <BackState/text/url.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/sessions.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/form_data.h>
#include <BackState/wire/header_lines.h>
#include <BackState/wire/message.h>

#include <QFutureWatcher>
#include <QHostAddress>

namespace BackState::Http {

using namespace Qt::StringLiterals;
using namespace BackState::Html;

namespace {

// Attempts. A name alone is slowed down late: everybody may try to sign in by it.
constexpr int freeByBoth = 5;
constexpr int freeByName = 100;
constexpr int freeByAddress = 50; // there may be many people behind one
constexpr qsizetype longestTyped = 1024; // bytes

// The name as attempts are counted by: the same however it was written.
QByteArray nameOf(const QByteArray &typed)
{
    return QString::fromUtf8(typed)
        .normalized(QString::NormalizationForm_KC)
        .simplified()
        .toCaseFolded()
        .toUtf8();
}

// The address as attempts are counted by. Of IPv6 only the first half counts: one connection has
// 2^64 addresses.
QByteArray textOf(const QHostAddress &address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4); // an address written ::ffff:192.0.2.1, too
    if (isIpv4)
        return QByteArray::number(ipv4, 16);
    const Q_IPV6ADDR ipv6 = address.toIPv6Address();
    return QByteArray(reinterpret_cast<const char *>(ipv6.c), 8).toHex();
}

// Leads the browser to a path. It becomes a header line, which may have nothing but a plain path of
// this server in it.
template<typename Answer>
void lead(Answer &answer, QByteArrayView path, const QByteArray &fields = {})
{
    const QByteArray prefix = answer.prefix();
    HeaderLines location;
    if (!location.add("Location", QByteArray(prefix + path.toByteArray())))
        (void)location.add("Location", QByteArray(prefix + '/'));
    answer
        .respond(303, {}, {}, QByteArray(Visit::noStore.toByteArray() + location.lines() + fields));
}

QByteArray localOr(QByteArrayView path, QByteArrayView other)
{
    return (Private::isLocalPath(path) ? path : other).toByteArray();
}

} // namespace

Login::Login(
    const ServerOptions &options,
    const Routes &routes,
    const Pages &pages,
    Sessions &sessions,
    Tabs &tabs,
    Authority &authority)
    : m_options(options)
    , m_routes(routes)
    , m_pages(pages)
    , m_sessions(sessions)
    , m_tabs(tabs)
    , m_authority(authority)
{
}

// The same sentence whether the name is unknown or the password wrong: it must not tell which names
// there are.
Page Login::page(const Request &request)
{
    const QString failure = request.query(u"failed"_s);
    const QString sentence = failure == "fault"_L1
        ? u"This could not be checked. The server's log says why."_s
        : failure == "wait"_L1  ? u"There were too many attempts. Wait a minute, then try again."_s
        : failure == "stale"_L1 ? u"This page was too old. Try again."_s
                                : u"The name or the password is not right."_s;
    return {
        u"Sign in"_s,
        {},
        Main(
            H1("Sign in"),
            when(
                !failure.isEmpty(),
                [&sentence] { return P(role("alert"), cls("error"), sentence); }),
            Form(
                attribute("method", "post"),
                attribute("action", "/backstate/sign-in"),
                Input(type("hidden"), name("token"), value(request.formToken())),
                Input(type("hidden"), name("to"), value(request.query(u"to"_s))),
                Div(cls("field"),
                    Label(htmlFor("sign-in-name"), "Name"),
                    Input(
                        id("sign-in-name"),
                        name("name"),
                        attribute("autocomplete", "username"),
                        required(),
                        autofocus())),
                Div(cls("field"),
                    Label(htmlFor("sign-in-password"), "Password"),
                    Input(
                        id("sign-in-password"),
                        type("password"),
                        name("password"),
                        attribute("autocomplete", "current-password"),
                        required())),
                Button("Sign in")))};
}

QByteArray Login::leadingTo(QByteArrayView path) const
{
    QByteArray target = m_options.loginPath.toUtf8() + "?to=";
    target.append(path.toByteArray().toPercentEncoding());
    return target;
}

QByteArray Login::failed(QByteArrayView why, QByteArrayView to) const
{
    return leadingTo(to) + "&failed=" + why.toByteArray();
}

void Login::signIn(Visit &visit)
{
    const Message &message = visit.message;
    if (!m_directory || message.method != Method::Post) {
        visit.respondText(m_directory ? 405 : 404, "There is nothing at this address.\n");
        return;
    }
    if (message.isCrossSite()) {
        visit.respondText(403, "This form came from another site.\n");
        return;
    }
    const QByteArray contentType = message.header("content-type");
    const Expected<FormData> form = FormData::read(contentType, message.body);
    if (Private::isForm(contentType) && form)
        tryToSignIn(visit, *form);
    else
        visit.respondText(415, "A form's name and password are needed.\n");
}

// Without it, all who come by a proxy are one address.
void Login::warnOfProxy(const Message &message)
{
    const bool isUnknown = m_options.proxies.isEmpty() && message.nearby
        && message.peer.isLoopback()
        && (message.hasHeader("x-forwarded-for") || message.hasHeader("forwarded"));
    if (isUnknown && !std::exchange(m_hasWarned, true))
        qCWarning(log) << "a sign-in came by a proxy on this machine that ServerOptions::proxies "
                          "does not name: all its users are taken for one address";
}

// Counts the attempt.
bool Login::isTooEarly(const Attempt &attempt, qint64 now)
{
    return !attempt.isKnown
        && (!m_attempts.begin(attempt.byAddress, freeByAddress, now)
            || !m_attempts.begin(attempt.byBoth, freeByBoth, now)
            || !m_attempts.begin(attempt.byName, freeByName, now));
}

// The attempt was no failure.
void Login::takeBack(const Attempt &attempt)
{
    if (attempt.isKnown) {
        m_known.takeBack(attempt.byBoth);
        return;
    }
    m_attempts.takeBack(attempt.byBoth);
    m_attempts.takeBack(attempt.byName);
    m_attempts.takeBack(attempt.byAddress);
}

void Login::tryToSignIn(Visit &visit, const FormData &form)
{
    const QByteArray to = localOr(form.field("to"), "/");
    if (!visit.session || !m_tabs.isSigned(form.field("token"), *visit.session)) {
        lead(visit.exchange, failed("stale", to));
        return;
    }
    const QByteArray name = form.field("name");
    const QByteArray password = form.field("password");
    if (name.isEmpty() || name.size() > longestTyped || password.size() > longestTyped) {
        lead(visit.exchange, failed("yes", to));
        return;
    }
    const QByteArray byName = "name " + nameOf(name);
    const QByteArray byAddress = "address " + textOf(visit.message.peer);
    Attempt attempt{visit.session->id(), byName, byAddress, byName + ' ' + byAddress, to};
    attempt.isKnown = m_known.begin(attempt.byBoth);
    warnOfProxy(visit.message);
    if (isTooEarly(attempt, visit.now)) {
        qCInfo(log) << "a sign-in was refused: too many attempts";
        lead(visit.exchange, failed("wait", to));
        return;
    }
    QFuture<std::optional<Account>> future;
    const bool isAsked = Private::contain(
        [] { return u"the function of authenticate()"_s; },
        [&] { future = m_directory(Private::readUtf8(name), Private::readUtf8(password)); });
    if (!isAsked) {
        takeBack(attempt);
        lead(visit.exchange, failed("fault", to));
    } else if (future.isFinished() && future.resultCount() > 0)
        finish(attempt, future.result(), visit.exchange);
    else
        finishLater(std::move(attempt), visit, future);
}

void Login::finishLater(
    Attempt attempt, Visit &visit, const QFuture<std::optional<Account>> &future)
{
    const quint64 number = ++m_count;
    m_pending.emplace(number, Pending{std::move(attempt), visit.exchange.defer()});
    auto *watcher = new QFutureWatcher<std::optional<Account>>(&m_context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, &m_context, [this, watcher, number] {
        Pending pending = std::move(m_pending.extract(number).mapped());
        const bool hasResult = watcher->future().resultCount() > 0; // else the directory gave up
        finish(pending.attempt, hasResult ? watcher->result() : std::nullopt, pending.answer);
        watcher->deleteLater();
    });
    watcher->setFuture(future);
}

template<typename Answer>
void Login::finish(const Attempt &attempt, const std::optional<Account> &account, Answer &answer)
{
    Session *session = m_sessions.findById(attempt.sessionId);
    const QString problem = account ? Authority::problemOf(*account) : QString();
    if (!problem.isEmpty())
        qCWarning(log).noquote() << "authenticate() returned" << problem;
    if (!account || !problem.isEmpty() || !session) {
        lead(answer, failed("yes", attempt.to));
        return;
    }
    takeBack(attempt);
    m_attempts.succeeded(attempt.byBoth);
    m_known.succeeded(attempt.byBoth);
    lead(answer, attempt.to, m_authority.signIn(*session, *account, nullptr, milliseconds()));
}

void Login::signOut(Visit &visit)
{
    if (visit.message.method != Method::Post) {
        visit.respondWrongMethod("POST");
        return;
    }
    if (visit.message.isCrossSite()) {
        visit.respondText(403, "This form came from another site.\n");
        return;
    }
    lead(
        visit.exchange,
        "/",
        visit.session ? m_authority.signOut(*visit.session, nullptr, visit.now) : QByteArray());
}

void Login::refuse(Visit &visit, Access access) const
{
    const Error error = errorOfPage(access);
    const bool isSignIn = access == Access::SignIn;
    if (visit.message.wantsJson()) {
        visit.respondError(error);
        return;
    }
    const bool hasPage = isSignIn && m_routes.find(m_options.loginPath.toUtf8());
    if (!hasPage && (isSignIn || !visit.isByDatastar())) {
        const QString title = isSignIn ? u"Sign in first"_s : u"Not for your account"_s;
        m_pages.respondNotice(visit, statusOf(error.kind), title, error.message);
        return;
    }
    QByteArray target = visit.message.path;
    if (!visit.message.query.isEmpty())
        target.append('?').append(visit.message.query);
    // To see what a 403 says, the browser itself has to ask for the page.
    const QByteArray to = isSignIn ? leadingTo(target) : target;
    if (!visit.isByDatastar()) {
        HeaderLines location;
        (void)location.add("Location", QByteArray(visit.message.prefix + to));
        visit.exchange
            .respond(303, {}, {}, QByteArray(Visit::noStore.toByteArray() + location.lines()));
    } else {
        const Private::PathMarks marks;
        // Datastar follows no redirect and shows nothing of a 401 or a 403.
        if (const Expected<Frame> frame = Frame::redirect(to))
            visit.respondFrames(frame->bytes());
    }
}

void Login::askAgain(Visit &visit) const
{
    m_pages.respondNotice(
        visit,
        200,
        u"One moment"_s,
        u"This page loads again by itself."_s,
        "Refresh: 1\r\n");
}

} // namespace BackState::Http

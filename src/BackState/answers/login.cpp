#include <BackState/answers/login.h>

#include "pages_p.h"
#include "visit_p.h"
#include <BackState/answers/authority.h>
#include <BackState/answers/rights.h>
#include <BackState/datastar/frame.h>
#include <BackState/datastar/requests.h>
#include <BackState/html/attributes.h>
#include <BackState/html/each.h>
#include <BackState/html/tags.h>
#include <BackState/live/tabs.h>
#include <BackState/program/routes.h>
#include <BackState/text/clock.h>
#include <BackState/text/log.h>
#include <BackState/text/media_type.h>
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

constexpr int freeByName = 5; // attempts
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

// The address as attempts are counted by. A proxy on this machine speaks for many, and says for
// whom. Of IPv6 only the first half counts: one connection has 2^64 addresses.
QByteArray addressOf(const Message &message)
{
    QHostAddress address = message.peer;
    if (address.isLoopback()) {
        const QByteArray all = message.header("x-forwarded-for");
        const QHostAddress client(QString::fromLatin1(all.mid(all.lastIndexOf(',') + 1).trimmed()));
        if (!client.isNull()) // the last address of the field, which the proxy itself saw
            address = client;
    }
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
    HeaderLines location;
    if (!location.add("Location", path))
        (void)location.add("Location", "/");
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
    const QString sentence = failure == "wait"_L1
        ? u"There were too many attempts. Wait a minute, then try again."_s
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
    Attempt attempt{
        visit.session->id(),
        "name " + nameOf(name),
        "address " + addressOf(visit.message),
        to};
    if (!m_attempts.begin(attempt.byAddress, freeByAddress, visit.now)
        || !m_attempts.begin(attempt.byName, freeByName, visit.now)) {
        qCInfo(log) << "a sign-in was refused: too many attempts";
        lead(visit.exchange, failed("wait", to));
        return;
    }
    const QFuture<std::optional<Account>> future
        = m_directory(QString::fromUtf8(name), QString::fromUtf8(password));
    if (future.isFinished() && future.resultCount() > 0)
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
    m_attempts.succeeded(attempt.byName);
    m_attempts.takeBack(attempt.byAddress);
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
        visit.respondHtml(statusOf(error.kind), m_pages.notice(title, error.message));
        return;
    }
    QByteArray target = visit.message.path;
    if (!visit.message.query.isEmpty())
        target.append('?').append(visit.message.query);
    // To see what a 403 says, the browser itself has to ask for the page.
    const QByteArray to = isSignIn ? leadingTo(target) : target;
    if (!visit.isByDatastar()) {
        HeaderLines location;
        (void)location.add("Location", to);
        visit.exchange
            .respond(303, {}, {}, QByteArray(Visit::noStore.toByteArray() + location.lines()));
    } else if (const Expected<Frame> frame = Frame::redirect(to)) {
        // Datastar follows no redirect and shows nothing of a 401 or a 403.
        visit.respondFrames(frame->bytes());
    }
}

void Login::askAgain(Visit &visit) const
{
    visit.respondHtml(
        200,
        m_pages.notice(u"One moment"_s, u"This page loads again by itself."_s),
        "Cache-Control: no-store\r\nRefresh: 1\r\n");
}

} // namespace BackState::Http

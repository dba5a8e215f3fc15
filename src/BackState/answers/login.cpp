#include <BackState/answers/login.h>

#include <BackState/text/log.h>
#include <BackState/text/media_type.h>
#include <BackState/text/url.h>

#include <BackState/answers/authority.h>
#include <BackState/answers/rights.h>
#include <BackState/datastar/requests.h>
#include <BackState/html/attributes.h>
#include <BackState/html/each.h>
#include <BackState/html/tags.h>
#include <BackState/live/tabs.h>
#include <BackState/text/clock.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/form_data.h>
#include <BackState/wire/message.h>

#include <QFutureWatcher>
#include <QHostAddress>

namespace BackState::Http {

using namespace Qt::StringLiterals;
using namespace BackState::Html;

namespace {

constexpr QByteArrayView textType = "text/plain; charset=utf-8";
constexpr QByteArrayView noStore = "Cache-Control: no-store\r\n";

constexpr int freeByName = 5; // attempts
constexpr int freeByAddress = 50; // there may be many people behind one
constexpr qsizetype longestTyped = 1024; // bytes

// By who it is however they write it.
QByteArray nameOf(const QByteArray &typed)
{
    return QString::fromUtf8(typed)
        .normalized(QString::NormalizationForm_KC)
        .simplified()
        .toCaseFolded()
        .toUtf8();
}

// A proxy on this machine speaks for many, and says for whom. Of IPv6, one connection has 2^64
// addresses.
QByteArray addressOf(const Message &message)
{
    QHostAddress address = message.peer;
    if (address.isLoopback()) {
        const QByteArray all = message.header("x-forwarded-for");
        const QHostAddress client(QString::fromLatin1(all.mid(all.lastIndexOf(',') + 1).trimmed()));
        if (!client.isNull()) // the last one is what the proxy saw itself
            address = client;
    }
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4); // also as ::ffff:192.0.2.1
    if (isIpv4)
        return QByteArray::number(ipv4, 16);
    const Q_IPV6ADDR ipv6 = address.toIPv6Address();
    return QByteArray(reinterpret_cast<const char *>(ipv6.c), 8).toHex();
}

// An address is a line of a header: nothing but a plain path of ours may be in it.
template<typename Answer>
void lead(Answer &answer, QByteArrayView path, const QByteArray &fields = {})
{
    HeaderLines location;
    if (!location.add("Location", path))
        (void)location.add("Location", "/");
    answer.respond(303, {}, {}, QByteArray(noStore.toByteArray() + location.lines() + fields));
}

QByteArray localOr(QByteArrayView path, QByteArrayView other)
{
    return (isLocalPath(path) ? path : other).toByteArray();
}

} // namespace

Login::Login(const ServerOptions &options, Sessions &sessions, Tabs &tabs, Authority &authority)
    : m_options(options)
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
    Private::appendPercentEncoded(target, path);
    return target;
}

QByteArray Login::failed(QByteArrayView why, QByteArrayView to) const
{
    return leadingTo(to) + "&failed=" + why.toByteArray();
}

void Login::signIn(const Message &message, Exchange &exchange, Session *session, qint64 now)
{
    if (!m_directory || message.method != Method::Post) {
        exchange.respond(
            m_directory ? 405 : 404,
            textType,
            "There is nothing at this address.\n",
            noStore);
        return;
    }
    if (message.isCrossSite()) {
        exchange.respond(403, textType, "This form came from another site.\n", noStore);
        return;
    }
    const QByteArray contentType = message.header("content-type");
    const Expected<FormData> form = FormData::read(contentType, message.body);
    if (!Private::isForm(contentType) || !form) {
        exchange.respond(415, textType, "A form's name and password are needed.\n", noStore);
        return;
    }
    const QByteArray to = localOr(form->field("to"), "/");
    if (!session || !m_tabs.isSigned(form->field("token"), *session)) {
        lead(exchange, failed("stale", to));
        return;
    }
    const QByteArray name = form->field("name");
    const QByteArray password = form->field("password");
    if (name.isEmpty() || name.size() > longestTyped || password.size() > longestTyped) {
        lead(exchange, failed("yes", to));
        return;
    }
    Attempt attempt{session->id(), "name " + nameOf(name), "address " + addressOf(message), to};
    if (!m_attempts.begin(attempt.byAddress, freeByAddress, now)
        || !m_attempts.begin(attempt.byName, freeByName, now)) {
        qCInfo(log) << "a sign-in was refused: too many attempts";
        lead(exchange, failed("wait", to));
        return;
    }
    const QFuture<std::optional<Account>> future
        = m_directory(QString::fromUtf8(name), QString::fromUtf8(password));
    if (future.isFinished() && future.resultCount() > 0)
        finish(attempt, future.result(), exchange);
    else
        wait(std::move(attempt), exchange, future);
}

void Login::wait(Attempt attempt, Exchange &exchange, const QFuture<std::optional<Account>> &future)
{
    const quint64 number = ++m_count;
    m_waiting.emplace(number, Waiting{std::move(attempt), exchange.defer()});
    auto *watcher = new QFutureWatcher<std::optional<Account>>(&m_context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, &m_context, [this, watcher, number] {
        Waiting waiting = std::move(m_waiting.extract(number).mapped());
        const bool hasResult = watcher->future().resultCount() > 0; // else the directory gave up
        finish(waiting.attempt, hasResult ? watcher->result() : std::nullopt, waiting.answer);
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

void Login::signOut(const Message &message, Exchange &exchange, Session *session, qint64 now)
{
    if (message.method != Method::Post) {
        exchange.respond(405, {}, {}, "Allow: POST\r\n");
        return;
    }
    if (message.isCrossSite()) {
        exchange.respond(403, textType, "This form came from another site.\n", noStore);
        return;
    }
    lead(exchange, "/", session ? m_authority.signOut(*session, nullptr, now) : QByteArray());
}

} // namespace BackState::Http

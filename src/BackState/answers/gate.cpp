#include <BackState/answers/gate.h>

#include <BackState/answers/login.h>
#include <BackState/answers/pages.h>
#include <BackState/datastar/frame.h>
#include <BackState/program/routes.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>

#include <QJsonDocument>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView htmlType = "text/html; charset=utf-8";
constexpr QByteArrayView noStore = "Cache-Control: no-store\r\n";

} // namespace

Gate::Gate(
    const ServerOptions &options, const Routes &routes, const Pages &pages, const Login &login)
    : m_options(options)
    , m_routes(routes)
    , m_pages(pages)
    , m_login(login)
{
}

void Gate::refuse(const Message &message, Exchange &exchange, Access access) const
{
    const bool isSignIn = access == Access::SignIn;
    const int status = isSignIn ? 401 : 403;
    const QString sentence = isSignIn
        ? u"This page is for those who are signed in."_s
        : u"Your account does not have the role that this page needs."_s;
    if (message.wantsJson()) {
        const QJsonObject json{{u"error"_s, sentence}};
        exchange.respond(
            status,
            "application/json",
            QJsonDocument(json).toJson(QJsonDocument::Compact),
            noStore);
        return;
    }
    QByteArray target = message.path;
    if (!message.query.isEmpty())
        target.append('?').append(message.query);
    // Shows nothing of a 403: the browser itself asks
    if (!isSignIn && message.hasHeader("datastar-request")) {
        if (const Expected<Frame> frame = Frame::redirect(target))
            exchange.respond(200, "text/event-stream", frame->bytes(), noStore);
        return;
    }
    if (!isSignIn || !m_routes.find(m_options.loginPath.toUtf8())) {
        const QString title = isSignIn ? u"Sign in first"_s : u"Not for your account"_s;
        exchange.respond(status, htmlType, m_pages.notice(title, sentence), noStore);
        return;
    }
    const QByteArray login = m_login.leadingTo(target);
    // Which follows no redirect and shows nothing of a 401
    if (message.hasHeader("datastar-request")) {
        if (const Expected<Frame> frame = Frame::redirect(login))
            exchange.respond(200, "text/event-stream", frame->bytes(), noStore);
        return;
    }
    HeaderLines location;
    (void)location.add("Location", login);
    exchange.respond(303, {}, {}, QByteArray(noStore.toByteArray() + location.lines()));
}

void Gate::askAgain(Exchange &exchange) const
{
    exchange.respond(
        200,
        htmlType,
        m_pages.notice(u"One moment"_s, u"This page loads again by itself."_s),
        "Cache-Control: no-store\r\nRefresh: 1\r\n");
}

} // namespace BackState::Http

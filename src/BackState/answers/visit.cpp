#include "visit_p.h"

#include "addresses_p.h"
#include <BackState/core/request_data.h>
#include <BackState/text/reading.h>
#include <BackState/text/url.h>
#include <BackState/text/url_prefix.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/sessions.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/user_owner.h>
#include <BackState/wire/cookies.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

#include <QJsonDocument>
#include <QJsonObject>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

QByteArray cookieOf(const Message &message, const Sessions &sessions)
{
    const QByteArray name = sessions.cookieName({message.secure, message.prefix});
    return cookieValue(message.header("cookie"), name).toByteArray();
}

// What a page asks for by itself, whether its user is there or not.
bool isOfItself(const Message &message)
{
    return message.path.startsWith(streamPrefix) || message.path.startsWith(pollPrefix);
}

Session *
findSession(const QByteArray &cookie, const Message &message, Sessions &sessions, qint64 now)
{
    if (cookie.isEmpty())
        return nullptr;
    const auto use = isOfItself(message) ? Sessions::Use::OfItself : Sessions::Use::ByItsUser;
    Session *session = sessions.obtain(cookie, now, use);
    if (session)
        session->setWay({message.secure, message.prefix});
    return session;
}

} // namespace

Visit::Visit(const Message &request, Exchange &answer, Sessions &sessions, qint64 time)
    : message(request)
    , exchange(answer)
    , now(time)
    , cookie(cookieOf(request, sessions))
    , session(findSession(cookie, request, sessions, time))
{
}

Session *Visit::sessionOf(const Message &message, Sessions &sessions, qint64 now)
{
    return findSession(cookieOf(message, sessions), message, sessions, now);
}

Way Visit::way() const
{
    return {message.secure, message.prefix};
}

bool Visit::isLoad() const
{
    return message.method == Method::Get || message.method == Method::Head;
}

bool Visit::isByDatastar() const
{
    return message.hasHeader("datastar-request");
}

bool Visit::isNavigation() const
{
    return message.method == Method::Get && isByDatastar() && message.hasHeader("backstate-tab");
}

QByteArray Visit::tabToken() const
{
    return message.header("backstate-tab");
}

RequestData Visit::requestData() const
{
    RequestData data;
    data.method = methodName(message.method).toByteArray();
    data.path = Private::readUtf8(Private::percentDecoded(message.path));
    for (const QByteArrayView name :
         {"accept-language", "user-agent", "referer", "host", "accept", "content-type"}) {
        if (message.hasHeader(name))
            data.headers.append({name.toByteArray(), message.header(name)});
    }
    if (session) {
        data.sessionId = session->publicId();
        data.roles = session->roles();
        data.user = session->user() ? session->user()->name : QString();
    }
    data.remoteAddress = message.peer.toString();
    data.isDatastar = isByDatastar();
    return data;
}

RequestData Visit::requestData(const Tab &tab) const
{
    return requestData(tab, message.path, message.query);
}

RequestData Visit::requestData(const Tab &tab, QByteArrayView path, QByteArrayView query) const
{
    RequestData data = requestData();
    data.path = Private::readUtf8(Private::percentDecoded(path));
    data.pathParameters = tab.page.parameters;
    for (const auto &[name, value] : Private::queryFields(query))
        data.query.append({QString::fromUtf8(name), Private::readUtf8(value)});
    data.formToken = tab.token;
    return data;
}

void Visit::respondEmpty(QByteArrayView headerLines)
{
    exchange.respond(204, {}, {}, headerLines);
}

void Visit::respondHtml(int status, const QByteArray &markup, QByteArrayView headerLines)
{
    respondEncodedHtml(status, Private::withPrefix(markup, message.prefix), headerLines);
}

void Visit::respondEncodedHtml(int status, QByteArrayView encoded, QByteArrayView headerLines)
{
    exchange.respond(status, "text/html; charset=utf-8", encoded, headerLines);
}

void Visit::respondText(int status, QByteArrayView text, QByteArrayView headerLines)
{
    exchange.respond(status, "text/plain; charset=utf-8", text, headerLines);
}

void Visit::respondFrames(const QByteArray &frames, QByteArrayView headerLines)
{
    const QByteArray bytes = Private::withPrefix(frames, message.prefix);
    exchange.respond(200, "text/event-stream", bytes, headerLines);
}

StreamSocket *Visit::openStream(QByteArrayView headerLines)
{
    StreamSocket *stream = exchange.openStream(headerLines);
    if (stream)
        stream->setPrefix(message.prefix);
    return stream;
}

void Visit::respondJson(int status, const QJsonObject &json, QByteArrayView headerLines)
{
    exchange.respond(
        status,
        "application/json",
        QJsonDocument(json).toJson(QJsonDocument::Compact),
        headerLines);
}

void Visit::respondError(int status, const QString &sentence, QByteArrayView headerLines)
{
    respondJson(status, {{u"error"_s, sentence}}, headerLines);
}

void Visit::respondError(const Error &error, QByteArrayView headerLines)
{
    respondError(statusOf(error.kind), error.message, headerLines);
}

void Visit::respondWrongMethod(QByteArrayView allowed)
{
    exchange.respond(405, {}, {}, QByteArray("Allow: " + allowed.toByteArray() + "\r\n"));
}

int statusOf(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::Invalid: return 400;
    case Error::Kind::SignIn: return 401;
    case Error::Kind::Forbidden: return 403;
    case Error::Kind::NotFound: return 404;
    case Error::Kind::TooLarge: return 413;
    case Error::Kind::Unavailable: return 503;
    case Error::Kind::Conflict: return 409;
    }
    Q_UNREACHABLE();
}

} // namespace BackState::Http

// Visit: one request while it is answered, with who sent it and when, and the ways to answer it.
// Internal.
#pragma once

#include <BackState/core/expected.h>

#include <QByteArray>
#include <QByteArrayView>

QT_BEGIN_NAMESPACE
class QJsonObject;
QT_END_NAMESPACE

namespace BackState {
struct RequestData;
}

namespace BackState::Http {

class Exchange;
class Session;
class Sessions;
class StreamSocket;
struct Way;
class Tab;
struct Message;

// Lives on the stack while a request is handled. What must be answered later takes a Deferred from
// the exchange instead.
class Visit
{
public:
    static constexpr QByteArrayView noStore = "Cache-Control: no-store\r\n";

    Visit(const Message &message, Exchange &exchange, Sessions &sessions, qint64 now);

    // The session of a request's cookie. Null if it has no cookie, or none that holds any more.
    static Session *sessionOf(const Message &message, Sessions &sessions, qint64 now);

    const Message &message;
    Exchange &exchange;
    const qint64 now; // milliseconds()
    const QByteArray cookie; // ours; empty if the browser sent none
    Session *session; // Null if the cookie opens none.

    Way way() const;
    bool isLoad() const; // GET or HEAD
    bool isByDatastar() const;
    bool isNavigation() const; // a page asks for another one to take its place
    // The id of the tab that the request says it comes from. Empty if it names none.
    QByteArray tabToken() const;

    // What the request says, for page functions and events: without a page and without what is in
    // its query; in a tab; and in a tab that is built again, where path and query are not those of
    // the request.
    RequestData requestData() const;
    RequestData requestData(const Tab &tab) const;
    RequestData requestData(const Tab &tab, QByteArrayView path, QByteArrayView query) const;

    // The answers. A handler gives one of them, once. Header lines that are given take the place of
    // those that stand here, and have "Cache-Control: no-store" themselves where it is wanted.
    void respondEmpty(QByteArrayView headerLines = {}); // 204
    void respondHtml(int status, const QByteArray &markup, QByteArrayView headerLines = noStore);
    // The same of bytes that are compressed, and have their prefix.
    void respondEncodedHtml(int status, QByteArrayView encoded, QByteArrayView headerLines);
    void respondText(int status, QByteArrayView text, QByteArrayView headerLines = noStore);
    void respondFrames(const QByteArray &frames, QByteArrayView headerLines = noStore);
    StreamSocket *openStream(QByteArrayView headerLines); // null as of the exchange
    void respondJson(int status, const QJsonObject &json, QByteArrayView headerLines = noStore);
    // As JSON, {"error": the sentence}. The status of an Error follows from its kind.
    void respondError(int status, const QString &sentence, QByteArrayView headerLines = noStore);
    void respondError(const Error &error, QByteArrayView headerLines = noStore);
    // 405 with the one method that the address has.
    void respondWrongMethod(QByteArrayView allowed);
};

// The status that an error has for clients other than Datastar.
int statusOf(Error::Kind kind);

} // namespace BackState::Http

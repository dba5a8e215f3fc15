// The cases of Datastar's own conformance suites over real HTTP, against a server that is as the
// suites ask for.
#include "../../golden/golden.h"
#include "wire.h"

#include <BackState/datastar/requests.h>
#include <BackState/wire/stream_socket.h>

using namespace BackState;

class tst_Golden : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersByGet_data() { Golden::addRows(golden()); }
    void answersByGet();
    void answersByPost_data() { Golden::addRows(golden()); }
    void answersByPost();
    void refusesWhatIsNoJson();

private:
    static QString golden() { return QStringLiteral(QT_TESTCASE_SOURCEDIR "/../../golden/"); }
};

// /test of the suites: sends the events it is told by the signals, then ends.
static void serve(const Http::Message &message, Http::Exchange &exchange, const Dialect &dialect)
{
    const QByteArrayView method = message.method == Http::Method::Post ? "POST" : "GET";
    const auto input
        = Private::readSignals(method, message.query, message.header("content-type"), message.body);
    if (!input || message.path != "/test" || !message.hasHeader("datastar-request")) {
        exchange.respond(400, {}, {});
        return;
    }
    if (Http::StreamSocket *stream = exchange.openStream("Cache-Control: no-cache\r\n")) {
        stream->write(Golden::frames(*input, dialect));
        stream->finish();
    }
}

static QByteArray withoutChunks(QByteArray body)
{
    QByteArray text;
    for (qsizetype line = body.indexOf("\r\n"); line > 0; line = body.indexOf("\r\n")) {
        const qsizetype size = body.left(line).toLongLong(nullptr, 16);
        text += body.mid(line + 2, size);
        body.remove(0, line + 2 + size + 2);
    }
    return text;
}

static QByteArray compactInput(const QString &folder)
{
    return QJsonDocument::fromJson(Golden::contents(folder + QStringLiteral("/input.json")))
        .toJson(QJsonDocument::Compact);
}

// The events that a request is answered with, or nothing if there are none.
static QByteArray answer(const QByteArray &request, bool isV1)
{
    const Dialect &dialect = isV1 ? Dialect::v1() : Dialect::beta11();
    Served served({}, [&dialect](const Http::Message &message, Http::Exchange &exchange) {
        serve(message, exchange, dialect);
    });
    Wire wire(served.port());
    wire.send(request);
    if (!wire.waitFor("\r\n0\r\n\r\n"))
        return {};
    const qsizetype end = wire.received.indexOf("\r\n\r\n");
    const QByteArray head = wire.received.left(end + 2);
    if (!head.startsWith("HTTP/1.1 200 OK\r\n")
        || !head.contains("\r\nContent-Type: text/event-stream\r\n")
        || !head.contains("\r\nCache-Control: no-cache\r\n"))
        return {};
    return withoutChunks(wire.received.mid(end + 4));
}

void tst_Golden::answersByGet()
{
    QFETCH(QString, folder);
    QFETCH(bool, isV1);
    const QByteArray query = compactInput(folder).toPercentEncoding();
    const QByteArray request
        = "GET /test?datastar=" + query + " HTTP/1.1\r\nHost: h\r\nDatastar-Request: true\r\n\r\n";
    Golden::compare(answer(request, isV1), folder);
}

void tst_Golden::answersByPost()
{
    QFETCH(QString, folder);
    QFETCH(bool, isV1);
    const QByteArray body = compactInput(folder);
    const QByteArray request = "POST /test HTTP/1.1\r\nHost: h\r\nDatastar-Request: true\r\n"
                               "Content-Type: application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    Golden::compare(answer(request, isV1), folder);
}

void tst_Golden::refusesWhatIsNoJson()
{
    Served served({}, [](const Http::Message &message, Http::Exchange &exchange) {
        serve(message, exchange, Dialect::v1());
    });
    Wire wire(served.port());
    wire.send("GET /test?datastar=%7B HTTP/1.1\r\nHost: h\r\nDatastar-Request: true\r\n\r\n");
    QVERIFY(wire.waitFor("\r\n\r\n"));
    QVERIFY(wire.received.startsWith("HTTP/1.1 400 "));
}

QTEST_GUILESS_MAIN(tst_Golden)
#include "tst_golden.moc"

#include "test_certificate.h"
#include "wire.h"

#include <BackState/wire/stream_socket.h>

using namespace BackState::Http;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Tls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesTls();
    void closesTlsWhenAskedTo();
    void sendsALargeAnswerByTls();
    void cutsAPipeliningTlsClientThatReadsNothing();
    void keepsATlsAnswerForASlowReader();
    void countsATlsStreamOnce();
    void endsAHandshakeThatNeverComes();
};

namespace {

class ServedByTls
{
public:
    explicit ServedByTls(Limits limits = {}, const QByteArray &body = "tls")
        : handler([this, body](const Message &message, Exchange &exchange) {
            secure = message.secure;
            ++requests;
            if (message.path == "/stream")
                stream = exchange.openStream();
            exchange.respond(200, {}, body);
        })
        , listener(limits, handler)
    {
        isListening = listener.listen(QHostAddress(QHostAddress::LocalHost), 0, testTls());
    }

    Answering handler;
    Listener listener;
    bool isListening = false;
    bool secure = false;
    int requests = 0;
    StreamSocket *stream = nullptr;
};

} // namespace

void tst_Tls::servesTls()
{
    ServedByTls served;
    QVERIFY2(served.isListening, qPrintable(served.listener.errorString()));
    QVERIFY(served.listener.isSecure());
    Wire wire(served.listener.port(), true);
    wire.socket.write(getA);
    QTRY_COMPARE(wire.received, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntls"_ba);
    QVERIFY(served.secure);
    wire.received.clear();
    wire.socket.write(getA);
    QTRY_COMPARE(wire.received, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntls"_ba);
    wire.received.clear();
    wire.socket.write("junk\r\n");
    QTRY_VERIFY(wire.isClosed());
    QVERIFY(wire.received.startsWith("HTTP/1.1 400 Bad Request\r\n"));
    QTRY_COMPARE(served.listener.connectionCount(), 0);
}

void tst_Tls::closesTlsWhenAskedTo()
{
    ServedByTls served;
    Wire wire(served.listener.port(), true);
    wire.socket.write("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    QTRY_VERIFY(!wire.received.isEmpty() && wire.isClosed());
    QCOMPARE(
        wire.received,
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\ntls"_ba);
    QTRY_COMPARE(served.listener.connectionCount(), 0);
}

void tst_Tls::sendsALargeAnswerByTls()
{
    const QByteArray body(5'000'000, 'x');
    ServedByTls served({}, body);
    Wire wire(served.listener.port(), true);
    wire.socket.write("GET /a HTTP/1.0\r\n\r\n");
    QTRY_VERIFY(!wire.received.isEmpty() && wire.isClosed());
    QVERIFY(
        wire.received
        == "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\nConnection: close\r\n\r\n" + body);
}

// Bytes that wait encrypted count as well.
void tst_Tls::cutsAPipeliningTlsClientThatReadsNothing()
{
    ServedByTls served({.unsent = 1'000'000}, QByteArray(200'000, 'x'));
    Wire wire(served.listener.port(), true);
    QVERIFY(wire.isConnected());
    wire.stopReading();
    int sent = 0;
    while (sent < 200 && served.listener.connectionCount() > 0) {
        wire.socket.write(getA);
        ++sent;
        QTRY_VERIFY(served.requests == sent || served.listener.connectionCount() == 0);
    }
    QVERIFY2(sent < 200, "40 MB wait for it");
}

void tst_Tls::keepsATlsAnswerForASlowReader()
{
    const QByteArray body(20'000'000, 'x');
    ServedByTls served({.idle = 300ms, .linger = 20ms}, body);
    Wire wire(served.listener.port(), true);
    QVERIFY(wire.isConnected());
    wire.stopReading();
    wire.socket.write("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(served.requests, 1);
    // Until this connection is closed the time to linger is over many times.
    Wire idle(served.listener.port(), true);
    QVERIFY(idle.isConnected());
    QTRY_VERIFY(idle.isClosed());
    wire.goOnReading();
    QTRY_VERIFY(wire.isClosed());
    QVERIFY(wire.received.endsWith("\r\n\r\n" + body));
}

// A stream keeps its socket, which is the same connection.
void tst_Tls::countsATlsStreamOnce()
{
    ServedByTls served({.connections = 3});
    Wire streaming(served.listener.port(), true);
    streaming.socket.write("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    QTRY_VERIFY(served.stream);
    Wire second(served.listener.port(), true), third(served.listener.port(), true);
    for (Wire *wire : {&second, &third}) {
        wire->socket.write(getA);
        QTRY_VERIFY(wire->received.endsWith("tls"));
    }
    QCOMPARE(served.listener.connectionCount(), 3);
    served.listener.close();
}

void tst_Tls::endsAHandshakeThatNeverComes()
{
    ServedByTls served({.idle = 100ms});
    Wire wire(served.listener.port());
    QTRY_COMPARE(served.listener.connectionCount(), 1);
    QTRY_COMPARE(served.listener.connectionCount(), 0);
    QVERIFY(wire.waitForClose());
    Wire good(served.listener.port(), true);
    good.socket.write(getA);
    QTRY_VERIFY(good.received.endsWith("tls"));
}

QTEST_GUILESS_MAIN(tst_Tls)
#include "tst_tls.moc"

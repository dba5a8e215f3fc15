#include "wire.h"

using namespace BackState::Http;
using namespace Qt::StringLiterals;

// What QtHttpServer's parser would misread never reaches a handler.
class tst_Malformed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { Served::addBothWays(); }
    void init() { Served::fetchWay(); }

    void isRefusedAndClosed_data();
    void isRefusedAndClosed();
    void isRefusedByteByByte_data() { isRefusedAndClosed_data(); }
    void isRefusedByteByByte();
    void isRefusedBehindAGoodRequest_data() { isRefusedAndClosed_data(); }
    void isRefusedBehindAGoodRequest();
    void isAccepted_data();
    void isAccepted();
    void refusesWithTheWholeStatusLine();
    void refusesAHeadRequestWithoutABody();
    void neverRunsABodyAsARequest();
    void repeatsNoRequestForJunkBehindIt();
    void refusesTooLongALineBeforeItEnds();
    void refusesTooLongAHeadBeforeItEnds();
    void refusesATooLargeBodyBeforeItComes();
    void answers413ToWhoeverIsStillSending();
};

namespace {

QByteArray withField(const QByteArray &line, const QByteArray &body = {})
{
    return "POST /a HTTP/1.1\r\nHost: h\r\n" + line + "\r\n\r\n" + body;
}

QByteArray withTarget(const QByteArray &target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

int statusOf(const QByteArray &bytes)
{
    return bytes.startsWith("HTTP/1.1 ") ? bytes.sliced(9, 3).toInt() : 0;
}

} // namespace

void tst_Malformed::isRefusedAndClosed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    const QByteArray smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
    QTest::addRow("junk") << "junk\r\n\r\n"_ba << 400;
    QTest::addRow("an empty line first") << "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"_ba << 400;
    QTest::addRow("a TLS hello") << "\x16\x03\x01\x02\n\r\n"_ba << 400;
    QTest::addRow("no version") << "GET /\r\n\r\n"_ba << 400;
    QTest::addRow("a version that is none") << "GET / HTTPxyzw\r\nHost: h\r\n\r\n"_ba << 400;
    QTest::addRow("HTTP 9.9") << "GET / HTTP/9.9\r\nHost: h\r\n\r\n"_ba << 505;
    QTest::addRow("HTTP 2.0") << "PRI / HTTP/2.0\r\n\r\n"_ba << 505;
    QTest::addRow("an unknown method") << "BREW / HTTP/1.1\r\nHost: h\r\n\r\n"_ba << 501;
    QTest::addRow("TRACE") << "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n"_ba << 501;
    QTest::addRow("a method in lower case") << "get / HTTP/1.1\r\nHost: h\r\n\r\n"_ba << 501;
    QTest::addRow("no token for a method") << "G(T / HTTP/1.1\r\nHost: h\r\n\r\n"_ba << 400;
    QTest::addRow("two blanks") << "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"_ba << 400;
    QTest::addRow("a tab") << "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"_ba << 400;
    QTest::addRow("an absolute target") << withTarget("http://h/") << 400;
    QTest::addRow("a target that reads as a host") << withTarget("//echo") << 400;
    QTest::addRow("a NUL in the path") << withTarget("/a\0b"_ba) << 400;
    QTest::addRow("an escaped NUL in the path") << withTarget("/a%00b") << 400;
    QTest::addRow("half an escape") << withTarget("/a%2") << 400;
    QTest::addRow("no escape") << withTarget("/a%zz") << 400;
    QTest::addRow("a climbing path") << withTarget("/a/../b") << 400;
    QTest::addRow("a path that ends climbing") << withTarget("/a/..") << 400;
    QTest::addRow("an escaped climbing path") << withTarget("/a/%2e%2E/b") << 400;
    QTest::addRow("a half escaped climbing path") << withTarget("/a/.%2e/b") << 400;
    QTest::addRow("a path that stays") << withTarget("/./b") << 400;
    QTest::addRow("a fragment") << withTarget("/a#b") << 400;
    QTest::addRow("a byte beyond ASCII") << withTarget("/\xc3\xa4") << 400;
    QTest::addRow("a line end without CR") << "GET / HTTP/1.1\nHost: h\n\n"_ba << 400;
    QTest::addRow("a blank line without CR") << "GET / HTTP/1.1\r\nHost: h\r\n\n"_ba << 400;
    QTest::addRow("no host") << "GET / HTTP/1.1\r\nA: b\r\n\r\n"_ba << 400;
    QTest::addRow("no field at all") << "GET / HTTP/1.1\r\n\r\n"_ba << 400;
    QTest::addRow("two hosts") << withField("Host: i") << 400;
    QTest::addRow("a host with a blank") << "GET / HTTP/1.1\r\nHost: a b@c:99999\r\n\r\n"_ba << 400;
    QTest::addRow("a host with a user") << "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"_ba << 400;
    QTest::addRow("a host with a path") << "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"_ba << 400;
    QTest::addRow("a port too far") << "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"_ba << 400;
    QTest::addRow("half an IPv6 host") << "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"_ba << 400;
    QTest::addRow("a name with a blank") << withField("Bad Name: 1", smuggled) << 400;
    QTest::addRow("a blank before the colon") << withField("Content-Length : 5", "12345") << 400;
    QTest::addRow("no colon") << withField("Field") << 400;
    QTest::addRow("no name") << withField(": 1") << 400;
    QTest::addRow("a folded field") << withField("A: b\r\n c") << 400;
    QTest::addRow("a NUL in a value") << withField("A: b\0c"_ba) << 400;
    QTest::addRow("a CR in a value") << withField("A: b\rc") << 400;
    QTest::addRow("a name beyond ASCII") << withField("\xc3\xa4: 1") << 400;
    QTest::addRow("a length of letters") << withField("Content-Length: abc", smuggled) << 400;
    QTest::addRow("a negative length") << withField("Content-Length: -1", smuggled) << 400;
    QTest::addRow("a length with a sign") << withField("Content-Length: +5", "12345") << 400;
    QTest::addRow("a length in hex") << withField("Content-Length: 0x5", smuggled) << 400;
    QTest::addRow("a list of lengths") << withField("Content-Length: 5, 5", smuggled) << 400;
    QTest::addRow("an empty length") << withField("Content-Length:", smuggled) << 400;
    QTest::addRow("the same length twice")
        << withField("Content-Length: 5\r\nContent-Length: 5", "12345") << 400;
    QTest::addRow("two lengths") << withField("Content-Length: 5\r\nContent-Length: 6", "123456")
                                 << 400;
    QTest::addRow("a length of 2^64-1")
        << withField("Content-Length: 18446744073709551615", smuggled) << 413;
    QTest::addRow("a length of 20 digits and more")
        << withField("Content-Length: 000000000000000000005", "12345") << 400;
    QTest::addRow("length and chunks")
        << withField("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n") << 400;
    QTest::addRow("chunks") << withField("Transfer-Encoding: chunked", "0\r\n\r\n") << 411;
    QTest::addRow("chunks of HTTP/1.0")
        << "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"_ba << 400;
    QTest::addRow("another encoding") << withField("Transfer-Encoding: gzip") << 501;
    QTest::addRow("nearly chunked") << withField("Transfer-Encoding: xchunked") << 501;
    QTest::addRow("a list of encodings") << withField("Transfer-Encoding: gzip, chunked") << 501;
    QTest::addRow("chunked twice")
        << withField("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked") << 400;
    QTest::addRow("another expectation") << withField("Expect: a miracle") << 417;
    QTest::addRow("a web socket") << withField("Connection: Upgrade\r\nUpgrade: websocket") << 501;
    QTest::addRow("what QtHttpServer takes for a web socket")
        << withField("Connection: x-upgrade\r\nUpgrade: websocket") << 501;
    QTest::addRow("a 101st field") << withField(
        "Content-Length: 34\r\n"_ba + QByteArray("A: b\r\n").repeated(98) + "Last: 1",
        smuggled) << 431;
    QTest::addRow("a huge field") << withField("A: " + QByteArray(70'000, 'a')) << 431;
    QTest::addRow("a huge target") << withTarget('/' + QByteArray(40'000, 'a')) << 414;
}

void tst_Malformed::isRefusedAndClosed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);

    Served served;
    Wire wire(served.port());
    wire.send(bytes);
    QVERIFY(wire.waitForClose());
    QCOMPARE(statusOf(wire.received), status);
    QVERIFY(wire.received.contains("\r\nConnection: close\r\n"));
    QCOMPARE(wire.received.count("HTTP/1.1 "), 1);
    QVERIFY(served.requests.isEmpty());
    QTRY_COMPARE(served.listener.connectionCount(), 0);
}

void tst_Malformed::isRefusedByteByByte()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    if (bytes.size() > 1000)
        QSKIP("covered by the limits' own tests");

    Served served;
    Wire wire(served.port());
    QVERIFY(wire.isConnected());
    wire.socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    for (qsizetype i = 0; i < bytes.size() && wire.received.isEmpty() && !wire.isClosed(); ++i) {
        wire.send(bytes.sliced(i, 1));
        QCoreApplication::processEvents();
    }
    QVERIFY(wire.waitForClose());
    QCOMPARE(statusOf(wire.received), status);
    QVERIFY(served.requests.isEmpty());
}

void tst_Malformed::isRefusedBehindAGoodRequest()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);

    Served served;
    Wire wire(served.port());
    wire.send("POST /good HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody" + bytes);
    QVERIFY(wire.waitForClose());
    const QByteArray good
        = answer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n", "/good");
    QVERIFY(wire.received.startsWith(good));
    QCOMPARE(statusOf(wire.received.sliced(good.size())), status);
    QCOMPARE(served.requests.size(), 1);
    QCOMPARE(served.requests.first().body, "body"_ba);
}

void tst_Malformed::isAccepted_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");

    QTest::addRow("a slash in disguise") << withTarget("/%2Fecho") << "/%2Fecho"_ba << ""_ba;
    QTest::addRow("dots that are a name") << withTarget("/.../..a") << "/.../..a"_ba << ""_ba;
    QTest::addRow("a query") << withTarget("/a?b=c&d=%00") << "/a"_ba << "b=c&d=%00"_ba;
    QTest::addRow("an empty query") << withTarget("/a?") << "/a"_ba << ""_ba;
    QTest::addRow("a query with a stray percent") << withTarget("/a?b=5%") << "/a"_ba << "b=5%"_ba;
    QTest::addRow("dots in a query") << withTarget("/a?/../b") << "/a"_ba << "/../b"_ba;
    QTest::addRow("an empty host") << "GET /a HTTP/1.1\r\nHost:\r\n\r\n"_ba << "/a"_ba << ""_ba;
    QTest::addRow("an IPv6 host") << "GET /a HTTP/1.1\r\nHost: [::1]:5001\r\n\r\n"_ba << "/a"_ba
                                  << ""_ba;
    QTest::addRow("a hundred fields")
        << withField("Content-Length: 0\r\n" + QByteArray("A: b\r\n").repeated(97) + "Last: 1")
        << "/a"_ba << ""_ba;
    QTest::addRow("bytes beyond ASCII in a value") << withField("A: \xc3\xa4") << "/a"_ba << ""_ba;
    QTest::addRow("another upgrade")
        << withField("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c") << "/a"_ba << ""_ba;
}

void tst_Malformed::isAccepted()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, query);

    Served served;
    Wire wire(served.port());
    wire.send(bytes);
    QVERIFY(wire.waitFor("\r\n\r\n"));
    QCOMPARE(statusOf(wire.received), 200);
    QCOMPARE(served.requests.size(), 1);
    QCOMPARE(served.requests.first().path, path);
    QCOMPARE(served.requests.first().query, query);
}

void tst_Malformed::refusesWithTheWholeStatusLine()
{
    Served served;
    Wire wire(served.port());
    wire.send("junk\r\n");
    QVERIFY(wire.waitForClose());
    QCOMPARE(
        wire.received,
        answer(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 11\r\nConnection: close\r\n",
            "Bad Request"));
}

void tst_Malformed::refusesAHeadRequestWithoutABody()
{
    Served served;
    Wire wire(served.port());
    wire.send("HEAD / HTTP/1.1\r\n\r\n");
    QVERIFY(wire.waitForClose());
    QCOMPARE(
        wire.received,
        answer("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Length: 11\r\nConnection: close\r\n"));
}

void tst_Malformed::neverRunsABodyAsARequest()
{
    Served served;
    Wire wire(served.port());
    const QByteArray body = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
    wire.send(
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    QTRY_COMPARE(served.requests.size(), 2);
    QCOMPARE(served.requests.at(0).path, "/a"_ba);
    QCOMPARE(served.requests.at(0).body, body);
    QCOMPARE(served.requests.at(1).path, "/b"_ba);
}

void tst_Malformed::repeatsNoRequestForJunkBehindIt()
{
    Served served;
    Wire wire(served.port());
    wire.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
    QVERIFY(wire.waitFor("/a"));
    wire.send("junk\r\n\r\n");
    wire.send("more junk\r\n\r\n");
    QVERIFY(wire.waitForClose());
    QCOMPARE(served.requests.size(), 1);
}

void tst_Malformed::refusesTooLongALineBeforeItEnds()
{
    Served served;
    Wire wire(served.port());
    wire.send("GET /" + QByteArray(33 * 1024, 'a'));
    QVERIFY(wire.waitForClose());
    QCOMPARE(statusOf(wire.received), 414);
}

void tst_Malformed::refusesTooLongAHeadBeforeItEnds()
{
    Served served;
    Wire wire(served.port());
    wire.send("GET / HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < 70 && wire.received.isEmpty(); ++i)
        wire.send("A: " + QByteArray(1000, 'a') + "\r\n");
    QVERIFY(wire.waitForClose());
    QCOMPARE(statusOf(wire.received), 431);
    QVERIFY(served.requests.isEmpty());
}

void tst_Malformed::refusesATooLargeBodyBeforeItComes()
{
    Served served({.body = 100});
    Wire fits(served.port());
    fits.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n" + QByteArray(100, 'x'));
    QTRY_COMPARE(served.requests.size(), 1);
    QCOMPARE(served.requests.first().body, QByteArray(100, 'x'));

    Wire wire(served.port());
    wire.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n");
    QVERIFY(wire.waitForClose());
    QCOMPARE(statusOf(wire.received), 413);
    QCOMPARE(served.requests.size(), 1);
}

// A reset would take the answer away before the client reads it.
void tst_Malformed::answers413ToWhoeverIsStillSending()
{
    Served served;
    Wire wire(served.port());
    wire.send(
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n"
        + QByteArray(8'000'000, 'x'));
    QVERIFY(wire.waitFor("Content Too Large"));
    QCOMPARE(statusOf(wire.received), 413);
    QVERIFY(served.requests.isEmpty());
}

QTEST_GUILESS_MAIN(tst_Malformed)
#include "tst_malformed.moc"

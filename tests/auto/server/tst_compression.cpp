#include "../wire/inflated.h"
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

class Wall : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Wall, QString, notice)
};

// Words that come again, in an order of their own
static QString prose(int size, quint32 number)
{
    QString text;
    while (text.size() < size) {
        number = number * 1'664'525 + 1'013'904'223;
        text += QString::number(number >> 24, 26) + u' ';
    }
    return text.left(size);
}

// What a browser is told that nobody else is
class Letter : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Letter, QString, text)

public:
    Q_INVOKABLE void write(int size, int number) { text = prose(size, quint32(number)); }
};

static Element letterPage(const Letter &letter)
{
    return Main(allowEvents(letter), P(text(letter.text)), P(prose(20'000, 1)));
}

static Element wallPage(const Wall &wall, const Counter &counter)
{
    return Main(
        allowEvents(wall),
        allowEvents(counter),
        P(text(wall.notice)),
        P(text(counter.count)),
        P(QString(2000, u'x')));
}

class tst_Compression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsPages_data();
    void sendsPages();
    void leavesSmallPagesAlone();
    void leavesAloneWhatIsSwitchedOff();
    void heedsTheLevelOfPages();
    void heedsTheLevelAndTheWindowOfStreams();
    void leavesPeersOfThisMachineAlone();
    void sendsStreams();
    void sendsStreamsAsTheyAreToOthers();
    void endsStreamsCleanly();

private:
    std::unique_ptr<Server> makeServer(bool loopback = true);
};

std::unique_ptr<Server> tst_Compression::makeServer(bool loopback)
{
    ServerOptions options = testOptions();
    options.compression.loopback = loopback;
    options.maxStreamsPerSession = 2;
    auto server = std::make_unique<Server>();
    server->setOptions(options);
    server->page("/", wallPage);
    server->page("/small", [](const Counter &counter) {
        return Main(allowEvents(counter), text(counter.count));
    });
    return server->listen(0) ? std::move(server) : nullptr;
}

namespace {

constexpr char gzipField[] = "Accept-Encoding: gzip\r\n";

} // namespace

void tst_Compression::sendsPages_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addRow("none") << QByteArray() << QByteArray();
    QTest::addRow("gzip") << QByteArray("Accept-Encoding: gzip\r\n") << QByteArray("gzip");
    QTest::addRow("brotli") << QByteArray("Accept-Encoding: gzip, br\r\n") << QByteArray("br");
    QTest::addRow("refused") << QByteArray("Accept-Encoding: gzip;q=0, br;q=0\r\n") << QByteArray();
}

void tst_Compression::sendsPages()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, encoding);
    const auto server = makeServer();
    Browser browser(server->port());
    const Answer answer = browser.get("/", field);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Encoding"), encoding);
    QCOMPARE(answer.header("Vary"), "Accept-Encoding");
    QCOMPARE(answer.header("Content-Length").toLongLong(), answer.body.size());
    if (!encoding.isEmpty())
        QVERIFY(answer.body.size() < 2000);
    if (encoding == "gzip") {
        Inflater inflater;
        const QByteArray page = inflater.add(answer.body);
        QVERIFY(inflater.hasEnded());
        QVERIFY(page.startsWith("<!DOCTYPE html>"));
        QVERIFY(page.contains(QByteArray(2000, 'x')));
    }
}

void tst_Compression::leavesSmallPagesAlone()
{
    ServerOptions options = testOptions();
    options.compression.loopback = true;
    options.compression.minimumSize = 100'000;
    Server server;
    server.setOptions(options);
    server.page("/", wallPage);
    QVERIFY(server.listen(0));
    Browser browser(server.port());
    QVERIFY(!browser.get("/", gzipField).hasHeader("Content-Encoding"));
}

void tst_Compression::leavesAloneWhatIsSwitchedOff()
{
    for (const bool pages : {false, true}) {
        ServerOptions options = testOptions();
        options.compression.loopback = true;
        options.compression.pages = pages;
        options.compression.streams = !pages;
        Server server;
        server.setOptions(options);
        server.page("/", wallPage);
        QVERIFY(server.listen(0));
        Browser browser(server.port());
        QCOMPARE(browser.get("/", gzipField).hasHeader("Content-Encoding"), pages);
        Tab tab = browser.load();
        tab.openStream({}, "1", gzipField);
        QCOMPARE(tab.streamHead().contains("Content-Encoding"), !pages);
    }
}

namespace {

ServerOptions withLoopback()
{
    ServerOptions options = testOptions();
    options.compression.loopback = true;
    return options;
}

bool serveLetters(Server &server, const ServerOptions &options)
{
    server.setOptions(options);
    server.page("/", letterPage);
    return server.listen(0);
}

// Bytes of a page
qsizetype pageSize(int level, const QByteArray &field)
{
    ServerOptions options = withLoopback();
    options.compression.pageLevel = level;
    Server server;
    if (!serveLetters(server, options))
        return -1;
    Browser browser(server.port());
    return browser.get("/", field).body.size();
}

// Bytes of a stream that is told the same letter twice, with another one in between
qsizetype streamSize(int level, int window)
{
    ServerOptions options = withLoopback();
    options.compression.streamLevel = level;
    options.compression.window = window;
    Server server;
    if (!serveLetters(server, options))
        return -1;
    Browser browser(server.port());
    Tab tab = browser.load();
    tab.openStream({}, "1", gzipField);
    Inflater inflater;
    QByteArray told;
    qsizetype size = 0;
    for (const char *letter : {"size=6000&number=2", "size=6000&number=3", "size=6000&number=2"}) {
        const qsizetype before = told.size();
        tab.post(QByteArray("/Letter/write?") + letter);
        const bool isTold = waitUntil([&] {
            const QByteArray bytes = tab.takeReceived();
            size += bytes.size();
            told += inflater.add(bytes);
            return told.size() >= before + 6000;
        });
        if (!isTold)
            return -1;
    }
    return size;
}

} // namespace

void tst_Compression::heedsTheLevelOfPages()
{
    for (const QByteArray &field :
         {QByteArray("Accept-Encoding: gzip\r\n"), QByteArray("Accept-Encoding: br\r\n")}) {
        const qsizetype quick = pageSize(1, field);
        const qsizetype thorough = pageSize(9, field);
        QVERIFY(thorough > 0);
        QVERIFY2(thorough < quick, qPrintable(QStringLiteral("%1, %2").arg(thorough).arg(quick)));
    }
}

void tst_Compression::heedsTheLevelAndTheWindowOfStreams()
{
    const qsizetype size = streamSize(6, 12);
    QVERIFY(size > 0);
    QVERIFY(streamSize(1, 12) > size);
    QVERIFY(streamSize(6, 9) > size);
    QVERIFY(streamSize(6, 15) < size * 4 / 5); // it remembers the letter of before the last
}

void tst_Compression::leavesPeersOfThisMachineAlone()
{
    const auto server = makeServer(false);
    Browser browser(server->port());
    const Answer answer = browser.get("/", gzipField);
    QVERIFY(!answer.hasHeader("Content-Encoding"));
    QVERIFY(!answer.hasHeader("Vary"));
    Tab tab = browser.load();
    tab.openStream({}, "1", gzipField);
    QVERIFY(!tab.streamHead().contains("Content-Encoding"));
}

void tst_Compression::sendsStreams()
{
    const auto server = makeServer();
    Browser one(server->port()), other(server->port());
    Tab first = one.load(), second = other.load();
    first.openStream({}, "1", gzipField);
    second.openStream({}, "1", gzipField);
    QVERIFY(first.streamHead().contains("Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"));
    Inflater firstInflater, secondInflater;
    QByteArray firstTold, secondTold;
    const auto read = [&] {
        firstTold += firstInflater.add(first.takeReceived());
        secondTold += secondInflater.add(second.takeReceived());
    };

    // Both; one alone; both again
    const QString text(1000, u'n');
    server->state<Wall>()->notice = text;
    const QByteArray both = Frame::heartbeat().bytes()
        + signalsFrame("{\"_Wall\":{\"notice\":\"" + text.toLatin1() + "\"}}");
    QVERIFY(waitUntil([&] { return read(), firstTold == both && secondTold == both; }));
    QCOMPARE(first.post("/Counter/increment").status, 204);
    QCOMPARE(first.post("/Counter/increment").status, 204);
    const QByteArray counts
        = signalsFrame(R"({"_Counter":{"count":1}})") + signalsFrame(R"({"_Counter":{"count":2}})");
    QVERIFY(waitUntil([&] { return read(), firstTold == both + counts; }));
    server->state<Wall>()->notice = QString();
    const QByteArray last = signalsFrame(R"({"_Wall":{"notice":""}})");
    QVERIFY(waitUntil(
        [&] { return read(), firstTold == both + counts + last && secondTold == both + last; }));
    QVERIFY(firstInflater.isGood);
    QVERIFY(secondInflater.isGood);
}

void tst_Compression::sendsStreamsAsTheyAreToOthers()
{
    const auto server = makeServer();
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream({}, "1", "Accept-Encoding: br, zstd\r\n");
    QVERIFY(!tab.streamHead().contains("Content-Encoding"));
    QVERIFY(tab.streamHead().contains("Vary: Accept-Encoding\r\n"));
    server->state<Wall>()->notice = QStringLiteral("n");
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Wall":{"notice":"n"}})"));
}

// A stream that makes room for another one ends as a whole, with a checksum that is right.
void tst_Compression::endsStreamsCleanly()
{
    const auto server = makeServer();
    Browser browser(server->port());
    Tab first = browser.load(), second = browser.load(), third = browser.load();
    first.openStream({}, "1", gzipField);
    second.openStream({}, "2", gzipField);
    server->state<Wall>()->notice = QStringLiteral("n");
    QCOMPARE(first.post("/Counter/increment").status, 204);
    third.openStream({}, "3", gzipField);
    QTRY_VERIFY(!first.isStreamOpen());
    Inflater inflater;
    const QByteArray told = inflater.add(first.received());
    QVERIFY(inflater.hasEnded());
    QVERIFY(told.contains(R"("_Wall":{"notice":"n"})"));
    QVERIFY(told.contains(R"("_Counter":{"count":1})"));
}

QTEST_GUILESS_MAIN(tst_Compression)
#include "tst_compression.moc"

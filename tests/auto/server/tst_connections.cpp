// Streams as connections: how they open, what they outlive and how they end.
#include "browser.h"
#include "states.h"

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

static Element boardPage(const Board &board)
{
    return Main(
        P(text(board.title)),
        P(text(board.number)),
        Input(bind(board.draft)),
        Button(onClick<&Board::raise>(board), "Raise"));
}

static Element counterPage(const Counter &counter)
{
    return Main(P(text(counter.count)), error<&Counter::increment>(counter, "amount"));
}

class tst_Connections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(testOptions()); }
    void cleanup();

    void areEventStreams();
    void areRefusedWithoutASession();
    void reloadAPageOfAnotherSession();
    void takeNothingButGet();
    void areOnePerTab();
    void takeTurnsInOneBrowser();
    void sendHeartbeats();
    void tellAPageThatItIsUpToDate();
    void tellASlowBrowserTheLatest();
    void outliveAnObjectTheyShow();
    void forgetAnObjectThatIsRemoved();
    void endWithTheServer();

private:
    void serve(const ServerOptions &options);
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Connections::serve(const ServerOptions &options)
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", boardPage);
    m_server->page("/counter", counterPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Connections::cleanup()
{
    m_server.reset();
    QCOMPARE(Counter::alive, 0);
    QCOMPARE(Board::alive, 0);
}

void tst_Connections::areEventStreams()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QCOMPARE(tab.streamStatus(), 200);
    const QByteArray head = tab.streamHead();
    QVERIFY(head.contains("\r\nContent-Type: text/event-stream\r\n"));
    QVERIFY(head.contains("\r\nCache-Control: no-store\r\n"));
    QVERIFY(head.contains("\r\nX-Accel-Buffering: no\r\n"));
    QVERIFY(!head.contains("Content-Length"));
    QVERIFY(tab.isStreamOpen());
}

void tst_Connections::areRefusedWithoutASession()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    browser.cookie.clear();
    tab.openStream();
    QCOMPARE(tab.streamStatus(), 204);
    QVERIFY(tab.received().isEmpty());
}

void tst_Connections::reloadAPageOfAnotherSession()
{
    const QByteArray reload = (*Frame::executeScript("location.reload()")).bytes();
    Browser browser(m_server->port());
    Browser other(m_server->port());
    Tab tab = browser.load();
    other.load();
    browser.cookie = other.cookie;
    tab.openStream();
    QCOMPARE(tab.streamStatus(), 200);
    QTRY_COMPARE(tab.received(), reload);
    QVERIFY(!tab.isStreamOpen());
    tab.streamUrl = "/backstate/stream/x";
    tab.openStream();
    QTRY_COMPARE(tab.received(), reload);
}

void tst_Connections::takeNothingButGet()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = browser.send("POST", tab.streamUrl, {}, "");
    QCOMPARE(answer.status, 405);
    QCOMPARE(answer.header("Allow"), "GET");
}

void tst_Connections::areOnePerTab()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab again(browser, tab.page); // the same page once more, which has lost its connection
    tab.openStream();
    again.openStream();
    QTRY_VERIFY(!tab.isStreamOpen());
    QVERIFY(again.isStreamOpen());
    board().number = 1;
    QTRY_COMPARE(again.value("_Board.number"), QJsonValue(1));
    QCOMPARE(tab.value("_Board.number"), QJsonValue(0));
}

// A browser has six connections, and pages and events need some.
void tst_Connections::takeTurnsInOneBrowser()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    Tab elsewhere = other.load();
    elsewhere.openStream();
    std::vector<Tab> tabs;
    for (int i = 0; i < 5; ++i) {
        tabs.push_back(browser.load());
        tabs.back().openStream();
    }
    QTRY_VERIFY(!tabs[0].isStreamOpen());
    board().number = 1;
    for (Tab *tab : {&tabs[1], &tabs[2], &tabs[3], &tabs[4], &elsewhere})
        QTRY_COMPARE(tab->value("_Board.number"), QJsonValue(1));
    tabs[0].openStream(); // comes back by itself
    QTRY_COMPARE(tabs[0].value("_Board.number"), QJsonValue(1));
    QTRY_VERIFY(!tabs[1].isStreamOpen());
    QVERIFY(tabs[2].isStreamOpen());
    QVERIFY(elsewhere.isStreamOpen());
}

void tst_Connections::sendHeartbeats()
{
    ServerOptions options = testOptions();
    options.heartbeat = std::chrono::milliseconds(60);
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTRY_VERIFY(tab.beats() >= 3);
    QCOMPARE(tab.received(), "");
    QVERIFY(tab.told().isEmpty());
}

void tst_Connections::tellAPageThatItIsUpToDate()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    board().number = 7;
    tab.openStream();
    QTRY_COMPARE(tab.beats(), 1);
    QCOMPARE(tab.value("_Board.number"), QJsonValue(7)); // came before
}

void tst_Connections::tellASlowBrowserTheLatest()
{
    Browser browser(m_server->port());
    Tab slow = browser.load();
    Tab quick = browser.load();
    slow.openStream();
    quick.openStream();
    slow.stopReading();
    constexpr int rounds = 60;
    constexpr int size = 500'000; // several times what sockets hold, all in all
    for (int round = 1; round <= rounds; ++round) {
        board().title = QString(size, QChar(u'a' + round % 26));
        board().number = round;
        QVERIFY(waitUntil([&] { return quick.value("_Board.number") == QJsonValue(round); }));
    }
    slow.goOnReading();
    QTRY_COMPARE(slow.value("_Board.number"), QJsonValue(rounds));
    QVERIFY(slow.value("_Board.title").toString() == board().title.value());
    QVERIFY2(
        slow.received().size() < qsizetype(size) * rounds / 2,
        QByteArray::number(slow.received().size()));
    QVERIFY(quick.received().size() > qsizetype(size) * rounds);
}

void tst_Connections::outliveAnObjectTheyShow()
{
    auto counter = std::make_unique<Counter>();
    counter->setObjectName(QStringLiteral("one"));
    m_server->add(counter.get());
    m_server->page("/one", [&counter](const Board &shown) {
        return Main(P(text(counter->count)), P(text(shown.number)));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/one");
    tab.openStream();
    counter->count = 1;
    QTRY_COMPARE(tab.value("_Counter.k6f6e65.count"), QJsonValue(1));
    counter->count = 2;
    counter.reset(); // with a change that was not sent
    QCOMPARE(tab.post("/Counter@one/increment").status, 403);
    board().number = 1;
    QTRY_COMPARE(tab.value("_Board.number"), QJsonValue(1));
    QCOMPARE(tab.value("_Counter.k6f6e65.count"), QJsonValue(1));
    QVERIFY(tab.isStreamOpen());
    QVERIFY(!m_server->state<Counter>(QStringLiteral("one")));
}

void tst_Connections::forgetAnObjectThatIsRemoved()
{
    Counter counter;
    m_server->add(&counter);
    Browser browser(m_server->port());
    Tab tab = browser.load("/counter");
    QCOMPARE(Counter::alive, 1); // the program's, not one of the session
    tab.openStream();
    counter.count = 1;
    QTRY_COMPARE(tab.value("_Counter.count"), QJsonValue(1));
    m_server->remove(&counter);
    counter.count = 2;
    QCOMPARE(tab.post("/Counter/increment").status, 403);
    QCOMPARE(counter.count.value(), 2);
    QCOMPARE(tab.value("_Counter.count"), QJsonValue(1));
    // From now on a session has its own again.
    QCOMPARE(browser.load("/counter").value("_Counter.count"), QJsonValue(0));
    QCOMPARE(Counter::alive, 2);
    m_server->add(&counter);
    QCOMPARE(browser.load("/counter").value("_Counter.count"), QJsonValue(2));
}

void tst_Connections::endWithTheServer()
{
    std::vector<std::unique_ptr<Browser>> browsers;
    std::vector<Tab> tabs;
    for (int i = 0; i < 20; ++i) {
        browsers.push_back(std::make_unique<Browser>(m_server->port()));
        tabs.push_back(browsers.back()->load());
        tabs.back().openStream();
    }
    for (Tab &tab : tabs)
        QVERIFY(tab.isStreamOpen());
    board().number = 1; // not sent yet
    m_server.reset();
    for (Tab &tab : tabs)
        QTRY_VERIFY(!tab.isStreamOpen());
    QCOMPARE(Board::alive, 0);
}

QTEST_GUILESS_MAIN(tst_Connections)
#include "tst_connections.moc"

#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

static Element bothPage(const Pad &pad, const Counter &counter)
{
    return Main(
        allowEvents(pad),
        allowEvents(counter),
        P(text(pad.strokes)),
        P(text(counter.count)));
}

class tst_Limits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void keepsFewSessionsThatSentNoCookie();
    void rebuildsASessionThatWasDropped();
    void keepsTheSessionsThatWereUsedLast();
    void keepsTheTabsThatWereUsedLast();
    void forgetsTabsAfterTheirGrace();
    void forgetsSessionsThatAreIdle();
    void keepsASessionWithAStream();
    void leavesNothingOfTwoHundredTabs();
    void leavesNothingOfPagesWithAFault();
    void limitsStreamsOfABrowser();
    void refusesABodyThatIsTooLong();

private:
    void serve(const ServerOptions &options);

    std::unique_ptr<Server> m_server;
};

void tst_Limits::init()
{
    QCOMPARE(Counter::alive, 0);
    QCOMPARE(Pad::alive, 0);
    Counter::made = 0;
    Pad::made = 0;
}

void tst_Limits::serve(const ServerOptions &options)
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", bothPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Limits::cleanup()
{
    m_server.reset();
    QCOMPARE(Counter::alive, 0);
    QCOMPARE(Pad::alive, 0);
}

void tst_Limits::keepsFewSessionsThatSentNoCookie()
{
    ServerOptions options = testOptions();
    options.maxProvisionalSessions = 50;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Counter/increment?amount=7");
    tab.post("/Pad/stroke");

    Browser flood(m_server->port());
    for (int i = 0; i < 500; ++i) {
        QCOMPARE(flood.get("/").status, 200);
        flood.cookie.clear();
        QVERIFY(Counter::alive <= 51);
        QVERIFY(Pad::alive <= 51);
    }
    QCOMPARE(Counter::made, 501);
    QCOMPARE(Counter::alive, 51);
    QCOMPARE(Pad::alive, 51);
    tab.post("/Counter/increment");
    tab.post("/Pad/stroke");
    QCOMPARE(tab.value("_Counter.count"), QJsonValue(8));
    QCOMPARE(tab.value("_Pad.strokes"), QJsonValue(2));
}

void tst_Limits::rebuildsASessionThatWasDropped()
{
    ServerOptions options = testOptions();
    options.maxProvisionalSessions = 2;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Browser flood(m_server->port());
    for (int i = 0; i < 5; ++i) {
        flood.load();
        flood.cookie.clear();
    }
    QCOMPARE(Counter::alive, 2);
    // Its cookie and its tab's id are enough.
    QCOMPARE(tab.post("/Counter/increment").body, signalsFrame(R"({"_Counter":{"count":1}})"));
    tab.openStream();
    QTRY_COMPARE(tab.value("_Counter.count"), QJsonValue(1));
    QCOMPARE(Counter::alive, 3);
}

void tst_Limits::keepsTheSessionsThatWereUsedLast()
{
    ServerOptions options = testOptions();
    options.maxSessions = 3;
    serve(options);
    std::vector<std::unique_ptr<Browser>> browsers;
    std::vector<Tab> tabs;
    for (int i = 0; i < 5; ++i) {
        browsers.push_back(std::make_unique<Browser>(m_server->port()));
        tabs.push_back(browsers.back()->load());
        if (i == 0)
            tabs[0].openStream();
        tabs.back().post("/Counter/increment");
    }
    Browser stranger(m_server->port());
    stranger.load();
    QCOMPARE(Counter::alive, 4); // three, and the stranger's
    // One has a stream, the others were used last.
    for (const std::size_t at : {0u, 3u, 4u}) {
        tabs[at].post("/Counter/increment");
        QTRY_COMPARE(tabs[at].value("_Counter.count"), QJsonValue(2));
    }
    tabs[1].post("/Counter/increment");
    QCOMPARE(tabs[1].value("_Counter.count"), QJsonValue(1));
}

void tst_Limits::keepsTheTabsThatWereUsedLast()
{
    ServerOptions options = testOptions();
    options.maxTabsPerSession = 3;
    serve(options);
    Browser browser(m_server->port());
    Tab first = browser.load();
    first.openStream();
    first.post("/Pad/stroke");
    for (int i = 0; i < 10; ++i) {
        browser.load();
        QVERIFY(Pad::alive <= 3);
    }
    QCOMPARE(Pad::alive, 3);
    QVERIFY(first.isStreamOpen());
    first.post("/Pad/stroke");
    QTRY_COMPARE(first.value("_Pad.strokes"), QJsonValue(2));
}

void tst_Limits::forgetsTabsAfterTheirGrace()
{
    ServerOptions options = testOptions();
    options.tabGrace = 60ms;
    serve(options);
    Browser browser(m_server->port());
    Tab never = browser.load();
    Tab closed = browser.load();
    Tab open = browser.load();
    closed.openStream();
    open.openStream();
    closed.closeStream();
    QCOMPARE(Pad::alive, 3);
    QTRY_COMPARE(Pad::alive, 1);
    QVERIFY(open.isStreamOpen());
    QCOMPARE(Counter::alive, 1);
    open.post("/Pad/stroke");
    QTRY_COMPARE(open.value("_Pad.strokes"), QJsonValue(1));
    // One that comes back all the same is built again.
    QCOMPARE(never.post("/Pad/stroke").status, 200);
    QCOMPARE(never.value("_Pad.strokes"), QJsonValue(1));
    QCOMPARE(Pad::made, 4);
    open.closeStream();
    QTRY_COMPARE(Pad::alive, 0);
    QCOMPARE(Counter::alive, 1);
}

void tst_Limits::forgetsSessionsThatAreIdle()
{
    ServerOptions options = testOptions();
    options.sessionIdle = 80ms;
    serve(options);
    Browser browser(m_server->port());
    Browser provisional(m_server->port());
    Tab tab = browser.load();
    tab.post("/Counter/increment");
    provisional.load();
    QCOMPARE(Counter::alive, 2);
    QTRY_COMPARE(Counter::alive, 0);
    QCOMPARE(Pad::alive, 0);
    // Forgotten, but not refused.
    Tab again = browser.load();
    QVERIFY(!again.page.hasHeader("Set-Cookie"));
    QCOMPARE(again.value("_Counter.count"), QJsonValue(0));
}

void tst_Limits::keepsASessionWithAStream()
{
    ServerOptions options = testOptions();
    options.sessionIdle = 0ms;
    serve(options);
    Browser browser(m_server->port());
    Browser other(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    const Tab idle = other.load();
    QTRY_COMPARE(Counter::alive, 1); // of the one with the stream
    QVERIFY(tab.isStreamOpen());
    tab.post("/Counter/increment");
    QTRY_COMPARE(tab.value("_Counter.count"), QJsonValue(1));
    tab.closeStream();
    QTRY_COMPARE(Counter::alive, 0);
}

void tst_Limits::leavesNothingOfTwoHundredTabs()
{
    ServerOptions options = testOptions();
    options.tabGrace = 500ms; // longer than a page takes to open its stream, on a busy machine too
    options.sessionIdle = 600ms;
    serve(options);
    for (int i = 0; i < 50; ++i) {
        Browser browser(m_server->port());
        std::vector<Tab> tabs;
        for (int j = 0; j < 4; ++j) {
            tabs.push_back(browser.load());
            tabs.back().openStream();
            QVERIFY(tabs.back().isStreamOpen());
        }
        QCOMPARE(tabs.front().post("/Counter/increment").status, 204);
    }
    QCOMPARE(Pad::made, 200);
    QCOMPARE(Counter::made, 50);
    QTRY_COMPARE(Pad::alive, 0);
    QTRY_COMPARE(Counter::alive, 0);
}

void tst_Limits::leavesNothingOfPagesWithAFault()
{
    serve(testOptions());
    m_server->page("/fault", [](const Pad &pad) {
        return Main(allowEvents(pad), text(pad, "typo"));
    });
    Browser browser(m_server->port());
    browser.load();
    for (int i = 0; i < 3; ++i) {
        QTest::ignoreMessage(
            QtWarningMsg,
            "/fault: Pad has no property for \"typo\": declare it with Q_PROPERTY or "
            "BACKSTATE_PROPERTY, or correct the name.");
        QCOMPARE(browser.get("/fault").status, 500);
    }
    QCOMPARE(Pad::made, 4);
    QCOMPARE(Pad::alive, 1);
}

void tst_Limits::limitsStreamsOfABrowser()
{
    ServerOptions options = testOptions();
    options.maxStreamsPerSession = 1;
    serve(options);
    Browser browser(m_server->port());
    Tab first = browser.load();
    Tab second = browser.load();
    first.openStream();
    second.openStream();
    QTRY_VERIFY(!first.isStreamOpen());
    QVERIFY(second.isStreamOpen());
    options.maxStreamsPerSession = 0;
    serve(options);
    browser.port = m_server->port();
    std::vector<Tab> tabs;
    for (int i = 0; i < 20; ++i) {
        tabs.push_back(browser.load());
        tabs.back().openStream();
    }
    for (Tab &tab : tabs)
        QVERIFY(tab.isStreamOpen());
}

void tst_Limits::refusesABodyThatIsTooLong()
{
    ServerOptions options = testOptions();
    options.maxBody = 1000;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray body = "{\"x\":\"" + QByteArray(2000, 'x') + "\"}";
    QCOMPARE(tab.submit("/Counter/increment", "application/json", body).status, 413);
    QCOMPARE(browser.load().value("_Counter.count"), QJsonValue(0));
}

QTEST_GUILESS_MAIN(tst_Limits)
#include "tst_limits.moc"

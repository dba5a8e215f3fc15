#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QElapsedTimer>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

static Element boardPage(const Board &board)
{
    const Element draft = Input(bind(board.draft));
    return Main(
        allowEvents(board),
        P(text(board.number)),
        draft,
        region(board.title, [](const Board &shown) { return H1(shown.title.value()); }));
}

class tst_Poll : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void isWhatThePageOpens();
    void saysWhatChanged();
    void saysAgainWhatWasLost();
    void saysAgainWhatAnAnswerSaid();
    void keepsTheTab();
    void countsAsSomebodyHere();
    void worksAfterARestart();
    void isForItsOwnSession();

private:
    Answer poll(Browser &browser, Tab &tab, quint64 last)
    {
        return browser.get(
            "/backstate/poll/" + tab.id(),
            "Datastar-Request: true\r\nBackState-Poll: " + QByteArray::number(last) + "\r\n");
    }
    static QByteArray numbered(int number, const QByteArray &frames)
    {
        return signalsFrame("{\"_poll\":" + QByteArray::number(number) + '}') + frames;
    }
    void serve(const ServerOptions &options);
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Poll::init()
{
    ServerOptions options = testOptions();
    options.absence = 100ms;
    serve(options);
}

void tst_Poll::serve(const ServerOptions &options)
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    PageOptions pageOptions;
    pageOptions.poll = 2s;
    m_server->page("/", boardPage, pageOptions);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Poll::cleanup()
{
    m_server.reset();
    QCOMPARE(Board::alive, 0);
}

void tst_Poll::isWhatThePageOpens()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.page.body.contains("/backstate/poll/" + tab.id()));
    QVERIFY(tab.page.body.contains(",2000)\""));
    QVERIFY(!tab.page.body.contains("/backstate/stream/"));
}

void tst_Poll::saysWhatChanged()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    board().number = 3; // before the first one
    Answer answer = poll(browser, tab, 0);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "text/event-stream");
    QCOMPARE(answer.body, numbered(1, signalsFrame(R"({"_Board":{"number":3}})")));
    QCOMPARE(poll(browser, tab, 1).status, 204);
    board().title = "New";
    answer = poll(browser, tab, 1);
    QCOMPARE(answer.body, numbered(2, elementsFrame("<h1 id=\"Board-title-0\">New</h1>")));
    QCOMPARE(poll(browser, tab, 2).status, 204);
}

void tst_Poll::saysAgainWhatWasLost()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    board().draft = "theirs";
    QCOMPARE(
        poll(browser, tab, 0).body,
        numbered(2, signalsFrame(R"({"Board":{"draft":"theirs"}})", "1")));
    // It has not arrived: all of the page comes, and what was typed over is told again.
    QCOMPARE(
        poll(browser, tab, 0).body,
        numbered(
            4,
            missingFrame(R"({"Board":{"draft":"theirs"}})")
                + signalsFrame(R"({"Board":{"draft":"theirs"}})", "3")
                + signalsFrame(R"({"_Board":{"number":0}})")
                + elementsFrame("<h1 id=\"Board-title-0\">Board</h1>")));
    QCOMPARE(poll(browser, tab, 4).status, 204);
}

void tst_Poll::saysAgainWhatAnAnswerSaid()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(poll(browser, tab, 0).status, 204);
    QCOMPARE(tab.post("/Board/raise").body, signalsFrame(R"({"_Board":{"number":1}})"));
    // Both answers are under way: whichever is applied last, the number is right.
    QVERIFY(poll(browser, tab, 0).body.contains(R"({"_Board":{"number":1}})"));
}

void tst_Poll::keepsTheTab()
{
    ServerOptions options = testOptions();
    options.tabGrace = 300ms;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QElapsedTimer time;
    time.start();
    while (time.elapsed() < 900) {
        QVERIFY(poll(browser, tab, 0).status != 0);
        QCOMPARE(m_server->statistics().tabs, 1);
    }
    QTRY_COMPARE(m_server->statistics().tabs, 0);
}

void tst_Poll::countsAsSomebodyHere()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(board().viewers(), 0);
    poll(browser, tab, 0);
    QCOMPARE(board().viewers(), 1);
    QTRY_COMPARE(board().viewers(), 0); // it asks no more
    poll(browser, tab, 0);
    QCOMPARE(board().viewers(), 1);
    browser.send("POST", "/backstate/leave/" + tab.id(), {}, "");
    QCOMPARE(board().viewers(), 0);
}

void tst_Poll::worksAfterARestart()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    board().number = 9;
    poll(browser, tab, 0);
    init();
    browser.port = m_server->port();
    QCOMPARE(
        poll(browser, tab, 1).body,
        numbered(
            3, // counted on from what the browser has
            missingFrame(R"({"Board":{"draft":""}})") + signalsFrame(R"({"_Board":{"number":0}})")
                + elementsFrame("<h1 id=\"Board-title-0\">Board</h1>")
                + editedFrame(R"({"Board":{"draft":""}})", "2", "none")));
    QCOMPARE(poll(browser, tab, 3).status, 204);
}

void tst_Poll::isForItsOwnSession()
{
    Browser ada(m_server->port());
    Browser bob(m_server->port());
    Tab tab = ada.load();
    bob.load();
    QVERIFY(poll(bob, tab, 0).body.contains("location.reload()"));
    Browser nobody(m_server->port());
    QCOMPARE(poll(nobody, tab, 0).status, 204);
    QCOMPARE(ada.send("POST", "/backstate/poll/" + tab.id(), {}, "").status, 405);
    QCOMPARE(board().viewers(), 0);
}

QTEST_GUILESS_MAIN(tst_Poll)
#include "tst_poll.moc"

#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QSignalSpy>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

static Element boardPage(const Board &board)
{
    return Main(allowEvents(board), P(text(board.number)));
}

static Element otherPage(const Board &board, const Pad &pad)
{
    return Main(allowEvents(board), allowEvents(pad), P(text(board.title)), P(text(pad.strokes)));
}

class tst_Presence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(testOptions()); }
    void cleanup();

    void countsTabsWithAStream();
    void countsOnceForAnObject();
    void tellsOnceForAllOfATurn();
    void endsAtOnceWithAFarewell_data();
    void endsAtOnceWithAFarewell();
    void believesNobodyElsesFarewell();
    void keepsATabThatWasPutAside();
    void lastsWhileAWindowIsHidden();
    void endsSomeTimeAfterTheConnectionBroke();
    void goesOnWhenTheConnectionIsBackInTime();
    void endsWhenAServerDrains();
    void goesOnFromPageToPage();
    void countsATabsOwnObject();
    void forgetsTabsThatWereLeft();

private:
    void serve(const ServerOptions &options);
    Board &board() { return *m_server->state<Board>(); }
    static QByteArray farewell(Tab &tab) { return "/backstate/leave/" + tab.id(); }

    std::unique_ptr<Server> m_server;
};

void tst_Presence::serve(const ServerOptions &options)
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", boardPage);
    m_server->page("/other", otherPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Presence::cleanup()
{
    m_server.reset();
    QCOMPARE(Pad::alive, 0);
    QCOMPARE(Board::alive, 0);
}

void tst_Presence::countsTabsWithAStream()
{
    Browser ada(m_server->port());
    Browser bob(m_server->port());
    Tab first = ada.load();
    Tab second = ada.load("/other");
    Tab third = bob.load();
    QCOMPARE(board().viewers(), 0); // loaded, perhaps by a robot
    first.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    second.openStream();
    third.openStream();
    QTRY_COMPARE(board().viewers(), 3);
}

void tst_Presence::countsOnceForAnObject()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
}

void tst_Presence::tellsOnceForAllOfATurn()
{
    QSignalSpy spy(&board(), &State::viewersChanged);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(spy.count(), 0);
    tab.openStream();
    QTRY_COMPARE(spy.count(), 1);
    Tab next = browser.load();
    next.openStream();
    QTRY_COMPARE(spy.count(), 2);
    QCOMPARE(board().viewers(), 2);
    // Nothing has changed for those who ask: one goes and another one comes.
    tab.closeStream();
    QCOMPARE(browser.send("POST", farewell(tab), {}, "").status, 204);
    QTRY_COMPARE(spy.count(), 3);
    QCOMPARE(board().viewers(), 1);
}

void tst_Presence::endsAtOnceWithAFarewell_data()
{
    QTest::addColumn<bool>("isClosedFirst");
    QTest::addRow("the stream ends before it") << true;
    QTest::addRow("the stream ends after it") << false;
}

void tst_Presence::endsAtOnceWithAFarewell()
{
    QFETCH(bool, isClosedFirst);
    Browser browser(m_server->port());
    Tab tab = browser.load("/other");
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    QCOMPARE(Pad::alive, 1);
    if (isClosedFirst) {
        tab.closeStream();
        QTRY_COMPARE(m_server->statistics().streams, 0);
        QCOMPARE(board().viewers(), 1);
    }
    QCOMPARE(browser.send("POST", farewell(tab), {}, "").status, 204);
    QCOMPARE(board().viewers(), 0);
    tab.closeStream();
    QTRY_COMPARE(Pad::alive, 0); // long before its grace is over
    QCOMPARE(m_server->statistics().tabs, 0);
}

void tst_Presence::believesNobodyElsesFarewell()
{
    Browser ada(m_server->port());
    Browser bob(m_server->port());
    Tab tab = ada.load();
    tab.openStream();
    bob.load();
    QTRY_COMPARE(board().viewers(), 1);
    QCOMPARE(bob.send("POST", farewell(tab), {}, "").status, 204);
    QCOMPARE(Browser(m_server->port()).send("POST", farewell(tab), {}, "").status, 204);
    QCOMPARE(ada.get(farewell(tab)).status, 405);
    QCOMPARE(board().viewers(), 1);
    QVERIFY(tab.isStreamOpen());
}

void tst_Presence::keepsATabThatWasPutAside()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/other");
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    browser.send("POST", farewell(tab), {}, "");
    QCOMPARE(board().viewers(), 0);
    tab.openStream(); // it is back already
    QTRY_COMPARE(board().viewers(), 1);
    QCOMPARE(tab.post("/Pad/stroke").status, 204);
    QTRY_COMPARE(tab.value("_Pad.strokes"), QJsonValue(1));
    // And one that comes back later is built again.
    tab.closeStream();
    browser.send("POST", farewell(tab), {}, "");
    QTRY_COMPARE(m_server->statistics().tabs, 0);
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    QTRY_COMPARE(tab.value("_Pad.strokes"), QJsonValue(0));
}

void tst_Presence::lastsWhileAWindowIsHidden()
{
    ServerOptions options = testOptions();
    options.absence = 50ms;
    serve(options);
    Browser browser(m_server->port());
    Tab hidden = browser.load();
    Tab lost = browser.load();
    hidden.openStream();
    lost.openStream();
    QTRY_COMPARE(board().viewers(), 2);
    QCOMPARE(browser.send("POST", "/backstate/hide/" + hidden.id(), {}, "").status, 204);
    hidden.closeStream();
    QTRY_COMPARE(m_server->statistics().streams, 1);
    lost.closeStream(); // after it: when this one is missed, the other one would have been
    QTRY_COMPARE(board().viewers(), 1);
    hidden.openStream();
    QTRY_COMPARE(m_server->statistics().streams, 1);
    QCOMPARE(board().viewers(), 1);
    hidden.closeStream(); // not hidden any more
    QTRY_COMPARE(board().viewers(), 0);
}

void tst_Presence::endsSomeTimeAfterTheConnectionBroke()
{
    ServerOptions options = testOptions();
    options.absence = 50ms;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    QSignalSpy spy(&board(), &State::viewersChanged);
    tab.closeStream();
    QTRY_COMPARE(board().viewers(), 0);
    QTRY_COMPARE(spy.count(), 1);
    QCOMPARE(m_server->statistics().tabs, 1); // it may come back
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
}

void tst_Presence::goesOnWhenTheConnectionIsBackInTime()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    QSignalSpy spy(&board(), &State::viewersChanged);
    tab.closeStream();
    QTRY_COMPARE(m_server->statistics().streams, 0);
    tab.openStream();
    QTRY_COMPARE(m_server->statistics().streams, 1);
    QCOMPARE(board().viewers(), 1);
    QCOMPARE(spy.count(), 0);
}

// Whoever was led elsewhere is not here any more.
void tst_Presence::endsWhenAServerDrains()
{
    ServerOptions options = testOptions();
    options.absence = 50ms;
    options.drainTime = 1ms;
    options.returnSpread = 1ms;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    QSignalSpy drained(m_server.get(), &Server::drained);
    m_server->drain();
    QTRY_COMPARE(drained.count(), 1);
    QTRY_COMPARE(board().viewers(), 0);
}

void tst_Presence::goesOnFromPageToPage()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/other");
    tab.openStream();
    QTRY_COMPARE(board().viewers(), 1);
    QSignalSpy spy(&board(), &State::viewersChanged);
    const Answer answer
        = browser.get("/", "Datastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\n");
    QCOMPARE(answer.status, 200);
    QCOMPARE(Pad::alive, 0);
    QCOMPARE(board().viewers(), 1);
    Tab next(browser, answer);
    next.openStream();
    QTRY_COMPARE(m_server->statistics().streams, 1);
    QCOMPARE(board().viewers(), 1);
    QCOMPARE(spy.count(), 0);
}

void tst_Presence::countsATabsOwnObject()
{
    QList<int> numbers;
    m_server->page("/own", [&numbers](const Pad &pad) {
        QObject::connect(&pad, &State::viewersChanged, &pad, [&numbers, &pad] {
            numbers.append(pad.viewers());
        });
        return Main(allowEvents(pad), text(pad.strokes));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/own");
    tab.openStream();
    QTRY_COMPARE(numbers, QList<int>{1});
    // While its stream is not closed, its page may come back.
    browser.send("POST", farewell(tab), {}, "");
    QTRY_COMPARE(numbers, (QList<int>{1, 0}));
}

void tst_Presence::forgetsTabsThatWereLeft()
{
    Browser browser(m_server->port());
    for (int i = 0; i < 20; ++i) {
        Tab tab = browser.load("/other");
        tab.openStream();
        browser.send("POST", farewell(tab), {}, "");
        tab.closeStream();
    }
    QTRY_COMPARE(m_server->statistics().tabs, 0);
    QCOMPARE(Pad::alive, 0);
    QCOMPARE(board().viewers(), 0);
}

QTEST_GUILESS_MAIN(tst_Presence)
#include "tst_presence.moc"

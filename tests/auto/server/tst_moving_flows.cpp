// Flows whose user follows a link: those of objects that live longer than the tab go on in the
// window.
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

struct Local
{
    Local() { ++alive; }
    ~Local() { --alive; }
    Q_DISABLE_COPY_MOVE(Local)
    inline static int alive = 0;
};

// Takes a step whenever the test says so.
class Stepper : public QObject
{
    Q_OBJECT

Q_SIGNALS:
    void go();

public:
    static Stepper &instance()
    {
        static Stepper stepper;
        return stepper;
    }

    int taken = 0; // steps
    bool isAwaited() const { return isSignalConnected(QMetaMethod::fromSignal(&Stepper::go)); }
};

static Flow<Element> walk(std::function<void(int)> step)
{
    const Local local;
    for (int i = 1; i <= 3; ++i) {
        step(i);
        co_yield P(id("place"), i);
        co_await received(&Stepper::instance(), &Stepper::go);
        ++Stepper::instance().taken;
    }
    step(9);
}

class Pump : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Pump, int, at, 0)
    BACKSTATE_PROPERTY(Pump, QString, log)

public:
    Q_INVOKABLE BackState::Flow<BackState::Html::Element> run()
    {
        return walk([this](int step) { at = step; });
    }
    Q_INVOKABLE BackState::Flow<> add(const QString &word)
    {
        const Local local;
        log = log + word;
        co_await received(&Stepper::instance(), &Stepper::go);
        ++Stepper::instance().taken;
        log = log + word.toUpper();
    }
    Q_INVOKABLE BackState::Flow<> refuseLater()
    {
        co_await received(&Stepper::instance(), &Stepper::go);
        ++Stepper::instance().taken;
        refuse("refuseLater", u"Too late."_s);
    }
    // An element that shows whether it runs, on a page that did not
    Q_INVOKABLE BackState::Html::Element light();

    BACKSTATE_EVENT(add, .again = Again::Queue)
};

Element Pump::light()
{
    return B(id("light"), show(running<&Pump::run>(*this)));
}

class Mine : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Mine, int, at, 0)

public:
    Q_INVOKABLE BackState::Flow<BackState::Html::Element> run()
    {
        return walk([this](int step) { at = step; });
    }
};

class Slip : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_PROPERTY(Slip, int, at, 0)

public:
    Q_INVOKABLE BackState::Flow<BackState::Html::Element> run()
    {
        return walk([this](int step) { at = step; });
    }
};

template<typename S>
static Element partOf(const S &state)
{
    return Fragment(P(id("place")), B(show(running<&S::run>(state))), Span(text(state.at)));
}

class tst_MovingFlows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void goOnInTheWindow_data();
    void goOnInTheWindow();
    void endWithAStateOfTheirTab();
    void endWithAPageThatIsLeft();
    void areKnownToAPageThatShowsThemLater();
    void areKnownToAnElementThatShowsThemLater();
    void goOnFromAPageThatNeverArrived();
    void comeBackToAPageWhoseLinkWasLost();
    void areToldWhatTheyMissedByTheNextPage();
    void makeRoomForTheSameAgain();
    void waitForTheirTurn();
    void refuseOnTheNextPage();
    void endWithTheirState();

private:
    Answer move(Browser &browser, Tab &from, const QByteArray &target)
    {
        return browser.get(
            target,
            "Datastar-Request: true\r\nBackState-Tab: " + from.id() + "\r\n");
    }
    // By a stream: without one the answer of a flow would stay open.
    static std::unique_ptr<Tab> open(Browser &browser, const QByteArray &path)
    {
        auto tab = std::make_unique<Tab>(browser, browser.get(path));
        tab->openStream();
        return waitUntil([&tab] { return tab->isStreamOpen(); }) ? std::move(tab) : nullptr;
    }
    static void go()
    {
        // What yielded goes on, and waits.
        QVERIFY(QTest::qWaitFor([] { return Stepper::instance().isAwaited(); }));
        const int taken = Stepper::instance().taken;
        Q_EMIT Stepper::instance().go();
        QVERIFY(QTest::qWaitFor([taken] { return Stepper::instance().taken > taken; }));
    }
    Pump &pump() { return *m_server->state<Pump>(); }

    std::unique_ptr<Server> m_server;
};

void tst_MovingFlows::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", [](const Pump &pump) {
        return Main(
            allowEvents(pump),
            partOf(pump),
            Span(text(pump.log)),
            error(pump, "refuseLater"));
    });
    m_server->page("/mine", [](const Mine &mine) { return Main(allowEvents(mine), partOf(mine)); });
    m_server->page("/slip", [](const Slip &slip) { return Main(allowEvents(slip), partOf(slip)); });
    m_server->page("/other", [](const Board &board) {
        return Main(allowEvents(board), text(board.number));
    });
    m_server->page("/dark", [](const Pump &pump) {
        return Main(allowEvents(pump), text(pump.at));
    });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_MovingFlows::cleanup()
{
    m_server.reset();
    QCOMPARE(Local::alive, 0);
}

static QByteArray markedFrame(const QByteArray &markup)
{
    return elementsFrame(markup).chopped(1) + "data: ifPresent true\n\n";
}

void tst_MovingFlows::goOnInTheWindow_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("nameSpace");
    QTest::addRow("of everybody") << "/"_ba << "Pump"_ba;
    QTest::addRow("of the session") << "/mine"_ba << "Mine"_ba;
}

void tst_MovingFlows::goOnInTheWindow()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, nameSpace);
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, path);
    Tab &from = *page;
    from.post("/" + nameSpace + "/run");
    QTRY_VERIFY(from.received().contains("<p id=\"place\">1</p>"));

    Tab tab(browser, move(browser, from, path));
    QCOMPARE(tab.page.status, 200);
    QCOMPARE(Local::alive, 1);
    const QByteArray running = "{\"_running\":{\"" + nameSpace + "\":{\"run\":";
    QVERIFY(tab.page.body.endsWith(signalsFrame(running + "true}}}"))); // at first sight
    tab.openStream();
    QTRY_VERIFY(tab.isStreamOpen());
    go();
    const QByteArray second = signalsFrame("{\"_" + nameSpace + "\":{\"at\":2}}")
        + markedFrame("<p id=\"place\">2</p>");
    QTRY_COMPARE(tab.received(), second);
    go();
    go();
    QTRY_VERIFY(tab.received().endsWith(
        signalsFrame("{\"_" + nameSpace + "\":{\"at\":9}}") + signalsFrame(running + "false}}}")));
    QCOMPARE(Local::alive, 0);
}

void tst_MovingFlows::endWithAStateOfTheirTab()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/slip");
    Tab &from = *page;
    from.post("/Slip/run");
    QCOMPARE(Local::alive, 1);
    const Answer answer = move(browser, from, "/slip");
    QCOMPARE(answer.status, 200);
    QCOMPARE(Local::alive, 0);
    QVERIFY(!answer.body.contains("{\"run\":true}"));
}

// A full load or a reload is no other page of the window.
void tst_MovingFlows::endWithAPageThatIsLeft()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/run");
    QCOMPARE(Local::alive, 1);
    browser.load();
    browser.send("POST", "/backstate/leave/" + from.id());
    from.closeStream();
    QTRY_COMPARE(Local::alive, 0);
}

void tst_MovingFlows::areKnownToAPageThatShowsThemLater()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/run");
    Tab other(browser, move(browser, from, "/other"));
    QVERIFY(!other.page.body.contains("_running"));
    other.openStream();
    QTRY_VERIFY(other.isStreamOpen());
    go();
    QTRY_COMPARE(other.received(), markedFrame("<p id=\"place\">2</p>")); // and nothing of Pump
    Tab back(browser, move(browser, other, "/"));
    QVERIFY(back.page.body.endsWith(signalsFrame(R"({"_running":{"Pump":{"run":true}}})")));
    back.openStream();
    QTRY_VERIFY(back.isStreamOpen());
    go();
    go();
    QTRY_COMPARE(back.value("_running.Pump.run"), QJsonValue(false));
    QCOMPARE(back.value("_Pump.at"), QJsonValue(9));
}

void tst_MovingFlows::areKnownToAnElementThatShowsThemLater()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/run");
    Tab tab(browser, move(browser, from, "/dark"));
    QVERIFY(!tab.page.body.contains("_running"));
    tab.openStream();
    QTRY_VERIFY(tab.isStreamOpen());
    tab.post("/Pump/light");
    QTRY_COMPARE(tab.value("_running.Pump.run"), QJsonValue(true));
    go();
    go();
    go();
    QTRY_COMPARE(tab.value("_running.Pump.run"), QJsonValue(false));
}

// Its user clicked another link before the first one's page was there.
void tst_MovingFlows::goOnFromAPageThatNeverArrived()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/run");
    QCOMPARE(move(browser, from, "/other").status, 200);
    Tab tab(browser, move(browser, from, "/"));
    QCOMPARE(Local::alive, 1);
    QCOMPARE(m_server->statistics().tabs, 1);
    QVERIFY(tab.page.body.endsWith(signalsFrame(R"({"_running":{"Pump":{"run":true}}})")));
}

void tst_MovingFlows::comeBackToAPageWhoseLinkWasLost()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/run");
    const Answer late = move(browser, from, "/other");
    QTRY_VERIFY(!from.isStreamOpen());
    from.takeReceived();
    from.openStream(); // its page is what the window shows
    QTRY_COMPARE(from.value("_running.Pump.run"), QJsonValue(true));
    go();
    QTRY_COMPARE(from.value("_Pump.at"), QJsonValue(2));
    QVERIFY(from.received().contains(markedFrame("<p id=\"place\">2</p>")));
    // The other page comes after all.
    Tab tab(browser, late);
    tab.openStream();
    QTRY_VERIFY(tab.isStreamOpen());
    go();
    QTRY_COMPARE(tab.received(), markedFrame("<p id=\"place\">3</p>"));
    QCOMPARE(Local::alive, 1);
}

void tst_MovingFlows::areToldWhatTheyMissedByTheNextPage()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/run");
    QTRY_VERIFY(from.received().contains("<p id=\"place\">1</p>"));
    from.closeStream();
    QTRY_COMPARE(m_server->statistics().streams, 0);
    go();
    Tab tab(browser, move(browser, from, "/"));
    go();
    tab.openStream();
    QTRY_VERIFY(tab.received().contains(
        markedFrame("<p id=\"place\">2</p>") + markedFrame("<p id=\"place\">3</p>")));
    QCOMPARE(tab.value("_Pump.at"), QJsonValue(3));
}

void tst_MovingFlows::makeRoomForTheSameAgain()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/run");
    go();
    Tab tab(browser, move(browser, from, "/"));
    tab.openStream();
    QTRY_VERIFY(tab.isStreamOpen());
    QCOMPARE(pump().at.value(), 2);
    tab.post("/Pump/run");
    QCOMPARE(Local::alive, 1);
    QCOMPARE(pump().at.value(), 1);
    // What was called on this page goes as it is.
    QTRY_VERIFY(tab.received().contains(elementsFrame("<p id=\"place\">1</p>")));
}

void tst_MovingFlows::waitForTheirTurn()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/add?word=a");
    from.post("/Pump/add?word=b");
    Tab tab(browser, move(browser, from, "/other"));
    QCOMPARE(pump().log.value(), u"a"_s);
    go();
    QTRY_COMPARE(pump().log.value(), u"aAb"_s);
    go();
    QTRY_COMPARE(pump().log.value(), u"aAbB"_s);
    QCOMPARE(Local::alive, 0);
}

void tst_MovingFlows::refuseOnTheNextPage()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/");
    Tab &from = *page;
    from.post("/Pump/refuseLater");
    Tab tab(browser, move(browser, from, "/"));
    tab.openStream();
    QTRY_VERIFY(tab.isStreamOpen());
    go();
    QTRY_COMPARE(tab.value("_errors.Pump.refuseLater"), QJsonValue(u"Too late."_s));
}

void tst_MovingFlows::endWithTheirState()
{
    Browser browser(m_server->port());
    const std::unique_ptr<Tab> page = open(browser, "/mine");
    Tab &from = *page;
    from.post("/Mine/run");
    Tab tab(browser, move(browser, from, "/other"));
    QCOMPARE(Local::alive, 1);
    m_server->close();
    QCOMPARE(Local::alive, 0);
}

QTEST_GUILESS_MAIN(tst_MovingFlows)
#include "tst_moving_flows.moc"

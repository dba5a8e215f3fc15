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

// One property of each kind.
class Gauge : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    Q_PROPERTY(int classic READ classic WRITE setClassic NOTIFY classicChanged)
    Q_PROPERTY(int plain MEMBER plain)
    BACKSTATE_PROPERTY(Gauge, int, bindable, 0)
    BACKSTATE_PROPERTY(Gauge, int, bound, 0)

public:
    Gauge()
    {
        bound.setBinding([this] { return bindable.value() * 2; });
    }
    int classic() const { return m_classic; }
    void setClassic(int value)
    {
        if (std::exchange(m_classic, value) != value)
            Q_EMIT classicChanged();
    }
    Q_INVOKABLE void bump() { ++plain; }

    int plain = 0;

Q_SIGNALS:
    void classicChanged();

private:
    int m_classic = 0;
};

static Element gaugePage(const Gauge &gauge, const Counter &counter)
{
    return Main(
        P(text<&Gauge::classic>(gauge)),
        P(text<&Gauge::plain>(gauge)),
        P(text(gauge.bindable)),
        P(text(gauge.bound)),
        P(text(counter.count)));
}

// A state with a hundred properties, and one with the three that a page shows.
#define ONE(name)                                                                                  \
    Q_PROPERTY(int name MEMBER name NOTIFY name##Changed)                                          \
public:                                                                                            \
    Q_SIGNAL void name##Changed();                                                                 \
    int name = 0;
class Wide : public State
{
    Q_OBJECT
    // clang-format off: ten a line
    ONE(a0) ONE(a1) ONE(a2) ONE(a3) ONE(a4) ONE(a5) ONE(a6) ONE(a7) ONE(a8) ONE(a9)
    ONE(b0) ONE(b1) ONE(b2) ONE(b3) ONE(b4) ONE(b5) ONE(b6) ONE(b7) ONE(b8) ONE(b9)
    ONE(c0) ONE(c1) ONE(c2) ONE(c3) ONE(c4) ONE(c5) ONE(c6) ONE(c7) ONE(c8) ONE(c9)
    ONE(d0) ONE(d1) ONE(d2) ONE(d3) ONE(d4) ONE(d5) ONE(d6) ONE(d7) ONE(d8) ONE(d9)
    ONE(e0) ONE(e1) ONE(e2) ONE(e3) ONE(e4) ONE(e5) ONE(e6) ONE(e7) ONE(e8) ONE(e9)
    ONE(f0) ONE(f1) ONE(f2) ONE(f3) ONE(f4) ONE(f5) ONE(f6) ONE(f7) ONE(f8) ONE(f9)
    ONE(g0) ONE(g1) ONE(g2) ONE(g3) ONE(g4) ONE(g5) ONE(g6) ONE(g7) ONE(g8) ONE(g9)
    ONE(h0) ONE(h1) ONE(h2) ONE(h3) ONE(h4) ONE(h5) ONE(h6) ONE(h7) ONE(h8) ONE(h9)
    ONE(i0) ONE(i1) ONE(i2) ONE(i3) ONE(i4) ONE(i5) ONE(i6) ONE(i7) ONE(i8) ONE(i9)
    ONE(j0) ONE(j1) ONE(j2) ONE(j3) ONE(j4) ONE(j5) ONE(j6) ONE(j7) ONE(j8) ONE(j9)
    // clang-format on

public:
    Q_INVOKABLE void step();
};

class Slim : public State
{
    Q_OBJECT
    ONE(a0)
    ONE(a1)
    ONE(a2)

public:
    Q_INVOKABLE void step();
};

void Wide::step()
{
    const QMetaObject *meta = metaObject();
    for (int at = meta->propertyOffset(); at < meta->propertyCount(); ++at)
        meta->property(at).write(this, meta->property(at).read(this).toInt() + 1);
}

void Slim::step()
{
    const QMetaObject *meta = metaObject();
    for (int at = meta->propertyOffset(); at < meta->propertyCount(); ++at)
        meta->property(at).write(this, meta->property(at).read(this).toInt() + 1);
}

template<typename S>
static Element threePage(const S &state)
{
    return Main(
        P(text<&S::a0>(state)),
        P(text<&S::a1>(state)),
        P(text<&S::a2>(state)),
        Button(onClick<&S::step>(state), "Step"));
}

class tst_Streams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void areEventStreams();
    void areRefusedWithoutASession();
    void reloadAPageOfAnotherSession();
    void takeNothingButGet();
    void doNotTellTheLoadedPageAgain();
    void tellWhatChangedBeforeTheyOpened();
    void tellEveryKindOfProperty();
    void tellPlainMembersThatAnEventChanged();
    void reachAllTabsOfAllBrowsers();
    void joinAThousandChangesOfATurn();
    void tellNothingWhenAValueReturns();
    void tellOnlyWhatThePageNames();
    void haveAllEffectsOfAnEventInOrder();
    void haveRefusalsToo();
    void doNotEchoTheTabsOwnEdit();
    void tellEditsAsTheyWereTaken();
    void areOnePerTab();
    void takeTurnsInOneBrowser();
    void sendHeartbeats();
    void tellASlowBrowserTheLatest();
    void outliveAnObjectTheyShow();
    void forgetAnObjectThatIsRemoved();
    void endWithTheServer();

private:
    void serve(const ServerOptions &options);
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Streams::serve(const ServerOptions &options)
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", boardPage);
    m_server->page("/counter", counterPage);
    m_server->page("/gauge", gaugePage);
    m_server->page("/wide", threePage<Wide>);
    m_server->page("/slim", threePage<Slim>);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Streams::init()
{
    serve(testOptions());
}

void tst_Streams::cleanup()
{
    m_server.reset();
    QCOMPARE(Counter::alive, 0);
    QCOMPARE(Board::alive, 0);
}

void tst_Streams::areEventStreams()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QCOMPARE(tab.streamStatus(), 200);
    const QByteArray head = tab.streamHead();
    QVERIFY(head.contains("\r\nContent-Type: text/event-stream\r\n"));
    QVERIFY(head.contains("\r\nCache-Control: no-cache\r\n"));
    QVERIFY(head.contains("\r\nX-Accel-Buffering: no\r\n"));
    QVERIFY(!head.contains("Content-Length"));
    QVERIFY(tab.isStreamOpen());
}

void tst_Streams::areRefusedWithoutASession()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    browser.cookie.clear();
    tab.openStream();
    QCOMPARE(tab.streamStatus(), 204);
    QVERIFY(tab.received().isEmpty());
}

void tst_Streams::reloadAPageOfAnotherSession()
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

void tst_Streams::takeNothingButGet()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = browser.send("POST", tab.streamUrl, {}, "");
    QCOMPARE(answer.status, 405);
    QCOMPARE(answer.header("Allow"), "GET");
}

void tst_Streams::doNotTellTheLoadedPageAgain()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().number = 1;
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Board":{"number":1}})"));
    board().title = "B";
    QTRY_COMPARE(
        tab.received(),
        signalsFrame(R"({"_Board":{"number":1}})") + signalsFrame(R"({"_Board":{"title":"B"}})"));
}

void tst_Streams::tellWhatChangedBeforeTheyOpened()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    board().number = 1;
    board().draft = "said";
    QCoreApplication::processEvents();
    tab.openStream();
    QTRY_COMPARE(
        tab.received(),
        signalsFrame(R"({"_Board":{"number":1}})")
            + signalsFrame(R"({"Board":{"draft":"said"}})", "1"));
}

void tst_Streams::tellEveryKindOfProperty()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/gauge");
    tab.openStream();
    Gauge &gauge = *m_server->state<Gauge>();

    gauge.setClassic(1);
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Gauge":{"classic":1}})"));
    tab.takeReceived();
    QVERIFY(gauge.setProperty("classic", 2));
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Gauge":{"classic":2}})"));
    tab.takeReceived();
    QVERIFY(gauge.setProperty("bindable", 3));
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Gauge":{"bindable":3,"bound":6}})"));
    tab.takeReceived();
    gauge.bindable = 4;
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Gauge":{"bindable":4,"bound":8}})"));
    tab.takeReceived();
    gauge.plain = 5;
    gauge.refresh();
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Gauge":{"plain":5}})"));
    tab.takeReceived();
}

void tst_Streams::tellPlainMembersThatAnEventChanged()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    Tab tab = browser.load("/gauge");
    Tab watching = other.load("/gauge");
    tab.openStream();
    watching.openStream();
    QCOMPARE(tab.post("/Gauge/bump").status, 204);
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Gauge":{"plain":1}})"));
    QTRY_COMPARE(watching.received(), signalsFrame(R"({"_Gauge":{"plain":1}})"));
    // Changed by the program, found around an event of another object.
    m_server->state<Gauge>()->plain = 7;
    tab.post("/Counter/increment");
    QTRY_COMPARE(watching.value("_Gauge.plain"), QJsonValue(7));
    QVERIFY(watching.value("_Counter.count") == QJsonValue(0));
}

void tst_Streams::reachAllTabsOfAllBrowsers()
{
    Browser one(m_server->port());
    Browser other(m_server->port());
    Tab first = one.load();
    Tab second = one.load();
    Tab third = other.load();
    for (Tab *tab : {&first, &second, &third})
        tab->openStream();
    QCOMPARE(first.post(first.actionOf("Raise")).status, 204);
    for (Tab *tab : {&first, &second, &third})
        QTRY_COMPARE(tab->received(), signalsFrame(R"({"_Board":{"number":1}})"));
}

void tst_Streams::joinAThousandChangesOfATurn()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    for (int i = 1; i <= 1000; ++i)
        board().number = i;
    board().title = "T";
    QByteArray frames = signalsFrame(R"({"_Board":{"number":1000,"title":"T"}})");
    QTRY_VERIFY(!tab.received().isEmpty());
    board().number = 0;
    frames += signalsFrame(R"({"_Board":{"number":0}})");
    QTRY_COMPARE(tab.received().size(), frames.size());
    QCOMPARE(tab.value("_Board.number"), QJsonValue(0));
    QCOMPARE(tab.told().size(), 2);
}

void tst_Streams::tellNothingWhenAValueReturns()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().number = 0; // no change at all
    board().entries << Entry{1, QStringLiteral("not on the page")};
    QCoreApplication::processEvents();
    board().title = "T";
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Board":{"title":"T"}})"));
}

void tst_Streams::tellOnlyWhatThePageNames()
{
    Browser browser(m_server->port());
    Tab wide = browser.load("/wide");
    Tab slim = browser.load("/slim");
    QCOMPARE(wide.page.body.size(), slim.page.body.size());
    QCOMPARE(wide.sent(), slim.sent());
    const QByteArray answer = wide.post("/Wide/step").body;
    QCOMPARE(answer, signalsFrame(R"({"_Wide":{"a0":1,"a1":1,"a2":1}})"));
    QCOMPARE(slim.post("/Slim/step").body.size(), answer.size());

    wide.openStream();
    slim.openStream();
    // What the answers said is said again, and once more when both are settled.
    QTRY_COMPARE(wide.told().size(), 2);
    QTRY_COMPARE(slim.told().size(), 2);
    wide.post("/Wide/step");
    slim.post("/Slim/step");
    QTRY_COMPARE(wide.value("_Wide.a2"), QJsonValue(2));
    QTRY_COMPARE(slim.value("_Slim.a2"), QJsonValue(2));
    QCOMPARE(wide.received().size(), slim.received().size());
}

void tst_Streams::haveAllEffectsOfAnEventInOrder()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    Tab tab = browser.load();
    Tab watching = other.load();
    tab.openStream();
    watching.openStream();
    const Answer answer = tab.post("/Board/mixed");
    QCOMPARE(answer.status, 204);
    QVERIFY(answer.body.isEmpty());
    const QByteArray signalFrames = signalsFrame(R"({"_Board":{"number":1}})")
        + signalsFrame(R"({"Board":{"draft":"from the server"}})", "1");
    QTRY_COMPARE(tab.received(), signalFrames + elementsFrame("<p id=\"note\">1</p>"));
    // Elements are the answer to the one who called.
    QTRY_COMPARE(watching.received(), signalFrames);
    watching.closeStream();
    QCOMPARE(
        browser.load().post("/Board/mixed").body,
        signalsFrame(R"({"_Board":{"number":2}})") + elementsFrame("<p id=\"note\">2</p>"));
}

void tst_Streams::haveRefusalsToo()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/counter");
    tab.openStream();
    QCOMPARE(tab.post("/Counter/increment?amount=x").status, 204);
    QTRY_COMPARE(
        tab.received(),
        signalsFrame("{\"_errors\":{\"Counter\":{\"amount\":\"expected a whole number from "
                     "-2147483648 to 2147483647, got text\"}}}"));
    tab.takeReceived();
    QCOMPARE(tab.post("/Counter/increment").status, 204);
    QTRY_COMPARE(
        tab.received(),
        signalsFrame(R"({"_Counter":{"count":1}})")
            + signalsFrame(R"({"_errors":{"Counter":{"amount":""}}})"));
}

void tst_Streams::doNotEchoTheTabsOwnEdit()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    Tab tab = browser.load();
    Tab watching = other.load();
    tab.openStream();
    watching.openStream();
    tab.type("Board.draft", QStringLiteral("typed"));
    QCOMPARE(tab.post("/backstate/edit/Board").status, 204);
    QTRY_COMPARE(watching.received(), signalsFrame(R"({"Board":{"draft":"typed"}})", "1"));
    board().number = 1;
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Board":{"number":1}})"));
    // What the program sets is news for both.
    board().draft = "";
    QTRY_COMPARE(tab.value("Board.draft"), QJsonValue(QString()));
    QTRY_COMPARE(watching.value("Board.draft"), QJsonValue(QString()));
}

void tst_Streams::tellEditsAsTheyWereTaken()
{
    m_server->page("/profile", [](const Profile &profile) {
        return Input(bind<&Profile::nick>(profile));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile");
    tab.openStream();
    tab.type("Profile.nick", QStringLiteral(" Al "));
    QCOMPARE(tab.post("/backstate/edit/Profile").status, 204);
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"Profile":{"nick":"Al"}})", "1"));
}

void tst_Streams::areOnePerTab()
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
void tst_Streams::takeTurnsInOneBrowser()
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

void tst_Streams::sendHeartbeats()
{
    ServerOptions options = testOptions();
    options.heartbeat = std::chrono::milliseconds(60);
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    const QByteArray heartbeat = Frame::heartbeat().bytes();
    QTRY_VERIFY(tab.received().count(heartbeat) >= 3);
    QCOMPARE(tab.received().replace(heartbeat, ""), "");
    QVERIFY(tab.told().isEmpty());
}

void tst_Streams::tellASlowBrowserTheLatest()
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

void tst_Streams::outliveAnObjectTheyShow()
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

void tst_Streams::forgetAnObjectThatIsRemoved()
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

void tst_Streams::endWithTheServer()
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

QTEST_GUILESS_MAIN(tst_Streams)
#include "tst_streams.moc"

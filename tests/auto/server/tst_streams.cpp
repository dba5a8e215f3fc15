#include "browser.h"
#include "offers.h"
#include "states.h"
#include "wide.h"

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

static Element boardPage(const Board &board)
{
    return Main(
        allowEvents(board),
        P(text(board.title)),
        P(text(board.number)),
        Input(bind(board.draft)),
        Button(onClick<&Board::raise>(board), "Raise"));
}

static Element counterPage(const Counter &counter)
{
    return Main(
        allowEvents(counter),
        P(text(counter.count)),
        error<&Counter::increment>(counter, "amount"));
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

// Computed from another state.
class Overview : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Overview, int, total, 0)
};

static Element gaugePage(const Gauge &gauge, const Counter &counter)
{
    return Main(
        allowEvents(gauge),
        allowEvents(counter),
        P(text<&Gauge::classic>(gauge)),
        P(text<&Gauge::plain>(gauge)),
        P(text(gauge.bindable)),
        P(text(gauge.bound)),
        P(text(counter.count)));
}

template<typename S>
static Element threePage(const S &state)
{
    return Main(
        allowEvents(state),
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

    void doNotTellTheLoadedPageAgain();
    void tellWhatChangedBeforeTheyOpened();
    void tellEveryKindOfProperty();
    void tellWhatIsComputedFromAnotherState();
    void tellPlainMembersThatAnEventChanged();
    void reachAllTabsOfAllBrowsers();
    void joinAThousandChangesOfATurn();
    void tellNothingWhenAValueReturns();
    void tellOnlyWhatThePageNames();
    void haveAllEffectsOfAnEventInOrder();
    void haveRefusalsToo();
    void doNotEchoTheTabsOwnEdit();
    void tellEditsAsTheyWereTaken();

private:
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Streams::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", boardPage);
    m_server->page("/counter", counterPage);
    m_server->page("/gauge", gaugePage);
    m_server->page("/overview", [](const Overview &overview) {
        return Main(allowEvents(overview), P(text(overview.total)));
    });
    m_server->page("/wide", threePage<Wide>);
    m_server->page("/slim", threePage<Slim>);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Streams::cleanup()
{
    m_server.reset();
    QCOMPARE(Counter::alive, 0);
    QCOMPARE(Board::alive, 0);
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

// Through a computed property of a state that the page does not show.
void tst_Streams::tellWhatIsComputedFromAnotherState()
{
    Gauge *gauge = m_server->state<Gauge>();
    m_server->state<Overview>()->total.setBinding([gauge] { return gauge->bound + 1; });
    Browser browser(m_server->port());
    Tab tab = browser.load("/overview");
    QVERIFY(tab.page.body.contains(">1</p>"));
    tab.openStream();
    gauge->bindable = 20;
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Overview":{"total":41}})"));
    QCOMPARE(browser.load("/overview").value("_Overview.total"), QJsonValue(41));
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
        return Input(allowEvents(profile), bind<&Profile::nick>(profile));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile");
    tab.openStream();
    tab.type("Profile.nick", QStringLiteral(" Al "));
    QCOMPARE(tab.post("/backstate/edit/Profile").status, 204);
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"Profile":{"nick":"Al"}})", "1"));
}

QTEST_GUILESS_MAIN(tst_Streams)
#include "tst_streams.moc"

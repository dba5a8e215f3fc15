#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QJsonDocument>

using namespace BackState;
using namespace BackState::Html;

// Compilers call the arguments of a function in an order of their own. Here it is seen in the
// bytes.
static Element boardPage(const Board &board)
{
    const Element draft = Input(bind(board.draft));
    const Element level = Input(bind(board.level));
    return Main(allowEvents(board), P(text(board.title)), P(text(board.number)), draft, level);
}

static Element padPage(const Pad &pad, const Counter &counter)
{
    return Main(
        allowEvents(pad),
        allowEvents(counter),
        P(text(pad.strokes)),
        P(text(counter.count)));
}

// What it shows depends on its address.
static Element namedPage(const Request &request, const Counter &counter, const Pad &pad)
{
    if (request.pathParameter(QStringLiteral("kind")) == QStringLiteral("a b")
        && request.query(QStringLiteral("all")) == QStringLiteral("yes&no"))
        return Main(
            allowEvents(counter),
            allowEvents(pad),
            P(text(counter.count)),
            P(text(counter.other)));
    return Main(P(text(pad.strokes)));
}

static const QByteArray &reloadFrame()
{
    static const QByteArray frame = (*Frame::executeScript("location.reload()")).bytes();
    return frame;
}

class tst_Reconnect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(); }
    void cleanup();

    void tellsEverythingThePageNames();
    void keepsWhatIsTyped();
    void tellsAgainOnlyTheEditsThatWereLost();
    void keepsATabWhileItIsHidden();
    void tellsAgainWhatAnAnswerSaid();
    void worksAfterARestart_data();
    void worksAfterARestart();
    void callsEventsAfterARestartWithoutAStream();
    void buildsThePageOfItsAddressAgain();
    void reloadsAPageThatIsGone();
    void reloadsAfterARestartWithAnotherSecret();
    void givesACopiedTabItsOwnId();
    void knowsACopiedTabWhenItComesBack();
    void takesOverFromADeadStream();

private:
    void serve(const ServerOptions &options = testOptions(), quint16 port = 0);
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Reconnect::serve(const ServerOptions &options, quint16 port)
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", boardPage);
    m_server->page("/pad", padPage);
    m_server->page("/named/<kind>", namedPage);
    QVERIFY2(m_server->listen(port), qPrintable(m_server->errorString()));
}

void tst_Reconnect::cleanup()
{
    m_server.reset();
    QCOMPARE(Counter::alive, 0);
    QCOMPARE(Pad::alive, 0);
    QCOMPARE(Board::alive, 0);
}

void tst_Reconnect::tellsEverythingThePageNames()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.closeStream();
    board().number = 5;
    tab.openStream();
    QTRY_COMPARE(
        tab.received(),
        missingFrame(R"({"Board":{"draft":"","level":0}})")
            + signalsFrame(R"({"_Board":{"title":"Board","number":5}})"));
}

void tst_Reconnect::keepsWhatIsTyped()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.type("Board.draft", QStringLiteral("half typ"));
    tab.closeStream();
    board().level = 3;
    tab.openStream();
    QTRY_COMPARE(tab.value("Board.level"), QJsonValue(3)); // changed meanwhile
    QCOMPARE(tab.value("Board.draft"), QJsonValue(QStringLiteral("half typ")));
    QCOMPARE(tab.post("/Board/raise").status, 204);
    QCOMPARE(board().draft.value(), QStringLiteral("half typ"));
    QCOMPARE(board().level.value(), 3);
}

void tst_Reconnect::tellsAgainOnlyTheEditsThatWereLost()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().draft = "first";
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"Board":{"draft":"first"}})", "1"));
    board().level = 9;
    QTRY_COMPARE(tab.told().size(), 2);
    QCOMPARE(tab.told().last().id, "2");

    const QByteArray all = missingFrame(R"({"Board":{"draft":"first","level":9}})");
    const QByteArray rest = signalsFrame(R"({"_Board":{"title":"Board","number":0}})");
    tab.openStream("2");
    QTRY_COMPARE(tab.received(), all + rest);
    tab.openStream("1");
    QTRY_COMPARE(tab.received(), all + signalsFrame(R"({"Board":{"level":9}})", "3") + rest);
    // No frame has come at all, as far as the browser knows.
    tab.openStream();
    QTRY_COMPARE(
        tab.received(),
        all + signalsFrame(R"({"Board":{"draft":"first","level":9}})", "4") + rest);
}

void tst_Reconnect::keepsATabWhileItIsHidden()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/pad");
    tab.openStream();
    tab.post("/Pad/stroke");
    QTRY_COMPARE(tab.value("_Pad.strokes"), QJsonValue(1));
    tab.closeStream();
    Tab other = browser.load("/pad");
    other.post("/Counter/increment");
    QCOMPARE(Pad::alive, 2);
    tab.openStream();
    QTRY_COMPARE(tab.value("_Counter.count"), QJsonValue(1));
    QCOMPARE(tab.value("_Pad.strokes"), QJsonValue(1));
    QCOMPARE(Pad::alive, 2);
    tab.post("/Pad/stroke");
    QTRY_COMPARE(tab.value("_Pad.strokes"), QJsonValue(2));
}

void tst_Reconnect::tellsAgainWhatAnAnswerSaid()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/pad");
    // The answer is under way while the stream opens: it may come later than what the stream says.
    QCOMPARE(tab.post("/Pad/stroke").status, 200);
    tab.openStream();
    const QByteArray all
        = signalsFrame(R"({"_Pad":{"strokes":1}})") + signalsFrame(R"({"_Counter":{"count":0}})");
    QTRY_COMPARE(tab.received(), all + all);
}

void tst_Reconnect::worksAfterARestart_data()
{
    QTest::addColumn<bool>("isSamePort");
    QTest::addRow("at the same port") << true;
    QTest::addRow("at another port") << false;
}

void tst_Reconnect::worksAfterARestart()
{
    QFETCH(bool, isSamePort);
    Browser browser(m_server->port());
    Tab tab = browser.load("/pad");
    tab.openStream();
    tab.post("/Pad/stroke");
    tab.post("/Counter/increment?amount=5");
    QTRY_COMPARE(tab.value("_Counter.count"), QJsonValue(5));
    const QByteArray id = tab.id();

    serve(testOptions(), isSamePort ? m_server->port() : 0);
    browser.port = m_server->port();
    tab.openStream();
    // Nothing was stored: the states are new ones.
    QTRY_COMPARE(
        tab.received(),
        signalsFrame(R"({"_Pad":{"strokes":0}})") + signalsFrame(R"({"_Counter":{"count":0}})"));
    QCOMPARE(tab.id(), id);
    QCOMPARE(tab.post("/Counter/increment").status, 204);
    QTRY_COMPARE(tab.value("_Counter.count"), QJsonValue(1));
    QVERIFY(!browser.load("/pad").page.hasHeader("Set-Cookie"));
    QCOMPARE(Counter::alive, 1);
}

void tst_Reconnect::callsEventsAfterARestartWithoutAStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Board.draft", QStringLiteral("typed"));
    serve();
    browser.port = m_server->port();
    const Answer answer = tab.post("/Board/raise");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, signalsFrame(R"({"_Board":{"number":1}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("typed"));
    QCOMPARE(tab.post("/Counter/increment").status, 403);
}

void tst_Reconnect::buildsThePageOfItsAddressAgain()
{
    Browser browser(m_server->port());
    Tab all = browser.load("/named/a%20b?all=yes%26no");
    Tab some = browser.load("/named/c");
    serve();
    browser.port = m_server->port();
    QCOMPARE(all.post("/Counter/increment").body, signalsFrame(R"({"_Counter":{"count":1}})"));
    all.openStream();
    QTRY_VERIFY(all.received().startsWith(signalsFrame(R"({"_Counter":{"count":1,"other":0}})")));
    some.openStream();
    QTRY_COMPARE(some.received(), signalsFrame(R"({"_Pad":{"strokes":0}})"));
}

void tst_Reconnect::reloadsAPageThatIsGone()
{
    m_server->page("/once", [](const Counter &counter) {
        return Main(allowEvents(counter), text(counter.count));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/once");
    serve();
    browser.port = m_server->port();
    tab.openStream();
    QTRY_COMPARE(tab.received(), reloadFrame());
    QCOMPARE(tab.post("/Counter/increment").status, 403);
}

void tst_Reconnect::reloadsAfterARestartWithAnotherSecret()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    ServerOptions options = testOptions();
    options.secret = QByteArray(32, 't');
    serve(options);
    browser.port = m_server->port();
    // The cookie is worth nothing any more, but its browser keeps cookies: a page loaded again has
    // a new one.
    tab.openStream();
    QTRY_COMPARE(tab.received(), reloadFrame());
    QCOMPARE(tab.post("/Board/raise").status, 403);
    QVERIFY(browser.load().page.hasHeader("Set-Cookie"));
    browser.cookie.clear(); // cookies are off: to load it again would not help
    tab.openStream();
    QCOMPARE(tab.streamStatus(), 204);
}

void tst_Reconnect::givesACopiedTabItsOwnId()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/pad");
    Tab copy(browser, tab.page);
    tab.openStream({}, "one");
    tab.post("/Pad/stroke");
    QTRY_COMPARE(tab.value("_Pad.strokes"), QJsonValue(1));
    copy.openStream({}, "two");
    QTRY_VERIFY(copy.id() != tab.id());
    QVERIFY(tab.isStreamOpen());
    // A tab of its own has a state of its own.
    QTRY_COMPARE(copy.value("_Pad.strokes"), QJsonValue(0));
    copy.post("/Pad/stroke");
    copy.post("/Pad/stroke");
    QTRY_COMPARE(copy.value("_Pad.strokes"), QJsonValue(2));
    copy.post("/Counter/increment");
    QTRY_COMPARE(tab.value("_Counter.count"), QJsonValue(1));
    QTRY_COMPARE(copy.value("_Counter.count"), QJsonValue(1));
    QCOMPARE(tab.value("_Pad.strokes"), QJsonValue(1));
    QCOMPARE(Pad::alive, 2);
}

void tst_Reconnect::knowsACopiedTabWhenItComesBack()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/pad");
    Tab copy(browser, tab.page);
    tab.openStream({}, "one");
    copy.openStream({}, "two");
    QTRY_VERIFY(copy.id() != tab.id());
    const QByteArray id = copy.id();
    copy.post("/Pad/stroke");
    QTRY_COMPARE(copy.value("_Pad.strokes"), QJsonValue(1));
    // It asks for the address in its page, which is that of the first.
    copy.closeStream();
    copy.openStream({}, "two");
    QTRY_VERIFY(!copy.received().isEmpty());
    QCOMPARE(copy.id(), id);
    QTRY_COMPARE(copy.value("_Pad.strokes"), QJsonValue(1));
    QVERIFY(tab.isStreamOpen());
    QCOMPARE(Pad::alive, 2);
}

// The server has not noticed yet that the connection is gone.
void tst_Reconnect::takesOverFromADeadStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab again(browser, tab.page);
    tab.openStream({}, "one");
    again.openStream({}, "one");
    QTRY_VERIFY(!tab.isStreamOpen());
    QCOMPARE(again.id(), tab.id());
    board().number = 1;
    QTRY_COMPARE(again.value("_Board.number"), QJsonValue(1));
}

QTEST_GUILESS_MAIN(tst_Reconnect)
#include "tst_reconnect.moc"

#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <QPromise>

#include <thread>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

// A variable of a flow: how many there are, and whether the state of each was there when it went.
struct Local
{
    explicit Local(const int &aliveStates)
        : m_aliveStates(aliveStates)
    {
        ++alive;
    }
    ~Local()
    {
        --alive;
        wentAfterItsState += m_aliveStates == 0;
    }
    Q_DISABLE_COPY_MOVE(Local)

    inline static int alive = 0;
    inline static int wentAfterItsState = 0;

private:
    const int &m_aliveStates;
};

// Its flows take a step whenever go() is emitted.
class Job : public State, public Counted<Job>
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_API
    BACKSTATE_PROPERTY(Job, int, step, 0)
    BACKSTATE_PROPERTY(Job, QString, log)
    Q_PROPERTY(int plain MEMBER plain)

public:
    // Yields after each change.
    Q_INVOKABLE BackState::Flow<BackState::Html::Element> run(const QString &name)
    {
        const Local local(alive);
        for (int i = 1; i <= 2; ++i) {
            step = i;
            co_yield P(id("log"), name, i);
            co_await received(this, &Job::go);
        }
        step = 9;
    }
    // Yields nothing.
    Q_INVOKABLE BackState::Flow<> quiet()
    {
        const Local local(alive);
        step += 1;
        co_await received(this, &Job::go);
        step += 10;
        co_await received(this, &Job::go);
    }
    Q_INVOKABLE BackState::Flow<BackState::Patch> several()
    {
        co_yield Patch::script("one()");
        co_yield Patch::script("two()");
    }
    Q_INVOKABLE BackState::Flow<> bare()
    {
        plain = 1;
        co_yield changes;
        co_await received(this, &Job::go);
        plain = 2;
        co_await received(this, &Job::go);
    }
    Q_INVOKABLE BackState::Flow<> add(const QString &word)
    {
        const Local local(alive);
        log = log + word;
        co_await received(this, &Job::go);
        log = log + word.toUpper();
    }
    Q_INVOKABLE BackState::Flow<> inTurn(const QString &word) { return add(word); }
    Q_INVOKABLE BackState::Flow<> alone(const QString &word) { return add(word); }
    Q_INVOKABLE BackState::Flow<> brief()
    {
        step = 5;
        co_return;
    }
    Q_INVOKABLE BackState::Flow<BackState::Html::Element> endless()
    {
        for (int i = 0;; ++i)
            co_yield P(id("log"), i);
    }
    Q_INVOKABLE BackState::Flow<BackState::Html::Element> flood()
    {
        const Local local(alive);
        const QString much(10'000, u'x');
        for (;;)
            co_yield P(id("log"), much);
    }
    Q_INVOKABLE BackState::Flow<> leave(const QString &how);
    Q_INVOKABLE void touch() { step = 77; }

    Q_INVOKABLE QFuture<BackState::Html::Element> fetch() { return promised<Element>(m_elements); }
    Q_INVOKABLE QFuture<int> compute() { return promised<int>(m_numbers); }
    Q_INVOKABLE QFuture<void> wait() { return promised<void>(m_ends); }

    template<typename T>
    QFuture<T> promised(std::unique_ptr<QPromise<T>> &promise)
    {
        step += 1;
        promise = std::make_unique<QPromise<T>>();
        promise->start();
        return promise->future();
    }

    int plain = 0;
    std::unique_ptr<QPromise<Element>> m_elements;
    std::unique_ptr<QPromise<int>> m_numbers;
    std::unique_ptr<QPromise<void>> m_ends;
    std::function<void()> onLeave;

    BACKSTATE_EVENT(inTurn, .again = Again::Queue)
    BACKSTATE_EVENT(alone, .again = Again::Refuse)

Q_SIGNALS:
    void go();
};

// Leaves by what the test does in the midst of its step.
Flow<> Job::leave(const QString &how)
{
    const Local local(alive);
    onLeave();
    log = how;
    co_await after(1ms);
    log = QStringLiteral("never");
}

class Own : public State, public Counted<Own>
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Own, int, step, 0)

public:
    Q_INVOKABLE BackState::Flow<> run()
    {
        const Local local(alive);
        step = 1;
        co_await after(1h);
        step = 2;
    }
};

static Element jobPage(const Job &job)
{
    return Main(
        P(id("log")),
        Span(text(job.step)),
        Span(text(job.log)),
        Span(text<&Job::plain>(job)),
        error<&Job::alone>(job, "alone"),
        Button(onClick<&Job::run>(job, "a"), attr("disabled", running<&Job::run>(job)), "Run"),
        Span(show(running<&Job::alone>(job)), "Alone"),
        Span(show(running<&Job::inTurn>(job) || running<&Job::compute>(job)), "In turn"));
}

static Element plainPage(const Job &job)
{
    return Main(P(id("log")), Span(text(job.step)));
}

static Element ownPage(const Own &state)
{
    return Main(Span(text(state.step)), Button(onClick<&Own::run>(state), "Run"));
}

// A call whose answer takes its time.
class LongCall
{
public:
    LongCall(const Browser &browser, Tab &tab, const QByteArray &target)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), browser.port);
        m_socket.write(
            "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
            + "\r\nDatastar-Request: true\r\nBackState-Tab: " + tab.id()
            + "\r\nContent-Length: 2\r\n\r\n{}");
    }

    bool has(const QByteArray &bytes)
    {
        m_bytes += m_socket.readAll();
        return m_bytes.contains(bytes);
    }
    // What is in it so far, in its order.
    bool hasAll(const QByteArrayList &parts)
    {
        qsizetype at = 0;
        for (const QByteArray &part : parts) {
            if (!has(part))
                return false;
            at = m_bytes.indexOf(part, at);
            if (at < 0)
                return false;
        }
        return true;
    }
    bool isOver() { return has("\r\n0\r\n\r\n"); } // the last chunk
    int count(const QByteArray &bytes) { return has(bytes) ? int(m_bytes.count(bytes)) : 0; }

private:
    QTcpSocket m_socket;
    QByteArray m_bytes;
};

static QByteArray runningFrame(const char *event, bool isRunning)
{
    return signalsFrame(
        QByteArray("{\"_running\":{\"Job\":{\"") + event + "\":" + (isRunning ? "true" : "false")
        + "}}}");
}

static QByteArray stepFrame(int step)
{
    return signalsFrame("{\"_Job\":{\"step\":" + QByteArray::number(step) + "}}");
}

class tst_Flows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void tellEachYieldByTheStream();
    void tellChangesTheOrdinaryWay();
    void tellPatchesInTheirOrder();
    void comparePlainMembersAfterEachStep();
    void belongToTheTabThatCalledThem();
    void answerByThemselvesWithoutAStream();
    void areAnsweredAtOnceWhenTheyEndAtOnce();
    void giveWayToTheStream();
    void goOnWhenTheirAnswerIsCut();
    void keepTheTabThatListensToTheirAnswer();
    void cutAnAnswerThatNobodyReads();
    void areKeptForAStreamThatIsAway();
    void holdNobodyUp();
    void makeRoomForTheSameAgain();
    void waitForTheirTurn();
    void areRefusedWhileOneRuns();
    void endWithTheirTab();
    void endWithTheirSessionBeforeTheirState();
    void endWithTheStateThatIsGivenBack();
    void endWithTheStateThatIsDestroyed();
    void endWithTheServer();
    void endInTheirOwnStep_data();
    void endInTheirOwnStep();
    void areFuturesToo();
    void areFuturesOfOtherThreads();
    void areFuturesWithoutAResultForThePage();
    void endWithACancelledFuture();
    void areShownAsRunningFromTheFirstPaint();
    void areShownAsRunningAfterAGap();
    void areForPagesAlone();
    void areRefusedAtListenIfTheyCantBeSent();

private:
    Job &job() { return *m_server->state<Job>(); }
    void go() { Q_EMIT job().go(); }

    std::unique_ptr<Server> m_server;
};

void tst_Flows::init()
{
    QCOMPARE(Local::alive, 0);
    Local::wentAfterItsState = 0;
    m_server = std::make_unique<Server>();
    ServerOptions options = testOptions();
    options.tabGrace = 40ms;
    options.sessionIdle = 40ms;
    m_server->setOptions(options);
    m_server->page("/", jobPage);
    m_server->page("/plain", plainPage);
    m_server->page("/own", ownPage);
    m_server->page("/pad", [](const Pad &pad) { return Main(text(pad.strokes)); });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Flows::cleanup()
{
    m_server.reset();
    QCOMPARE(Local::alive, 0);
}

void tst_Flows::tellEachYieldByTheStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    const QByteArray target = tab.actionOf("Run");
    QCOMPARE(target, "/Job/run?name=a");
    const Answer answer = tab.post(target);
    QCOMPARE(answer.status, 204);
    const QByteArray first
        = stepFrame(1) + elementsFrame("<p id=\"log\">a1</p>") + runningFrame("run", true);
    QTRY_COMPARE(tab.received(), first);
    QCOMPARE(Local::alive, 1);
    go();
    const QByteArray second = stepFrame(2) + elementsFrame("<p id=\"log\">a2</p>");
    QTRY_COMPARE(tab.received(), first + second);
    go();
    QTRY_COMPARE(tab.received(), first + second + stepFrame(9) + runningFrame("run", false));
    QCOMPARE(Local::alive, 0);
}

void tst_Flows::tellChangesTheOrdinaryWay()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/plain");
    Tab other = browser.load("/plain");
    tab.openStream();
    other.openStream();
    QCOMPARE(tab.post("/Job/quiet").status, 204);
    QTRY_COMPARE(tab.received(), stepFrame(1));
    QTRY_COMPARE(other.received(), stepFrame(1));
    go();
    QTRY_COMPARE(tab.received(), stepFrame(1) + stepFrame(11));
    QTRY_COMPARE(other.received(), stepFrame(1) + stepFrame(11));
}

void tst_Flows::tellPatchesInTheirOrder()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/several");
    QTRY_VERIFY(tab.received().contains("two()"));
    QVERIFY(tab.received().indexOf("one()") < tab.received().indexOf("two()"));
}

void tst_Flows::comparePlainMembersAfterEachStep()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/bare");
    QTRY_COMPARE(tab.value("_Job.plain"), QJsonValue(1));
    go();
    QTRY_COMPARE(tab.value("_Job.plain"), QJsonValue(2));
}

void tst_Flows::belongToTheTabThatCalledThem()
{
    Browser browser(m_server->port());
    Tab one = browser.load();
    Tab two = browser.load();
    one.openStream();
    two.openStream();
    one.post("/Job/run?name=one");
    QTRY_COMPARE(two.value("_Job.step"), QJsonValue(1));
    two.post("/Job/run?name=two");
    QCOMPARE(Local::alive, 2);
    QTRY_VERIFY(two.received().contains(">two1<"));
    go();
    QTRY_VERIFY(one.received().contains(">one2<"));
    QTRY_VERIFY(two.received().contains(">two2<"));
    QVERIFY(!one.received().contains("two"));
    QVERIFY(!two.received().contains("one"));
    one.closeStream();
    QTRY_COMPARE(Local::alive, 1);
    go();
    QTRY_COMPARE(two.value("_Job.step"), QJsonValue(9));
    QCOMPARE(Local::alive, 0);
}

void tst_Flows::answerByThemselvesWithoutAStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    LongCall call(browser, tab, "/Job/run?name=b");
    QTRY_VERIFY(call.hasAll(
        {"HTTP/1.1 200",
         stepFrame(1),
         elementsFrame("<p id=\"log\">b1</p>"),
         runningFrame("run", true)}));
    QVERIFY(call.has("Content-Type: text/event-stream\r\n"));
    QVERIFY(!call.isOver());
    go();
    QTRY_VERIFY(call.hasAll({stepFrame(2), elementsFrame("<p id=\"log\">b2</p>")}));
    QVERIFY(!call.isOver());
    go();
    QTRY_VERIFY(call.isOver());
    QVERIFY(call.hasAll({stepFrame(9), runningFrame("run", false)}));
}

void tst_Flows::areAnsweredAtOnceWhenTheyEndAtOnce()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.post("/Job/brief");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, stepFrame(5));
    QCOMPARE(tab.post("/Job/brief").status, 204);
    tab.openStream();
    job().step = 6;
    QTRY_COMPARE(tab.value("_Job.step"), QJsonValue(6));
    QCOMPARE(tab.post("/Job/brief").status, 204);
    QTRY_COMPARE(tab.value("_Job.step"), QJsonValue(5));
}

void tst_Flows::giveWayToTheStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    LongCall call(browser, tab, "/Job/run?name=c");
    QTRY_VERIFY(call.has(">c1<"));
    tab.openStream();
    QTRY_VERIFY(call.isOver());
    QTRY_COMPARE(tab.value("_Job.step"), QJsonValue(1));
    QTRY_COMPARE(tab.value("_running.Job.run"), QJsonValue(true));
    go();
    QTRY_VERIFY(tab.received().contains(">c2<"));
    QVERIFY(!call.has(">c2<"));
}

void tst_Flows::goOnWhenTheirAnswerIsCut()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    auto call = std::make_unique<LongCall>(browser, tab, "/Job/run?name=d");
    QTRY_VERIFY(call->has(">d1<"));
    call.reset();
    tab.openStream();
    QTRY_COMPARE(tab.value("_Job.step"), QJsonValue(1));
    QCOMPARE(Local::alive, 1);
    go();
    QTRY_VERIFY(tab.received().contains(">d2<"));
}

void tst_Flows::keepTheTabThatListensToTheirAnswer()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/own");
    LongCall call(browser, tab, "/Own/run");
    QTRY_VERIFY(call.has("\"step\":1"));
    // Tabs that nobody listens to come and go by then, and whole sessions.
    for (int i = 0; i < 3; ++i) {
        Browser another(m_server->port());
        browser.load("/pad");
        another.load("/pad");
        QCOMPARE(Pad::alive, 2);
        QTRY_COMPARE(Pad::alive, 0);
    }
    QCOMPARE(Local::alive, 1);
    QVERIFY(!call.isOver());
}

// Else it would grow without an end. Then nobody listens, and the tab's time is over.
void tst_Flows::cutAnAnswerThatNobodyReads()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QTcpSocket socket;
    socket.setReadBufferSize(1024);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), browser.port);
    socket.write(
        "POST /Job/flood HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
        + "\r\nDatastar-Request: true\r\nBackState-Tab: " + tab.id()
        + "\r\nContent-Length: 2\r\n\r\n{}");
    QTRY_VERIFY(socket.bytesAvailable() > 0);
    QTRY_COMPARE(Local::alive, 0);
}

void tst_Flows::areKeptForAStreamThatIsAway()
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions()); // tabs are kept for long
    m_server->page("/", jobPage);
    QVERIFY(m_server->listen(0));
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/run?name=e");
    QTRY_VERIFY(tab.received().contains(">e1<"));
    tab.closeStream();
    Tab other = browser.load();
    other.openStream();
    // The server, which has answered meanwhile, has seen the end of the stream.
    go();
    QTRY_COMPARE(other.value("_Job.step"), QJsonValue(2));
    tab.openStream();
    QTRY_VERIFY(tab.received().contains(">e2<"));
    QCOMPARE(tab.value("_Job.step"), QJsonValue(2));
    QVERIFY(tab.received().indexOf("\"step\":2") < tab.received().indexOf(">e2<"));
}

void tst_Flows::holdNobodyUp()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/endless");
    QTRY_VERIFY(tab.received().contains(">20<"));
    QCOMPARE(tab.post("/Job/touch").status, 204);
    QTRY_COMPARE(tab.value("_Job.step"), QJsonValue(77));
    tab.post("/Job/endless"); // from the beginning
    tab.takeReceived();
    QTRY_VERIFY(tab.received().contains(">5<"));
}

void tst_Flows::makeRoomForTheSameAgain()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/run?name=f");
    QTRY_VERIFY(tab.received().contains(">f1<"));
    tab.takeReceived();
    tab.post("/Job/run?name=g");
    QCOMPARE(Local::alive, 1);
    QTRY_COMPARE(tab.received(), elementsFrame("<p id=\"log\">g1</p>"));
    QCOMPARE(tab.value("_running.Job.run"), QJsonValue(true));
    go();
    QTRY_VERIFY(tab.received().contains(">g2<"));
    QVERIFY(!tab.received().contains(">f2<"));
}

void tst_Flows::waitForTheirTurn()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    for (const char *word : {"a", "b", "c"})
        QCOMPARE(tab.post(QByteArray("/Job/inTurn?word=") + word).status, 204);
    QCOMPARE(Local::alive, 1);
    QTRY_COMPARE(tab.value("_Job.log"), QJsonValue("a"));
    QTRY_COMPARE(tab.value("_running.Job.inTurn"), QJsonValue(true));
    tab.takeReceived();
    go();
    QTRY_COMPARE(tab.value("_Job.log"), QJsonValue("aAb"));
    go();
    QTRY_COMPARE(tab.value("_Job.log"), QJsonValue("aAbBc"));
    QVERIFY(!tab.received().contains("_running"));
    go();
    QTRY_COMPARE(tab.value("_running.Job.inTurn"), QJsonValue(false));
    QCOMPARE(tab.value("_Job.log"), QJsonValue("aAbBcC"));

    LongCall first(browser, tab, "/Job/inTurn?word=x");
    QTRY_COMPARE(tab.value("_Job.log"), QJsonValue("aAbBcCx"));
    for (int i = 0; i < 99; ++i)
        tab.post("/Job/inTurn?word=y");
    tab.post("/Job/inTurn?word=z");
    QTRY_VERIFY(!tab.value("_errors.Job.inTurn").toString().isEmpty());
}

void tst_Flows::areRefusedWhileOneRuns()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QCOMPARE(tab.value("_errors.Job.alone"), QJsonValue(""));
    tab.post("/Job/alone?word=a");
    tab.post("/Job/alone?word=b");
    QTRY_COMPARE(tab.value("_errors.Job.alone"), QJsonValue("This is still under way."));
    QCOMPARE(Local::alive, 1);
    // Another tab has its own.
    Tab other = browser.load();
    other.openStream();
    other.post("/Job/alone?word=c");
    QCOMPARE(Local::alive, 2);
    go();
    QTRY_COMPARE(tab.value("_running.Job.alone"), QJsonValue(false));
    tab.post("/Job/alone?word=d");
    QTRY_COMPARE(tab.value("_errors.Job.alone"), QJsonValue(""));
    QTRY_COMPARE(tab.value("_running.Job.alone"), QJsonValue(true));
    QTRY_COMPARE(tab.value("_Job.log"), QJsonValue("acACd"));
    const Answer answer
        = browser.send("POST", "/Job/alone?word=e", "BackState-Tab: " + tab.id() + "\r\n", "");
    QCOMPARE(answer.status, 422);
}

void tst_Flows::endWithTheirTab()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab other = browser.load();
    other.openStream();
    tab.openStream();
    tab.post("/Job/run?name=h");
    tab.post("/Job/quiet");
    tab.post("/Job/inTurn?word=i");
    tab.post("/Job/inTurn?word=j");
    QCOMPARE(Local::alive, 3);
    tab.closeStream();
    QTRY_COMPARE(Local::alive, 0);
    const QString log = job().log;
    go();
    QCoreApplication::processEvents();
    QCOMPARE(job().log.value(), log);
    QCOMPARE(Local::wentAfterItsState, 0);
}

void tst_Flows::endWithTheirSessionBeforeTheirState()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/own");
    tab.openStream();
    tab.post("/Own/run");
    QCOMPARE(Local::alive, 1);
    QCOMPARE(Own::alive, 1);
    tab.closeStream();
    QTRY_COMPARE(Own::alive, 0);
    QCOMPARE(Local::alive, 0);
    QCOMPARE(Local::wentAfterItsState, 0);
}

void tst_Flows::endWithTheStateThatIsGivenBack()
{
    auto lent = std::make_unique<Own>();
    m_server->add(lent.get());
    Browser browser(m_server->port());
    Tab tab = browser.load("/own");
    tab.openStream();
    tab.post("/Own/run");
    QCOMPARE(Local::alive, 1);
    m_server->remove(lent.get());
    QCOMPARE(Local::alive, 0);
    lent.reset();
    QCOMPARE(Local::wentAfterItsState, 0);
    QCOMPARE(tab.post("/Own/run").status, 403);
}

void tst_Flows::endWithTheStateThatIsDestroyed()
{
    auto lent = std::make_unique<Own>();
    m_server->add(lent.get());
    Browser browser(m_server->port());
    Tab tab = browser.load("/own");
    tab.openStream();
    tab.post("/Own/run");
    QCOMPARE(Local::alive, 1);
    lent.reset(); // not given back: too late for what refers to it, but nothing is left behind
    QCOMPARE(Local::alive, 0);
}

void tst_Flows::endWithTheServer()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/run?name=k");
    LongCall call(browser, tab, "/Job/inTurn?word=l");
    QTRY_COMPARE(Local::alive, 2);
    Tab silent = browser.load();
    LongCall answered(browser, silent, "/Job/quiet");
    QTRY_COMPARE(Local::alive, 3);
    m_server->close();
    QCOMPARE(Local::alive, 0);
    QCOMPARE(Local::wentAfterItsState, 0);
}

void tst_Flows::endInTheirOwnStep_data()
{
    QTest::addColumn<bool>("isClosing");
    QTest::addRow("its state is given back") << false;
    QTest::addRow("the server closes") << true;
}

void tst_Flows::endInTheirOwnStep()
{
    QFETCH(bool, isClosing);
    Job lent;
    m_server->add(&lent);
    lent.onLeave = [this, isClosing, &lent] {
        if (isClosing)
            m_server->close();
        else
            m_server->remove(&lent);
        QCOMPARE(Local::alive, 1); // it is in use
    };
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    LongCall call(browser, tab, "/Job/leave?how=now");
    QTRY_COMPARE(lent.log.value(), QStringLiteral("now"));
    QCOMPARE(Local::alive, 0); // at the end of the step
}

void tst_Flows::areFuturesToo()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QCOMPARE(tab.post("/Job/fetch").status, 204);
    QTRY_COMPARE(tab.received(), stepFrame(1));
    job().step = 4;
    job().m_elements->addResult(P(id("log"), "fetched"));
    job().m_elements->finish();
    QTRY_COMPARE(
        tab.received(),
        stepFrame(1) + stepFrame(4) + elementsFrame("<p id=\"log\">fetched</p>"));
}

void tst_Flows::areFuturesOfOtherThreads()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    LongCall call(browser, tab, "/Job/fetch");
    QTRY_VERIFY(call.has(stepFrame(1)));
    std::thread thread([promise = job().m_elements.get()] {
        promise->addResult(P(id("log"), "elsewhere"));
        promise->finish();
    });
    QTRY_VERIFY(call.isOver());
    thread.join();
    QVERIFY(call.has(elementsFrame("<p id=\"log\">elsewhere</p>")));
}

void tst_Flows::areFuturesWithoutAResultForThePage()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/compute");
    QTRY_COMPARE(tab.value("_running.Job.compute"), QJsonValue(true));
    job().m_numbers->addResult(42);
    job().m_numbers->finish();
    QTRY_COMPARE(tab.value("_running.Job.compute"), QJsonValue(false));
    LongCall call(browser, tab, "/Job/wait");
    QTRY_COMPARE(tab.value("_Job.step"), QJsonValue(2));
    job().m_ends->finish();
    QTRY_VERIFY(call.has("204"));
}

void tst_Flows::endWithACancelledFuture()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/compute");
    QTRY_COMPARE(tab.value("_running.Job.compute"), QJsonValue(true));
    job().m_numbers.reset();
    QTRY_COMPARE(tab.value("_running.Job.compute"), QJsonValue(false));
}

void tst_Flows::areShownAsRunningFromTheFirstPaint()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.value("_running.Job.run"), QJsonValue(false));
    QCOMPARE(tab.value("_running.Job.alone"), QJsonValue(false));
    QVERIFY(tab.page.body.contains("$_running.Job.run"));
    QVERIFY2(tab.page.body.contains("display:none"), tab.page.body);
    // Who does not show it is not told.
    Tab plain = browser.load("/plain");
    plain.openStream();
    plain.post("/Job/run?name=m");
    go();
    QTRY_COMPARE(plain.value("_Job.step"), QJsonValue(2));
    go();
    QTRY_COMPARE(plain.value("_Job.step"), QJsonValue(9));
    QVERIFY(!plain.received().contains("_running"));
}

void tst_Flows::areShownAsRunningAfterAGap()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Job/run?name=n");
    QTRY_COMPARE(tab.value("_running.Job.run"), QJsonValue(true));
    tab.openStream(); // the browser lost the former one
    QTRY_VERIFY(tab.received().contains("\"_running\":{\"Job\":{"));
    QCOMPARE(tab.value("_running.Job.run"), QJsonValue(true));
    QCOMPARE(tab.value("_running.Job.alone"), QJsonValue(false));
    go();
    go();
    QTRY_COMPARE(tab.value("_Job.step"), QJsonValue(2));
    go();
    QTRY_COMPARE(tab.value("_running.Job.run"), QJsonValue(false));
}

void tst_Flows::areForPagesAlone()
{
    Browser browser(m_server->port());
    QCOMPARE(browser.send("POST", "/Job/touch", "Accept: application/json\r\n", "").status, 200);
    QCOMPARE(browser.send("POST", "/Job/quiet", "Accept: application/json\r\n", "").status, 403);
    QCOMPARE(job().step.value(), 77);
}

// Each mistake has a class of its own.
class Unsendable : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE BackState::Flow<int> count() { co_yield 1; }
};

class Plain : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE void call() { }
};

class Referring : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE BackState::Flow<> greet(const QString &name = QStringLiteral("you"), int times = 1)
    {
        Q_UNUSED(name)
        Q_UNUSED(times)
        co_return;
    }
};

void tst_Flows::areRefusedAtListenIfTheyCantBeSent()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/unsendable", [](const Unsendable &) { return Main(); });
    server.page("/plain", [](const Plain &state) {
        return Main(show(running<&Plain::call>(state)));
    });
    server.page("/referring", [](const Referring &state) {
        return Main(onClick<&Referring::greet>(state));
    });
    QVERIFY(!server.listen(0));
    const QString errors = server.errorString();
    QVERIFY2(errors.contains("Unsendable::count returns BackState::Flow<int>"), qPrintable(errors));
    QVERIFY2(errors.contains("running<&Plain::call>"), qPrintable(errors));
    QVERIFY2(
        errors.contains("Referring::greet goes on after its parameter name"),
        qPrintable(errors));
    QVERIFY2(!errors.contains("times"), qPrintable(errors));
}

QTEST_GUILESS_MAIN(tst_Flows)

#include "tst_flows.moc"

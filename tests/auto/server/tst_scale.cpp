#include "browser.h"
#include "states.h"
#ifdef Q_OS_LINUX
#include "crowd.h"
#endif

#include <BackState/BackState>

#include <QElapsedTimer>
#include <QSignalSpy>

#include <sys/resource.h>
#ifdef Q_OS_LINUX
#include <linux/filter.h>
#include <malloc.h>
#include <sys/socket.h>
#endif

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

// How often its value was read is counted.
class Dial : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    Q_PROPERTY(int level READ level NOTIFY levelChanged)
    BACKSTATE_PROPERTY(Dial, QString, report)

public:
    int level() const
    {
        ++reads;
        return m_level;
    }
    void setLevel(int level)
    {
        m_level = level;
        Q_EMIT levelChanged();
    }

    mutable int reads = 0;

Q_SIGNALS:
    void levelChanged();

private:
    int m_level = 0;
};

class SlowDial : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_RATE(20)
    BACKSTATE_PROPERTY(SlowDial, int, level, 0)
};

static Element meterPage(const Dial &meter)
{
    return Main(P(text<&Dial::level>(meter)), P(text(meter.report)));
}

static Element levelPage(const Dial &meter)
{
    return Main(P(text<&Dial::level>(meter)));
}

static Element slowPage(const SlowDial &meter)
{
    return Main(P(text(meter.level)));
}

class tst_Scale : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serialisesAChangeOnceForAll();
    void keepsMemoryFlatForAClientThatReadsNothing();
    void delaysNobodyForAClientThatReadsNothing();
    void sendsAtMostTheRateOfTheServer_data();
    void sendsAtMostTheRateOfTheServer();
    void sendsAtMostTheRateOfTheClass();
    void sendsSixtyOfAHundredThousandChangesASecond();
    void closesIdleConnections();
    void forgetsABrowserThatFellSilent();
    void answersHealthChecks();
    void reportsItsConnections();
    void drains();
    void drainsWithoutStreams();
    void sendsBrowsersAwaySpread();

private:
    std::unique_ptr<Server> makeServer(const ServerOptions &options = testOptions());
};

std::unique_ptr<Server> tst_Scale::makeServer(const ServerOptions &options)
{
    auto server = std::make_unique<Server>();
    server->setOptions(options);
    server->page("/", meterPage);
    server->page("/level", levelPage);
    server->page("/slow", slowPage);
    return server->listen(0) ? std::move(server) : nullptr;
}

namespace {

// As many tabs, each with an open stream
std::vector<std::unique_ptr<Tab>> openTabs(Browser &browser, int count, const QByteArray &target = "/")
{
    std::vector<std::unique_ptr<Tab>> tabs;
    for (int i = 0; i < count; ++i) {
        tabs.push_back(std::make_unique<Tab>(browser.load(target)));
        tabs.back()->openStream();
    }
    return tabs;
}

std::size_t allocated()
{
#ifdef Q_OS_LINUX
    return ::mallinfo2().uordblks;
#else
    return 0;
#endif
}

// The number of milliseconds that the browser of a stream was told to wait; -1: none
int retryOf(const QByteArray &received)
{
    const qsizetype at = received.lastIndexOf("\nretry: ");
    return at < 0 ? -1 : received.mid(at + 8, received.indexOf('\n', at + 1) - at - 8).toInt();
}

} // namespace

void tst_Scale::serialisesAChangeOnceForAll()
{
    ServerOptions options = testOptions();
    options.maxStreamsPerSession = 0;
    const auto server = makeServer(options);
    Browser browser(server->port());
    const auto tabs = openTabs(browser, 50);
    Dial &meter = *server->state<Dial>();
    meter.reads = 0;
    meter.setLevel(7);
    for (const auto &tab : tabs)
        QTRY_COMPARE(tab->value("_Dial.level"), QJsonValue(7));
    QCOMPARE(meter.reads, 1);
}

static ServerOptions optionsForSlowClients()
{
    ServerOptions options = testOptions();
    options.flushInterval = 0ms;
    options.maxStreamsPerSession = 0;
    options.maxTabsPerSession = 1'000'000;
    options.unacknowledged = 10min; // after that long the kernel gives up who takes nothing, too
    return options;
}

// Lets a tab have more unread than the kernel keeps for it.
static void stopReading(Tab &slow, Tab &other, Dial &meter)
{
    slow.stopReading();
    for (int i = 0; i < 700; ++i) {
        meter.report = QString(20'000, QChar(u'a' + i % 26));
        QTRY_COMPARE(other.value("_Dial.report").toString(), meter.report.value());
        other.takeReceived();
    }
}

void tst_Scale::keepsMemoryFlatForAClientThatReadsNothing()
{
    const auto server = makeServer(optionsForSlowClients());
    Browser browser(server->port());
    Tab slow = browser.load();
    slow.openStream();
    Tab other = browser.load();
    other.openStream();
    Dial &meter = *server->state<Dial>();
    stopReading(slow, other, meter);

    const std::size_t before = allocated();
    const auto inTurn = [&](int turn) {
        for (int i = 1; i <= 1000; ++i)
            meter.setLevel(turn * 1000 + i);
    };
    for (int turn = 0; turn < 1000; ++turn) {
        inTurn(turn);
        QTRY_COMPARE(other.value("_Dial.level"), QJsonValue((turn + 1) * 1000));
        other.takeReceived();
    }
    const std::size_t after = allocated();
    QVERIFY2(after < before + 64 * 1024, qPrintable(QString::number(qint64(after - before))));

    slow.goOnReading();
    QTRY_COMPARE(slow.value("_Dial.level"), QJsonValue(1'000'000));
    QCOMPARE(slow.value("_Dial.report").toString(), meter.report.value());
    QVERIFY(slow.told().size() < 1000); // what it missed is not told after the event
}

#ifdef Q_OS_LINUX

// The requests of as many tabs for their streams
static std::vector<QByteArray> streamRequests(Browser &browser, int count, const QByteArray &target)
{
    std::vector<QByteArray> requests;
    for (int i = 0; i < count; ++i) {
        const Tab tab = browser.load(target);
        requests.push_back("GET " + tab.streamUrl + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
            + "\r\nDatastar-Request: true\r\n\r\n");
    }
    return requests;
}

#endif

void tst_Scale::delaysNobodyForAClientThatReadsNothing()
{
#ifdef Q_OS_LINUX
    const auto server = makeServer(optionsForSlowClients());
    Browser browser(server->port());
    Tab slow = browser.load();
    slow.openStream();
    {
        Tab other = browser.load();
        other.openStream();
        stopReading(slow, other, *server->state<Dial>());
    }
    // Both ends are this process's.
    const int count = std::min(10'000, server->statistics().connectionLimit / 2 - 200);
    Crowd others(server->port(), "level");
    QVERIFY(others.join(streamRequests(browser, count, "/level")));
    QTRY_COMPARE(server->statistics().streams, count + 1);

    Dial &meter = *server->state<Dial>();
    const auto inTurn = [&](int turn) {
        for (int i = 1; i <= 20'000; ++i)
            meter.setLevel(turn * 20'000 + i);
        meter.report = QString(20'000, QChar(u'A' + turn % 26)); // shown by the slow one alone
    };
    std::size_t before = 0;
    for (int turn = 0; turn < 50; ++turn) {
        inTurn(turn);
        const int level = (turn + 1) * 20'000;
        QVERIFY2(
            waitUntil([&] { return others.knowing(level) == others.size(); }),
            qPrintable(QStringLiteral("%1 of %2").arg(others.knowing(level)).arg(others.size())));
        if (turn == 0)
            before = allocated(); // what is kept for the next turn is there now
    }
    const std::size_t after = allocated();
    QVERIFY2(after < before + 64 * 1024, qPrintable(QString::number(qint64(after - before))));
    QVERIFY(slow.isStreamOpen());

    slow.goOnReading();
    QTRY_COMPARE(slow.value("_Dial.level"), QJsonValue(1'000'000));
    QCOMPARE(slow.value("_Dial.report").toString(), meter.report.value());
#else
    QSKIP("so many streams are watched by Linux's epoll");
#endif
}

static void changeAsFastAsPossible(Tab &tab, int frames, const std::function<void(int)> &change, const char *path)
{
    int level = 0;
    QVERIFY(waitUntil([&] {
        for (int i = 0; i < 100; ++i)
            change(++level);
        return tab.told().size() >= frames;
    }));
    QTRY_COMPARE(tab.value(path), QJsonValue(level)); // the last one always arrives
}

void tst_Scale::sendsAtMostTheRateOfTheServer_data()
{
    QTest::addColumn<int>("interval");
    QTest::addColumn<int>("frames"); // that half a second has at most, and one more
    QTest::addRow("sixty frames a second") << int(ServerOptions().flushInterval.count()) << 31;
    QTest::addRow("a setting of its own") << 50 << 11;
}

void tst_Scale::sendsAtMostTheRateOfTheServer()
{
    QFETCH(int, interval);
    QFETCH(int, frames);
    ServerOptions options = testOptions();
    options.flushInterval = std::chrono::milliseconds(interval);
    const auto server = makeServer(options);
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream();
    Dial &meter = *server->state<Dial>();
    QElapsedTimer timer;
    timer.start();
    changeAsFastAsPossible(tab, frames, [&](int level) { meter.setLevel(level); }, "_Dial.level");
    QVERIFY2(timer.elapsed() >= 500, qPrintable(QString::number(timer.elapsed())));
}

void tst_Scale::sendsAtMostTheRateOfTheClass()
{
    const auto server = makeServer();
    Browser browser(server->port());
    Tab tab = browser.load("/slow");
    tab.openStream();
    SlowDial &meter = *server->state<SlowDial>();
    QElapsedTimer timer;
    timer.start();
    changeAsFastAsPossible(tab, 11, [&](int level) { meter.level = level; }, "_SlowDial.level");
    QVERIFY2(timer.elapsed() >= 500, qPrintable(QString::number(timer.elapsed())));
}

void tst_Scale::sendsSixtyOfAHundredThousandChangesASecond()
{
    const auto server = makeServer();
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream();
    Dial &meter = *server->state<Dial>();
    meter.reads = 0;
    QElapsedTimer timer;
    timer.start();
    int level = 0;
    while (level < 100'000) {
        for (const qint64 due = std::min(timer.elapsed() * 100, qint64(100'000)); level < due;)
            meter.setLevel(++level);
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(tab.value("_Dial.level"), QJsonValue(100'000));
    const qint64 frames = tab.told().size();
    QVERIFY2(frames <= timer.elapsed() * 60 / 1000 + 2, qPrintable(QString::number(frames)));
    QCOMPARE(meter.reads, frames); // the others were not even looked at
}

void tst_Scale::closesIdleConnections()
{
    QCOMPARE(ServerOptions().idleConnection, 15s);
    ServerOptions options = testOptions();
    options.idleConnection = 100ms;
    const auto server = makeServer(options);
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTRY_COMPARE(server->statistics().connections, 1); // the stream, of which nothing is expected
    QVERIFY(tab.isStreamOpen());
}

// As a cable that was pulled out
void tst_Scale::forgetsABrowserThatFellSilent()
{
#ifdef Q_OS_LINUX
    QVERIFY(ServerOptions().heartbeat + ServerOptions().unacknowledged < 60s);
    ServerOptions options = testOptions();
    options.heartbeat = 60ms;
    options.unacknowledged = 300ms;
    const auto server = makeServer(options);
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream();
    Crowd silent(server->port(), "level");
    QVERIFY(silent.join(streamRequests(browser, 1, "/level")));
    QCOMPARE(server->statistics().streams, 2);
    sock_filter dropAll[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
    const sock_fprog program{1, dropAll};
    QCOMPARE(::setsockopt(silent.descriptor(0), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
    QTRY_COMPARE_WITH_TIMEOUT(server->statistics().streams, 1, 20'000);
    QVERIFY(tab.isStreamOpen());
#else
    QSKIP("the time is set by Linux's TCP_USER_TIMEOUT");
#endif
}

void tst_Scale::answersHealthChecks()
{
    ServerOptions options = testOptions();
    options.healthPath = "/healthz";
    const auto server = makeServer(options);
    Browser browser(server->port());
    const Answer answer = browser.get("/healthz");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, "ok\n");
    QVERIFY(!answer.hasHeader("Set-Cookie"));
    QCOMPARE(browser.get("/backstate/health").status, 404);
}

void tst_Scale::reportsItsConnections()
{
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit few = before;
    few.rlim_cur = 200;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
    QCOMPARE(Server().statistics().connectionLimit, 0); // not known yet
    const auto server = makeServer();
    rlimit raised{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &raised), 0);
    QCOMPARE(raised.rlim_cur, before.rlim_max);
    QVERIFY(server->statistics().connectionLimit > 200);
    QVERIFY(rlim_t(server->statistics().connectionLimit) < before.rlim_max);
    QCOMPARE(server->statistics().connections, 0);
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTRY_COMPARE(server->statistics().connections, 2);
    QCOMPARE(server->statistics().streams, 1);
    tab.closeStream();
    QTRY_COMPARE(server->statistics().connections, 1);
    QCOMPARE(server->statistics().streams, 0);
}

void tst_Scale::drains()
{
    ServerOptions options = testOptions();
    options.drainTime = 300ms;
    options.returnSpread = 200ms;
    options.maxStreamsPerSession = 0;
    const auto server = makeServer(options);
    QSignalSpy drained(server.get(), &Server::drained);
    Browser browser(server->port());
    const auto tabs = openTabs(browser, 20);
    QCOMPARE(browser.get("/backstate/health").status, 200);
    QVERIFY(!server->isDraining());

    server->drain();
    server->drain(); // once more changes nothing
    QVERIFY(server->isDraining());
    const Answer unhealthy = browser.get("/backstate/health");
    QCOMPARE(unhealthy.status, 503);
    QCOMPARE(unhealthy.header("Connection"), "close"); // the next one may be led elsewhere
    for (const auto &tab : tabs)
        QVERIFY(tab->isStreamOpen()); // first the balancer has to notice
    Tab late = browser.load();
    late.openStream();
    QCOMPARE(late.streamStatus(), 200);

    QTRY_COMPARE(drained.count(), 1);
    for (const auto &tab : tabs)
        QTRY_VERIFY(!tab->isStreamOpen());
    late.openStream();
    QCOMPARE(late.streamStatus(), 503);
    QCOMPARE(drained.count(), 1);
}

void tst_Scale::drainsWithoutStreams()
{
    ServerOptions options = testOptions();
    options.drainTime = 1ms;
    const auto server = makeServer(options);
    QSignalSpy drained(server.get(), &Server::drained);
    server->drain();
    QTRY_COMPARE(drained.count(), 1);
    server->close();
    QVERIFY(!server->isDraining());
    QVERIFY(server->listen(0));
    Browser browser(server->port());
    QCOMPARE(browser.get("/backstate/health").status, 200);
    Tab tab = browser.load();
    tab.openStream();
    QCOMPARE(tab.streamStatus(), 200);
}

void tst_Scale::sendsBrowsersAwaySpread()
{
    ServerOptions options = testOptions();
    options.returnSpread = 10s;
    options.maxStreamsPerSession = 0;
    const auto server = makeServer(options);
    Browser browser(server->port());
    const auto tabs = openTabs(browser, 40);
    server->close();
    QList<int> waits;
    for (const auto &tab : tabs) {
        QTRY_VERIFY(!tab->isStreamOpen());
        waits.append(retryOf(tab->received()));
    }
    const auto [first, last] = std::minmax_element(waits.cbegin(), waits.cend());
    QVERIFY(*first >= 200);
    QVERIFY(*last < 10'200);
    QVERIFY(*last - *first > 3000); // 40 out of ten seconds: less is one chance in 10^15
}

QTEST_GUILESS_MAIN(tst_Scale)
#include "tst_scale.moc"

#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <QElapsedTimer>
#include <QSignalSpy>

#include <sys/resource.h>
#ifdef Q_OS_LINUX
#include <malloc.h>
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
    void sendsAtMostSixtyFramesASecond();
    void sendsAtMostTheRateOfTheClass();
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

void tst_Scale::keepsMemoryFlatForAClientThatReadsNothing()
{
    ServerOptions options = testOptions();
    options.flushInterval = 0ms;
    options.maxStreamsPerSession = 0;
    const auto server = makeServer(options);
    Browser browser(server->port());
    Tab slow = browser.load();
    slow.openStream();
    Tab other = browser.load();
    other.openStream();
    Dial &meter = *server->state<Dial>();

    // More than the kernel keeps for a reader that does not read
    slow.stopReading();
    for (int i = 0; i < 700; ++i) {
        meter.report = QString(20'000, QChar(u'a' + i % 26));
        QTRY_COMPARE(other.value("_Dial.report").toString(), meter.report.value());
        other.takeReceived();
    }
    const std::size_t before = allocated();
    const auto inTurn = [&](int turn) {
        for (int i = 1; i <= 1000; ++i)
            meter.setLevel(turn * 1000 + i);
    };
    for (int turn = 0; turn < 1000; ++turn) {
        inTurn(turn);
        QTRY_COMPARE(other.value("_Dial.level"), QJsonValue((turn + 1) * 1000)); // not delayed
        other.takeReceived();
    }
    const std::size_t after = allocated();
    QVERIFY2(after < before + 64 * 1024, qPrintable(QString::number(qint64(after - before))));

    slow.goOnReading();
    QTRY_COMPARE(slow.value("_Dial.level"), QJsonValue(1'000'000));
    QCOMPARE(slow.value("_Dial.report").toString(), meter.report.value());
    QVERIFY(slow.told().size() < 1000); // what it missed is not told after the event
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

void tst_Scale::sendsAtMostSixtyFramesASecond()
{
    const auto server = makeServer();
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream();
    Dial &meter = *server->state<Dial>();
    QElapsedTimer timer;
    timer.start();
    changeAsFastAsPossible(tab, 31, [&](int level) { meter.setLevel(level); }, "_Dial.level");
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
    const auto server = makeServer();
    rlimit files{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
    QCOMPARE(files.rlim_cur, files.rlim_max); // listen() has raised it
    QVERIFY(server->statistics().connectionLimit > 0);
    QVERIFY(rlim_t(server->statistics().connectionLimit) < files.rlim_max);
    QCOMPARE(server->statistics().connections, 0);
    Browser browser(server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTRY_COMPARE(server->statistics().connections, 2);
    tab.closeStream();
    QTRY_COMPARE(server->statistics().connections, 1);
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
    QCOMPARE(browser.get("/backstate/health").status, 503);
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

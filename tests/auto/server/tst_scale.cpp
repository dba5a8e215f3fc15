#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <QElapsedTimer>

#include <sys/resource.h>

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
    void sendsAtMostTheRateOfTheServer_data();
    void sendsAtMostTheRateOfTheServer();
    void sendsAtMostTheRateOfTheClass();
    void sendsSixtyOfAHundredThousandChangesASecond();
    void closesIdleConnections();
    void reportsItsConnections();

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
std::vector<std::unique_ptr<Tab>>
openTabs(Browser &browser, int count, const QByteArray &target = "/")
{
    std::vector<std::unique_ptr<Tab>> tabs;
    for (int i = 0; i < count; ++i) {
        tabs.push_back(std::make_unique<Tab>(browser.load(target)));
        tabs.back()->openStream();
    }
    return tabs;
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

static void changeAsFastAsPossible(
    Tab &tab, int frames, const std::function<void(int)> &change, const char *path)
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
    QTRY_COMPARE(server->statistics().streams, 0);
}

QTEST_GUILESS_MAIN(tst_Scale)
#include "tst_scale.moc"

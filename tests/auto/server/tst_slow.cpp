// Browsers that are slow, read nothing or are gone without a word: what they cost, and whom they
// keep waiting.
#include "browser.h"
#ifdef Q_OS_LINUX
#include "crowd.h"
#endif

#include <BackState/BackState>

#ifdef Q_OS_LINUX
#include <linux/filter.h>
#include <malloc.h>
#include <sys/socket.h>
#endif

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

class Dial : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Dial, int, level, 0)
    BACKSTATE_PROPERTY(Dial, QString, report)
};

// Its events answer by what can't be said later in fewer words.
class Feed : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Feed, int, count, 0)
    BACKSTATE_PROPERTY(Feed, QString, title, "never another one")
    BACKSTATE_EVENT(add, .selector = "#feed", .mode = Mode::Append)

public:
    Q_INVOKABLE Element add()
    {
        count += 1;
        return Li(QString(10'000, u'x'));
    }
};

static Element feedPage(const Feed &feed, const Dial &dial)
{
    return Main(
        Ul(id("feed")),
        P(text(feed.count)),
        P(text(feed.title)),
        P(text(dial.level)),
        P(text(dial.report)),
        Button(onClick<&Feed::add>(feed), "Add"));
}

static Element dialPage(const Dial &dial)
{
    return Main(P(text(dial.level)), P(text(dial.report)));
}

static Element levelPage(const Dial &dial)
{
    return Main(P(text(dial.level)));
}

class tst_Slow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsMemoryFlatForAClientThatReadsNothing();
    void delaysNobodyForAClientThatReadsNothing();
    void resynchronisesAClientWhoseQueueIsFull();
    void forgetsABrowserThatFellSilent();

private:
    std::unique_ptr<Server> makeServer(const ServerOptions &options);
};

std::unique_ptr<Server> tst_Slow::makeServer(const ServerOptions &options)
{
    auto server = std::make_unique<Server>();
    server->setOptions(options);
    server->page("/", dialPage);
    server->page("/feed", feedPage);
    server->page("/level", levelPage);
    return server->listen(0) ? std::move(server) : nullptr;
}

static std::size_t allocated()
{
#ifdef Q_OS_LINUX
    return ::mallinfo2().uordblks;
#else
    return 0;
#endif
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
static void stopReading(Tab &slow, Tab &other, Dial &dial)
{
    slow.stopReading();
    for (int i = 0; i < 700; ++i) {
        dial.report = QString(20'000, QChar(u'a' + i % 26));
        QTRY_COMPARE(other.value("_Dial.report").toString(), dial.report.value());
        other.takeReceived();
    }
}

void tst_Slow::keepsMemoryFlatForAClientThatReadsNothing()
{
    const auto server = makeServer(optionsForSlowClients());
    Browser browser(server->port());
    Tab slow = browser.load();
    slow.openStream();
    Tab other = browser.load();
    other.openStream();
    Dial &dial = *server->state<Dial>();
    stopReading(slow, other, dial);

    const std::size_t before = allocated();
    const auto inTurn = [&](int turn) {
        for (int i = 1; i <= 1000; ++i)
            dial.level = turn * 1000 + i;
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
    QCOMPARE(slow.value("_Dial.report").toString(), dial.report.value());
    QVERIFY(slow.told().size() < 1000); // what it missed is not told after the event
}

#ifdef Q_OS_LINUX

// The requests of as many tabs for their streams
static std::vector<QByteArray> streamRequests(Browser &browser, int count, const QByteArray &target)
{
    std::vector<QByteArray> requests;
    for (int i = 0; i < count; ++i) {
        const Tab tab = browser.load(target);
        requests.push_back(
            "GET " + tab.streamUrl + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
            + "\r\nDatastar-Request: true\r\n\r\n");
    }
    return requests;
}

#endif

void tst_Slow::delaysNobodyForAClientThatReadsNothing()
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

    Dial &dial = *server->state<Dial>();
    const auto inTurn = [&](int turn) {
        for (int i = 1; i <= 20'000; ++i)
            dial.level = turn * 20'000 + i;
        dial.report = QString(20'000, QChar(u'A' + turn % 26)); // shown by the slow one alone
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
    QCOMPARE(slow.value("_Dial.report").toString(), dial.report.value());
#else
    QSKIP("so many streams are watched by Linux's epoll");
#endif
}

void tst_Slow::resynchronisesAClientWhoseQueueIsFull()
{
    ServerOptions options = optionsForSlowClients();
    options.maxQueue = 200'000;
    const auto server = makeServer(options);
    Browser browser(server->port());
    Tab slow = browser.load("/feed");
    slow.openStream();
    Tab other = browser.load("/feed");
    other.openStream();
    Dial &dial = *server->state<Dial>();
    stopReading(slow, other, dial);

    const std::size_t before = allocated();
    for (int i = 1; i <= 500; ++i)
        QCOMPARE(slow.post("/Feed/add").status, 204);
    QTRY_COMPARE(other.value("_Feed.count"), QJsonValue(500));
    other.takeReceived();
    const std::size_t after = allocated();
    QVERIFY2(after < before + 300'000, qPrintable(QString::number(qint64(after - before))));
    dial.level = 7;

    slow.goOnReading();
    QTRY_COMPARE(slow.value("_Dial.level"), QJsonValue(7));
    QCOMPARE(slow.value("_Feed.count"), QJsonValue(500));
    QCOMPARE(slow.value("_Dial.report").toString(), dial.report.value());
    const qsizetype added = slow.received().count("</li>");
    QVERIFY2(added > 0 && added <= 20, qPrintable(QString::number(added)));
    // Something is lost, so it is told everything
    QVERIFY(slow.received().contains("never another one"));
    QCOMPARE(slow.post("/Feed/add").status, 204); // and it goes on as ever
    QTRY_COMPARE(slow.received().count("</li>"), added + 1);
}

// As a cable that was pulled out
void tst_Slow::forgetsABrowserThatFellSilent()
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
    QCOMPARE(
        ::setsockopt(silent.descriptor(0), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program),
        0);
    QTRY_COMPARE_WITH_TIMEOUT(server->statistics().streams, 1, 20'000);
    QVERIFY(tab.isStreamOpen());
#else
    QSKIP("the time is set by Linux's TCP_USER_TIMEOUT");
#endif
}

QTEST_GUILESS_MAIN(tst_Slow)
#include "tst_slow.moc"

// How a server goes down, so that browsers come back to it, or to another one.
#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <QSignalSpy>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

class tst_Drain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersHealthChecks();
    void drains();
    void drainsWithoutStreams();
    void sendsBrowsersAwaySpread();

private:
    std::unique_ptr<Server> makeServer(const ServerOptions &options);
};

std::unique_ptr<Server> tst_Drain::makeServer(const ServerOptions &options)
{
    auto server = std::make_unique<Server>();
    server->setOptions(options);
    server->page("/", [](const Counter &counter) { return Main(P(text(counter.count))); });
    return server->listen(0) ? std::move(server) : nullptr;
}

namespace {

// As many tabs, each with an open stream
std::vector<std::unique_ptr<Tab>> openTabs(Browser &browser, int count)
{
    std::vector<std::unique_ptr<Tab>> tabs;
    for (int i = 0; i < count; ++i) {
        tabs.push_back(std::make_unique<Tab>(browser.load()));
        tabs.back()->openStream();
    }
    return tabs;
}

// The number of milliseconds that the browser of a stream was told to wait; -1: none
int retryOf(const QByteArray &received)
{
    const qsizetype at = received.lastIndexOf("\ndata: back ");
    return at < 0 ? -1 : received.mid(at + 12, received.indexOf('\n', at + 1) - at - 12).toInt();
}

} // namespace

void tst_Drain::answersHealthChecks()
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

void tst_Drain::drains()
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

void tst_Drain::drainsWithoutStreams()
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

void tst_Drain::sendsBrowsersAwaySpread()
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

QTEST_GUILESS_MAIN(tst_Drain)
#include "tst_drain.moc"

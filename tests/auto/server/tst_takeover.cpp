// One server at a time has a store: the next one waits until the first has saved and let go.
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QTemporaryDir>
#include <QTimer>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

class tst_Takeover : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void waitsForTheOneBefore();
    void answersMeanwhile();
    void isRefusedInTheEnd();
    void takesTheStoreAgain();
    void needsNothingWhereEachHasItsOwn();

private:
    std::unique_ptr<Server> server(const ServerOptions &options, const QString &file = {}) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_Takeover::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<Server>
tst_Takeover::server(const ServerOptions &options, const QString &file) const
{
    auto server = std::make_unique<Server>();
    server->setOptions(options);
    server->page("/", [](const Counter &counter) {
        return Main(allowEvents(counter), text(counter.count));
    });
    server->store(std::make_unique<SqlStore>(
        m_folder->filePath(file.isEmpty() ? QString("states.sqlite") : file)));
    return server;
}

void tst_Takeover::waitsForTheOneBefore()
{
    ServerOptions options = testOptions();
    options.saveDelay = 10s; // only the end saves
    options.drainTime = 50ms;
    options.returnSpread = 50ms;
    auto old = server(options);
    QVERIFY(old->listen(0));
    Browser browser(old->port());
    Tab tab = browser.load();
    for (int i = 0; i < 6; ++i)
        QVERIFY(tab.post("/Counter/increment").status < 300);
    connect(old.get(), &Server::drained, this, [&old] { old->close(); });
    QTimer::singleShot(200, this, [&] {
        QVERIFY(tab.post("/Counter/increment").status < 300); // it serves until then
        old->drain();
    });
    const auto next = server(options);
    QVERIFY2(next->listen(0), qPrintable(next->errorString()));
    browser.port = next->port();
    QCOMPARE(browser.load().value("_Counter.count"), QJsonValue(7));
    old.reset();
    QVERIFY(browser.load().post("/Counter/increment").status < 300);
}

void tst_Takeover::answersMeanwhile()
{
    auto old = server(testOptions());
    QVERIFY(old->listen(0));
    const auto next = server(testOptions());
    Answer health;
    Answer page;
    QTimer::singleShot(200, this, [&] {
        Browser browser(next->port());
        health = browser.get("/backstate/health");
        page = browser.get("/");
        old->close();
    });
    QVERIFY(next->listen(0));
    QCOMPARE(health.status, 503);
    QCOMPARE(page.status, 503);
    QVERIFY(page.hasHeader("Retry-After"));
    QCOMPARE(Browser(next->port()).get("/backstate/health").status, 200);
}

void tst_Takeover::isRefusedInTheEnd()
{
    auto old = server(testOptions());
    QVERIFY(old->listen(0));
    ServerOptions options = testOptions();
    options.storeTakeover = 200ms;
    const auto next = server(options);
    QVERIFY(!next->listen(0));
    QVERIFY2(
        next->errorString().contains("another server keeps its values in SQLite, states.sqlite"),
        qPrintable(next->errorString()));
    QCOMPARE(next->port(), quint16(0));
    old.reset();
    QVERIFY2(next->listen(0), qPrintable(next->errorString())); // nobody is locked out
}

void tst_Takeover::takesTheStoreAgain()
{
    const auto one = server(testOptions());
    QVERIFY(one->listen(0));
    one->close();
    {
        const auto other = server(testOptions());
        QVERIFY(other->listen(0)); // the first let go of it
    }
    QVERIFY(one->listen(0));
    ServerOptions options = testOptions();
    options.storeTakeover = 100ms;
    QVERIFY(!server(options)->listen(0));
}

void tst_Takeover::needsNothingWhereEachHasItsOwn()
{
    ServerOptions options = testOptions();
    options.storeTakeover = 0ms;
    const auto one = server(options, "one.sqlite");
    const auto other = server(options, "other.sqlite");
    QVERIFY(one->listen(0));
    QVERIFY(other->listen(0));
}

QTEST_GUILESS_MAIN(tst_Takeover)
#include "tst_takeover.moc"

// One server at a time has a store: the next one waits until the first has saved and let go.
#include "../store/postgres.h"
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QElapsedTimer>
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
    void loadsAgainWhatAnotherChanged();
    void writesNothingAfterItsEnd();
    void takesNothingFromTheOneThatHasIt();
    void takesNothingBeforeItHasTheStore();
    void endsByItsOwnEnd();
    void needsNothingWhereEachHasItsOwn();
    void endsInTime_data();
    void endsInTime();

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

// It lives on, and another server was there meanwhile.
void tst_Takeover::loadsAgainWhatAnotherChanged()
{
    const auto one = server(testOptions());
    QVERIFY(one->listen(0));
    auto *board = one->state<Board>();
    board->title = "first";
    board->number = 1;
    one->close();
    {
        const auto other = server(testOptions());
        QVERIFY(other->listen(0));
        QCOMPARE(other->state<Board>()->title.value(), QString("first"));
        other->state<Board>()->title = "by the other";
        other->state<Board>()->number = 2;
    }
    board->number = 3; // while nobody serves
    QVERIFY(one->listen(0));
    QTRY_COMPARE(board->title.value(), QString("by the other"));
    QCOMPARE(board->number.value(), 3);
    board->title = "second";
    one->close();
    const auto next = server(testOptions());
    QVERIFY(next->listen(0));
    QCOMPARE(next->state<Board>()->title.value(), QString("second"));
    QCOMPARE(next->state<Board>()->number.value(), 3);
}

// Its timers are over, and what the program changes is nobody else's.
void tst_Takeover::writesNothingAfterItsEnd()
{
    const auto one = server(testOptions());
    QVERIFY(one->listen(0));
    auto *board = one->state<Board>();
    board->number = 1;
    QTest::qWait(50); // the save is planned
    one->close();
    const auto other = server(testOptions());
    QVERIFY(other->listen(0));
    auto *theirs = other->state<Board>();
    QCOMPARE(theirs->number.value(), 1);
    theirs->number = 2;
    board->number = 10;
    QTest::qWait(600); // more than the delay of a save
    theirs->number = 3;
    QTRY_COMPARE(other->statistics().unsaved, 0);
    QCOMPARE(theirs->number.value(), 3);
    other->close();
    const auto next = server(testOptions());
    QVERIFY(next->listen(0));
    QCOMPARE(next->state<Board>()->number.value(), 3);
}

static std::unique_ptr<Server> onPostgres(const Postgres &postgres)
{
    ServerOptions options = testOptions();
    options.storeWait = 300ms;
    auto server = std::make_unique<Server>();
    server->setOptions(options);
    server->page("/", [](const Board &board) {
        return Main(allowEvents(board), text(board.number));
    });
    server->store(std::make_unique<SqlStore>(postgres.url()));
    return server;
}

static bool takes(const Server &server)
{
    Browser browser(server.port());
    const Answer answer = browser.load().post("/Board/raise");
    return answer.status < 300 && !answer.body.contains("Try again in a moment");
}

// Whoever lost the store to another one while it served accepts nothing that it can't save.
void tst_Takeover::takesNothingFromTheOneThatHasIt()
{
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres postgres;
    QVERIFY(postgres.start());
    const auto one = onPostgres(postgres);
    QVERIFY(one->listen(0));
    QVERIFY(takes(*one));
    QTRY_COMPARE(one->statistics().unsaved, 0);
    // The connection breaks: it is quicker than another one, though nobody clicks.
    SqlStore other(postgres.url());
    QVERIFY(postgres.cutConnections());
    for (int i = 0; i < 30; ++i) {
        const Expected<void> claimed = other.claim().result();
        QVERIFY(!claimed);
        QTest::qWait(50);
    }
    QVERIFY(takes(*one));
    one->close();
    QTRY_VERIFY(other.claim().result().hasValue());
}

void tst_Takeover::takesNothingBeforeItHasTheStore()
{
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres postgres;
    QVERIFY(postgres.start());
    QVERIFY(SqlStore(postgres.url()).save({"Board", "global"}, {{"number", 7}}).result());
    postgres.setFrozen(true);
    const auto one = onPostgres(postgres);
    QVERIFY(one->listen(0)); // it serves pages, which say so
    QVERIFY(!takes(*one));
    postgres.setFrozen(false);
    QVERIFY(waitUntil([&one] { return takes(*one); }));
    QCOMPARE(one->state<Board>()->number.value(), 8);
}

void tst_Takeover::endsByItsOwnEnd()
{
    auto old = server(testOptions());
    QVERIFY(old->listen(0));
    const auto next = server(testOptions());
    QTimer::singleShot(100, this, [&next] { next->close(); });
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!next->listen(0));
    QVERIFY(timer.elapsed() < 10'000); // not storeTakeover
    QCOMPARE(next->port(), quint16(0));
}

void tst_Takeover::endsInTime_data()
{
    QTest::addColumn<bool>("isChanged");
    QTest::addRow("with nothing to save") << false;
    QTest::addRow("with something to save") << true;
}

// The database stands still: close() and the destructor have one time together.
void tst_Takeover::endsInTime()
{
    QFETCH(bool, isChanged);
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres postgres;
    QVERIFY(postgres.start());
    ServerOptions options = testOptions();
    options.shutdownWait = 2s;
    auto one = std::make_unique<Server>();
    one->setOptions(options);
    one->store(std::make_unique<SqlStore>(postgres.url()));
    QVERIFY(one->listen(0));
    auto *board = one->state<Board>();
    postgres.setFrozen(true);
    if (isChanged)
        board->number = 5;
    QElapsedTimer timer;
    timer.start();
    one->close();
    one.reset();
    QVERIFY2(timer.elapsed() < 3900, qPrintable(QString::number(timer.elapsed())));
    postgres.setFrozen(false);
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

// A database belongs to one server at a time.
#include "postgres.h"

#include <BackState/store/sql/sql_store.h>

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <atomic>

using namespace BackState;
using namespace std::chrono_literals;

static const StoreKey mine{"Counter", "session/1"};

class tst_SqlClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_postgres.reset(); }

    void areOfOneAtATime_data() { databases(); }
    void areOfOneAtATime();
    void areTakenAgainAfterTheConnectionBroke();
    void endWithTheirStore_data() { databases(); }
    void endWithTheirStore();
    void areTakenWhenTheDatabaseComes();
    void areNotAskedForInMemory();
    void areSaidToBeMissing();
    void areTakenAgainAfterTheirFileIsGone();

private:
    void databases();
    QString address() const;

    std::unique_ptr<Postgres> m_postgres;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_SqlClaims::initTestCase()
{
    if (!Postgres::isAvailable())
        return;
    m_postgres = std::make_unique<Postgres>();
    QVERIFY(m_postgres->start());
}

void tst_SqlClaims::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void tst_SqlClaims::databases()
{
    QTest::addColumn<bool>("isFile");
    QTest::addRow("SQLite") << true;
    if (m_postgres)
        QTest::addRow("PostgreSQL") << false;
}

QString tst_SqlClaims::address() const
{
    QFETCH(bool, isFile);
    return isFile ? m_folder->filePath("states.sqlite") : m_postgres->url();
}

static std::optional<Error::Kind> refusal(SqlStore &store)
{
    const Expected<void> claimed = store.claim().result();
    return claimed ? std::nullopt : std::optional(claimed.error().kind);
}

void tst_SqlClaims::areOfOneAtATime()
{
    SqlStore one(address());
    SqlStore other(address());
    QVERIFY(!refusal(one));
    QVERIFY(!refusal(one)); // it has it
    const Expected<void> refused = other.claim().result();
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::Kind::Conflict);
    QVERIFY2(
        refused.error().message.contains("another server"),
        qPrintable(refused.error().message));
    QVERIFY(one.save(mine, {{"count", 1}}).result());
    QVERIFY(!other.load(mine).result()); // it has no business there
    one.release(QDeadlineTimer(5s));
    QTRY_VERIFY(!refusal(other));
    QVERIFY(*other.exists(mine).result());
    QCOMPARE(refusal(one), std::optional(Error::Kind::Conflict));
    other.release(QDeadlineTimer(5s));
    QTRY_VERIFY(!refusal(one));
}

void tst_SqlClaims::areTakenAgainAfterTheConnectionBroke()
{
    if (!m_postgres)
        QSKIP("there is no PostgreSQL here");
    SqlStore one(m_postgres->url());
    QVERIFY(!refusal(one));
    QVERIFY(m_postgres->cutConnections());
    QVERIFY(one.save(mine, {{"count", 2}}).result());
    SqlStore other(m_postgres->url());
    QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
    // It comes back by itself, before the other one may have it.
    QVERIFY(m_postgres->cutConnections());
    for (int i = 0; i < 30; ++i) {
        QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
        QTest::qWait(50);
    }
    QVERIFY(one.save(mine, {{"count", 3}}).result());
}

void tst_SqlClaims::endWithTheirStore()
{
    SqlStore other(address());
    {
        SqlStore one(address());
        QVERIFY(!refusal(one));
        QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!refusal(other), 20'000); // not let go of: it might have come back
}

void tst_SqlClaims::areTakenWhenTheDatabaseComes()
{
    if (!m_postgres)
        QSKIP("there is no PostgreSQL here");
    m_postgres->stop();
    SqlStore one(m_postgres->url());
    QCOMPARE(refusal(one), std::optional(Error::Kind::Unavailable));
    const auto saved = one.save(mine, {{"count", 4}});
    QVERIFY(m_postgres->start());
    QVERIFY(saved.result());
    SqlStore other(m_postgres->url());
    QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
}

void tst_SqlClaims::areNotAskedForInMemory()
{
    SqlStore one(":memory:");
    SqlStore other(":memory:");
    QVERIFY(!refusal(one));
    QVERIFY(!refusal(other));
}

// The store is used, and says that nothing keeps others from it, until the lock can be had.
void tst_SqlClaims::areSaidToBeMissing()
{
    const QString path = m_folder->filePath("states.sqlite");
    QVERIFY(QDir().mkdir(path + ".lock"));
    SqlStore store(path);
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression("nothing keeps other servers from using"));
    QVERIFY(!refusal(store));
    QVERIFY(store.save(mine, {{"count", 5}}).result());
    QVERIFY(QDir().rmdir(path + ".lock"));
    QVERIFY(!refusal(store)); // had now
    SqlStore other(path);
    QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
}

void tst_SqlClaims::areTakenAgainAfterTheirFileIsGone()
{
    const QString path = m_folder->filePath("states.sqlite");
    SqlStore one(path);
    QVERIFY(!refusal(one));
    QVERIFY(one.save(mine, {{"count", 1}}).result());
    QVERIFY(QFile::remove(path + ".lock"));
    QVERIFY(one.save(mine, {{"count", 2}}).result()); // it notices
    SqlStore other(path);
    QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
    // Nothing of the file is touched by one that waits.
    std::atomic<int> emptied = 0;
    one.setWhenTold([&emptied](StateStore::News news) {
        emptied += news == StateStore::News::Emptied ? 1 : 0;
    });
    QVERIFY(QFile::remove(path));
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
        QTest::qWait(50);
    }
    QTRY_COMPARE(emptied.load(), 1);
}

QTEST_GUILESS_MAIN(tst_SqlClaims)
#include "tst_sql_claims.moc"

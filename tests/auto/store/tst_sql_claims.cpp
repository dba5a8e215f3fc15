// A database belongs to one server at a time.
#include "postgres.h"

#include <BackState/store/sql/sql_store.h>

#include <QFile>
#include <QTest>

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
    void areGivenWhereNothingCanBeWritten();

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
    // Another one was quicker.
    QVERIFY(m_postgres->cutConnections());
    QTRY_VERIFY(!refusal(other));
    const auto saved = one.save(mine, {{"count", 3}});
    QTRY_COMPARE(refusal(one), std::optional(Error::Kind::Conflict));
    QVERIFY(!saved.isFinished()); // kept until it is this one's turn
    other.release(QDeadlineTimer(5s));
    QVERIFY(saved.result());
}

void tst_SqlClaims::endWithTheirStore()
{
    SqlStore other(address());
    {
        SqlStore one(address());
        QVERIFY(!refusal(one));
        QCOMPARE(refusal(other), std::optional(Error::Kind::Conflict));
    }
    QTRY_VERIFY(!refusal(other));
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

// Who can't write can't destroy anything.
void tst_SqlClaims::areGivenWhereNothingCanBeWritten()
{
    const QString path = m_folder->filePath("states.sqlite");
    SqlStore(path).save(mine, {{"count", 5}}).waitForFinished();
    QFile inTheWay(path + ".lock");
    QVERIFY(QDir().mkdir(inTheWay.fileName()));
    SqlStore store(path);
    QVERIFY(!refusal(store));
    QVERIFY(*store.exists(mine).result());
}

QTEST_GUILESS_MAIN(tst_SqlClaims)
#include "tst_sql_claims.moc"

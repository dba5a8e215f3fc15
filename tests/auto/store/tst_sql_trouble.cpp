// What becomes of values when their database is damaged, gone, or hangs.
#include "postgres.h"

#include <BackState/store/sql/sql_store.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <atomic>

using namespace BackState;
using namespace std::chrono_literals;

static const StoreKey mine{"Counter", "session/1"};

class tst_SqlTrouble : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void setsAsideWhatIsNoDatabase_data() { foreign(); }
    void setsAsideWhatIsNoDatabase();
    void refusesWhatIsNoDatabaseIfItIsToldSo_data() { foreign(); }
    void refusesWhatIsNoDatabaseIfItIsToldSo();
    void setsAsideWhatIsDamagedWhileItIsUsed();
    void makesADeletedFileAgain_data();
    void makesADeletedFileAgain();
    void countsTheTimeInWhichItIsUsed();
    void doesNotHoldUpTheEnd();
    void goesOnAfterAServerThatHung();

private:
    static void foreign();
    QString file() const { return m_folder->filePath("states.sqlite"); }
    bool write(const QByteArray &bytes, qint64 offset = 0) const;
    QStringList setAside() const;
    QVariant ask(const QString &statement) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_SqlTrouble::foreign()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addRow("text") << QByteArray("these are my notes\n").repeated(1000);
    QTest::addRow("zeros") << QByteArray(8192, 0).replace(100, 1, "x");
    QTest::addRow("a head, and then text")
        << QByteArray("SQLite format 3\0", 16) + QByteArray("x").repeated(8192);
}

bool tst_SqlTrouble::write(const QByteArray &bytes, qint64 offset) const
{
    QFile out(file());
    return out.open(QFile::ReadWrite) && out.seek(offset) && out.write(bytes) == bytes.size();
}

QStringList tst_SqlTrouble::setAside() const
{
    return QDir(m_folder->path()).entryList({"states.sqlite.damaged-*"});
}

QVariant tst_SqlTrouble::ask(const QString &statement) const
{
    QVariant answer;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "beside");
        database.setDatabaseName(file());
        QSqlQuery query(database);
        if (database.open() && query.exec(statement) && query.next())
            answer = query.value(0);
    }
    QSqlDatabase::removeDatabase("beside");
    return answer;
}

static bool has(SqlStore &store, const StoreKey &key)
{
    const Expected<bool> result = store.exists(key).result();
    return result && *result;
}

void tst_SqlTrouble::setsAsideWhatIsNoDatabase()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(write(bytes));
    {
        SqlStore store(file());
        QCOMPARE(store.problem(), QString());
        QVERIFY(store.save(mine, {{"count", 1}}).result());
        QVERIFY(has(store, mine));
    }
    QCOMPARE(setAside().size(), 1);
    QFile aside(m_folder->filePath(setAside().constFirst()));
    QVERIFY(aside.open(QFile::ReadOnly));
    QCOMPARE(aside.readAll(), bytes); // nothing of it is lost
    SqlStore again(file());
    QVERIFY(has(again, mine));
}

void tst_SqlTrouble::refusesWhatIsNoDatabaseIfItIsToldSo()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(write(bytes));
    {
        SqlStore store(file(), 1s, SqlStore::OnDamage::Refuse);
        QVERIFY2(
            store.problem().contains("is damaged, or no database"),
            qPrintable(store.problem()));
        QVERIFY(!store.save(mine, {{"count", 1}}).result());
    }
    QCOMPARE(setAside(), QStringList());
    QFile same(file());
    QVERIFY(same.open(QFile::ReadOnly));
    QCOMPARE(same.readAll(), bytes);
}

void tst_SqlTrouble::setsAsideWhatIsDamagedWhileItIsUsed()
{
    std::atomic<int> emptied = 0;
    SqlStore store(file());
    store.setWhenTold([&emptied](StateStore::News news) {
        emptied += news == StateStore::News::Emptied ? 1 : 0;
    });
    for (int i = 0; i < 200; ++i)
        store.save({"Counter", QString::number(i)}, {{"text", QString(500, 'x')}});
    QVERIFY(store.save(mine, {{"count", 1}}).result());
    QVERIFY(ask("PRAGMA wal_checkpoint(TRUNCATE)").isValid());
    QVERIFY(write(QByteArray(60'000, 'y'), 4096));
    QTRY_VERIFY([&] {
        // What it has in its memory may be enough for a while.
        store.save({"Counter", "new"}, {{"text", QString(500, 'z')}}).waitForFinished();
        return emptied == 1;
    }());
    QCOMPARE(setAside().size(), 1);
    QVERIFY(store.save(mine, {{"count", 2}}, {}, 0).result());
    QVERIFY(has(store, mine));
}

void tst_SqlTrouble::makesADeletedFileAgain_data()
{
    QTest::addColumn<bool>("isIdle");
    QTest::addColumn<bool>("isFolder");
    QTest::addRow("before a save") << false << false;
    QTest::addRow("while nothing happens") << true << false;
    QTest::addRow("with its folder") << false << true;
}

void tst_SqlTrouble::makesADeletedFileAgain()
{
    QFETCH(bool, isIdle);
    QFETCH(bool, isFolder);
    const QString folder = m_folder->filePath("folder");
    const QString path = folder + "/states.sqlite";
    std::atomic<int> emptied = 0;
    SqlStore store(path);
    store.setWhenTold([&emptied](StateStore::News news) {
        emptied += news == StateStore::News::Emptied ? 1 : 0;
    });
    const StateStore::Saved first = store.save(mine, {{"count", 1}}).result();
    QVERIFY(first);
    QVERIFY(isFolder ? QDir(folder).removeRecursively() : QFile::remove(path));
    if (!isIdle)
        QVERIFY(store.save({"Counter", "other"}, {{"count", 2}}, {}, *first).result());
    QTRY_COMPARE(emptied.load(), 1);
    QVERIFY(QFile::exists(path));
    QVERIFY(!has(store, mine)); // who has it saves it again
    QCOMPARE(has(store, {"Counter", "other"}), !isIdle);
    QVERIFY(store.save(mine, {{"count", 3}}, {}, 0).result());
    QVERIFY(SqlStore(path).exists(mine).result().value());
}

// The clock of the machine may be set: it does not count.
void tst_SqlTrouble::countsTheTimeInWhichItIsUsed()
{
    {
        SqlStore store(file());
        QVERIFY(store.save(mine, {{"count", 1}}, 1h).result());
    }
    const qint64 end = ask("SELECT expires_at FROM backstate_states").toLongLong();
    const qint64 ran = ask("SELECT ran FROM backstate_schema").toLongLong();
    QVERIFY(ran > 0);
    QVERIFY(ran < 60'000);
    QVERIFY(end - ran <= 3'600'000);
    QVERIFY(end - ran > 3'500'000);
    // As if servers had run for nearly that long.
    ask("UPDATE backstate_schema SET ran = ran + 3599000 RETURNING ran");
    {
        SqlStore store(file());
        QVERIFY(has(store, mine));
        QTRY_VERIFY(!has(store, mine));
        QCOMPARE(store.cleanup().result().value(), 1);
    }
}

void tst_SqlTrouble::doesNotHoldUpTheEnd()
{
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres server;
    QVERIFY(server.start());
    QElapsedTimer timer;
    QFuture<StateStore::Saved> saved;
    {
        SqlStore store(server.url(), 300ms);
        QVERIFY(store.save(mine, {{"count", 1}}).result());
        server.setFrozen(true);
        saved = store.save(mine, {{"count", 2}});
        timer.start();
    }
    QVERIFY(timer.elapsed() < 5000);
    {
        SqlStore store(server.url(), 5s);
        QVERIFY(!store.load(mine).isFinished());
        timer.start();
        store.release(QDeadlineTimer(300ms));
    }
    QVERIFY(timer.elapsed() < 5000);
    server.setFrozen(false);
    SqlStore store(server.url());
    QTRY_VERIFY(has(store, mine));
}

void tst_SqlTrouble::goesOnAfterAServerThatHung()
{
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres server;
    QVERIFY(server.start());
    SqlStore store(server.url());
    QVERIFY(store.save(mine, {{"count", 1}}).result());
    server.setFrozen(true);
    const auto saved = store.save(mine, {{"count", 2}});
    const auto loaded = store.load(mine);
    QTest::qWait(50);
    QVERIFY(!saved.isFinished());
    server.setFrozen(false);
    QVERIFY(saved.result());
    QCOMPARE(loaded.result().value()->values, QJsonObject({{"count", 2}}));
}

QTEST_GUILESS_MAIN(tst_SqlTrouble)
#include "tst_sql_trouble.moc"

#include "postgres.h"

#include <BackState/store/sql/sql_store.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLoggingCategory>
#include <QMutex>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTest>

#include <optional>

using namespace BackState;
using namespace std::chrono_literals;

static const StoreKey mine{"Counter", "session/1"};

// What the category "backstate.store" says, from any thread.
static QMutex logMutex;
static QStringList logged;

static void keepLog(QtMsgType, const QMessageLogContext &context, const QString &text)
{
    const QMutexLocker lock(&logMutex);
    if (qstrcmp(context.category, "backstate.store") == 0)
        logged.append(text);
}

static int countLogged(const QString &part)
{
    const QMutexLocker lock(&logMutex);
    return int(logged.filter(part).size());
}

static QJsonObject valuesOf(const QFuture<StateStore::Loaded> &future)
{
    const StateStore::Loaded loaded = future.result();
    return loaded && *loaded ? (*loaded)->values : QJsonObject();
}

class tst_SqlStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qInstallMessageHandler(keepLog); }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }
    void init();

    void findsItsFileAgain_data();
    void findsItsFileAgain();
    void makesTheFileForItsOwnerAlone();
    void sharesAFile();
    void bringsOldTablesUpToDate();
    void leavesNewerTablesAlone();
    void refusesWhatIsNoAddress_data();
    void refusesWhatIsNoAddress();
    void refusesKeysThatADatabaseCutsOff();
    void saysWhatItIsWithoutThePassword();
    void writesWhatWaitsBeforeItEnds();
    void keepsValuesWhileTheFileCanNotBeOpened();
    void isReadWhileAnotherProcessWrites_data();
    void isReadWhileAnotherProcessWrites();
    void keepsTheOrderOfAMove();
    void keepsValuesWhileTheServerIsAway();
    void keepsValuesWhileTheServerIsReadOnly();
    void goesOnAfterTheServerWasRestarted();
    void saysWhatIsLostInTheEnd();

private:
    QString file() const { return m_folder->filePath("states.sqlite"); }
    void execute(const QStringList &statements, QVariant *result = nullptr);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_SqlStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QMutexLocker lock(&logMutex);
    logged.clear();
}

// Runs statements on the file, beside any store, and returns the result of the last one.
void tst_SqlStore::execute(const QStringList &statements, QVariant *result)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "beside");
        database.setDatabaseName(file());
        QVERIFY(database.open());
        QSqlQuery query(database);
        for (const QString &statement : statements)
            QVERIFY2(query.exec(statement), qPrintable(statement));
        if (result && query.next())
            *result = query.value(0);
    }
    QSqlDatabase::removeDatabase("beside");
}

void tst_SqlStore::findsItsFileAgain_data()
{
    QTest::addColumn<QString>("before");
    QTest::addRow("path") << "";
    QTest::addRow("URL") << "sqlite://";
}

void tst_SqlStore::findsItsFileAgain()
{
    QFETCH(QString, before);
    const QString path = m_folder->filePath("new/folder/states.sqlite");
    SqlStore(before + path).save(mine, {{"count", 7}}).waitForFinished();
    QVERIFY(QFile::exists(path));
    SqlStore again(before + path);
    QCOMPARE(valuesOf(again.load(mine)), QJsonObject({{"count", 7}}));
}

void tst_SqlStore::makesTheFileForItsOwnerAlone()
{
    SqlStore store(file());
    store.save(mine, {{"count", 7}}).waitForFinished();
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    const auto files = QDir(m_folder->path()).entryInfoList(QDir::Files);
    QVERIFY(files.size() > 1); // the log beside it, too
    for (const QFileInfo &one : files)
        QCOMPARE(one.permissions() & others, QFile::Permissions());
}

void tst_SqlStore::sharesAFile()
{
    SqlStore one(file());
    SqlStore other(file());
    QVERIFY(one.save(mine, {{"count", 1}}).result());
    QCOMPARE(valuesOf(other.load(mine)), QJsonObject({{"count", 1}}));
    QVERIFY(other.save(mine, {{"count", 2}}).result());
    QCOMPARE(valuesOf(one.load(mine)), QJsonObject({{"count", 2}}));
}

void tst_SqlStore::bringsOldTablesUpToDate()
{
    execute(
        {"CREATE TABLE backstate_schema (version INTEGER NOT NULL)",
         "INSERT INTO backstate_schema VALUES (1)",
         "CREATE TABLE backstate_states (name_space TEXT NOT NULL, owner TEXT NOT NULL, data TEXT "
         "NOT NULL, "
         "expires_at BIGINT, PRIMARY KEY (name_space, owner))",
         "INSERT INTO backstate_states VALUES ('Counter', 'session/1', '{\"count\":5}', NULL)",
         "INSERT INTO backstate_states VALUES ('Counter', 'longer', '{\"count\":6}', "
         "(strftime('%s', 'now') + 1000) * 1000)",
         "INSERT INTO backstate_states VALUES ('Counter', 'over', '{\"count\":7}', "
         "(strftime('%s', 'now') - 1) * 1000)"});
    {
        SqlStore store(file());
        QCOMPARE(store.problem(), QString());
        QCOMPARE(valuesOf(store.load(mine)), QJsonObject({{"count", 5}}));
        QCOMPARE(valuesOf(store.load({"Counter", "longer"})), QJsonObject({{"count", 6}}));
        QVERIFY(!*store.exists({"Counter", "over"}).result());
    }
    QVariant version;
    execute({"SELECT version FROM backstate_schema"}, &version);
    QCOMPARE(version.toInt(), 3);
    QVariant index;
    execute(
        {"SELECT count(*) FROM sqlite_master WHERE name = 'backstate_states_expires_at'"},
        &index);
    QCOMPARE(index.toInt(), 1);
}

void tst_SqlStore::leavesNewerTablesAlone()
{
    execute(
        {"CREATE TABLE backstate_schema (version INTEGER NOT NULL)",
         "INSERT INTO backstate_schema VALUES (99)",
         "CREATE TABLE backstate_states (name_space TEXT, owner TEXT, data TEXT, expires_at "
         "BIGINT)"});
    {
        SqlStore store(file());
        QCOMPARE(
            store.problem(),
            QString("SqlStore: the tables in SQLite, states.sqlite are of version 99, and this "
                    "program knows 3 at "
                    "most: use a newer one"));
        QVERIFY(!store.save(mine, {{"count", 1}}).result());
        QVERIFY(!store.load(mine).result());
    }
    QVariant count;
    execute({"SELECT count(*) FROM backstate_states"}, &count);
    QCOMPARE(count.toInt(), 0);
    QVariant objects;
    execute({"SELECT count(*) FROM sqlite_master"}, &objects);
    QCOMPARE(objects.toInt(), 2);
}

void tst_SqlStore::refusesWhatIsNoAddress_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("part");
    QTest::addRow("nothing") << "" << "names no file";
    QTest::addRow("no file") << "sqlite://" << "names no file";
    QTest::addRow("other") << "mysql://localhost/test" << "neither a file nor";
    QTest::addRow("no database") << "postgresql://localhost" << "names no database";
}

void tst_SqlStore::refusesWhatIsNoAddress()
{
    QFETCH(QString, address);
    QFETCH(QString, part);
    SqlStore store(address);
    QVERIFY2(store.problem().contains(part), qPrintable(store.problem()));
    QVERIFY(!store.load(mine).result());
}

void tst_SqlStore::refusesKeysThatADatabaseCutsOff()
{
    SqlStore store(file());
    const StoreKey longer{"Counter", QString("session/1") + QChar(0) + "x"};
    QVERIFY(!store.save(longer, {{"count", 1}}).result());
    QVERIFY(!store.load(longer).result());
    QVERIFY(!*store.exists(mine).result());
}

// What waits is written in the order of the calls, also where one of them moves values.
void tst_SqlStore::keepsTheOrderOfAMove()
{
    const StoreKey to{"Counter", "session/2"};
    std::optional<SqlStore> store(file());
    QVERIFY(store->save(mine, {{"count", 1}}).result());
    {
        QSqlDatabase other = QSqlDatabase::addDatabase("QSQLITE", "other");
        other.setDatabaseName(file());
        QVERIFY(other.open());
        QVERIFY(QSqlQuery(other).exec("BEGIN IMMEDIATE"));
        store->save(to, {{"count", 2}});
        QTRY_COMPARE(countLogged("can't be written"), 1);
        store->save(mine, {{"count", 3}});
        const auto moved = store->move(mine, to, {{"count", 4}});
        QVERIFY(QSqlQuery(other).exec("COMMIT"));
        QVERIFY(moved->result());
    }
    QSqlDatabase::removeDatabase("other");
    QVERIFY(!*store->exists(mine).result());
    QCOMPARE(valuesOf(store->load(to)), QJsonObject({{"count", 4}}));
}

void tst_SqlStore::saysWhatItIsWithoutThePassword()
{
    QCOMPARE(SqlStore(file()).description(), QString("SQLite, states.sqlite"));
    QCOMPARE(
        SqlStore("postgresql://ada:secret@127.0.0.1:1/things?sslmode=disable", 0ms).description(),
        QString("PostgreSQL, 127.0.0.1:1/things"));
}

void tst_SqlStore::writesWhatWaitsBeforeItEnds()
{
    {
        SqlStore store(file());
        for (int i = 0; i < 300; ++i)
            store.save({"Counter", QString::number(i)}, {{"count", i}});
    }
    QVariant count;
    execute({"SELECT count(*) FROM backstate_states"}, &count);
    QCOMPARE(count.toInt(), 300);
}

void tst_SqlStore::keepsValuesWhileTheFileCanNotBeOpened()
{
    const QString folder = m_folder->filePath("folder");
    QFile inTheWay(folder);
    QVERIFY(inTheWay.open(QFile::WriteOnly));
    SqlStore store(folder + "/states.sqlite");
    QCOMPARE(store.problem(), QString()); // it may pass
    const auto first = store.save(mine, {{"count", 1}});
    const auto second = store.save(mine, {{"count", 2}});
    QVERIFY(!store.load(mine).result()); // at once
    QVERIFY(!second.isFinished());
    QVERIFY(inTheWay.remove());
    QVERIFY(first.result());
    QVERIFY(second.result());
    QCOMPARE(valuesOf(store.load(mine)), QJsonObject({{"count", 2}}));
    QCOMPARE(countLogged("can't be used"), 1);
    QCOMPARE(countLogged("is back:"), 1);
}

void tst_SqlStore::isReadWhileAnotherProcessWrites_data()
{
    QTest::addColumn<bool>("fromTheStart");
    QTest::addRow("from the start") << true;
    QTest::addRow("later") << false;
}

void tst_SqlStore::isReadWhileAnotherProcessWrites()
{
    QFETCH(bool, fromTheStart);
    SqlStore(file()).save(mine, {{"count", 1}}).waitForFinished();
    std::optional<SqlStore> store;
    if (!fromTheStart)
        QVERIFY(store.emplace(file()).save({"Counter", "session/2"}, {}).result());
    {
        QSqlDatabase other = QSqlDatabase::addDatabase("QSQLITE", "other");
        other.setDatabaseName(file());
        QVERIFY(other.open());
        QVERIFY(QSqlQuery(other).exec("BEGIN IMMEDIATE"));
        if (fromTheStart)
            store.emplace(file());
        QCOMPARE(valuesOf(store->load(mine)), QJsonObject({{"count", 1}}));
        const auto saved = store->save(mine, {{"count", 2}});
        QTRY_COMPARE(countLogged("can't be written"), 1);
        QVERIFY(!saved.isFinished());
        QCOMPARE(valuesOf(store->load(mine)), QJsonObject({{"count", 2}})); // as it will be
        QVERIFY(*store->exists(mine).result());
        QVERIFY(!*store->exists({"Counter", "session/3"}).result());
        QVERIFY(!store->remove(mine).result());
        QVERIFY(QSqlQuery(other).exec("COMMIT"));
        QVERIFY(saved.result());
    }
    QSqlDatabase::removeDatabase("other");
    QCOMPARE(valuesOf(store->load(mine)), QJsonObject({{"count", 2}}));
    QVERIFY(*store->remove(mine).result());
    QCOMPARE(countLogged("can't be written"), 1);
    QCOMPARE(countLogged("can be written again"), 1);
    QCOMPARE(countLogged("can't be used"), 0);
}

void tst_SqlStore::keepsValuesWhileTheServerIsAway()
{
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres server;
    QVERIFY(server.start());
    SqlStore store(server.url());
    QVERIFY(store.save(mine, {{"count", 1}}).result());
    server.stop();

    const StoreKey other{"Counter", "session/2"};
    const auto first = store.save(mine, {{"count", 2}});
    QVERIFY(!store.load(mine).result());
    QList<QFuture<StateStore::Saved>> more;
    for (int i = 0; i < 100; ++i) {
        more.append(store.save(mine, {{"count", 100 + i}, {"word", "unspeakable"}}));
        more.append(store.save(other, {{"count", i}}));
    }
    QVERIFY(!store.exists(mine).result());
    QVERIFY(!store.remove(mine).result()); // at once, and nothing was changed
    QVERIFY(!first.isFinished());
    QCOMPARE(countLogged("can't be used"), 1);
    QCOMPARE(countLogged("is back:"), 0);

    QVERIFY(server.start());
    QVERIFY(first.result());
    for (const auto &one : std::as_const(more))
        QVERIFY(one.result());
    QCOMPARE(valuesOf(store.load(mine)), QJsonObject({{"count", 199}, {"word", "unspeakable"}}));
    QCOMPARE(valuesOf(store.load(other)), QJsonObject({{"count", 99}}));
    QCOMPARE(countLogged("can't be used"), 1);
    QCOMPARE(countLogged("is back:"), 1);
    QCOMPARE(countLogged("none@"), 0); // the password
    QCOMPARE(countLogged("unspeakable"), 0); // a value
}

void tst_SqlStore::keepsValuesWhileTheServerIsReadOnly()
{
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres server;
    QVERIFY(server.start());
    SqlStore store(server.url());
    QVERIFY(store.save(mine, {{"count", 1}}).result());
    QVERIFY(server.setReadOnly(true));

    // Sessions hear of it in their next command.
    QFuture<StateStore::Saved> saved;
    for (int i = 2; countLogged("can't be written") == 0; ++i) {
        saved = store.save(mine, {{"count", i}});
        QTRY_VERIFY(saved.isFinished() || countLogged("can't be written") == 1);
    }
    saved = store.save(mine, {{"count", 1000}});
    QVERIFY(store.load(mine).result());
    QVERIFY(!*store.exists({"Counter", "session/2"}).result());
    QVERIFY(!saved.isFinished());
    {
        SqlStore reader(server.url()); // opened meanwhile
        QVERIFY(*reader.exists(mine).result());
    }
    QVERIFY(server.setReadOnly(false));
    QVERIFY(saved.result());
    QCOMPARE(valuesOf(store.load(mine)), QJsonObject({{"count", 1000}}));
    QCOMPARE(countLogged("can be written again"), 1);
    QCOMPARE(countLogged("refused a statement"), 0);
}

// A connection that was cut is not a database that is away.
void tst_SqlStore::goesOnAfterTheServerWasRestarted()
{
    if (!Postgres::isAvailable())
        QSKIP("there is no PostgreSQL here");
    Postgres server;
    QVERIFY(server.start());
    SqlStore store(server.url());
    QVERIFY(store.save(mine, {{"count", 1}}).result());
    server.stop();
    QVERIFY(server.start());
    QCOMPARE(valuesOf(store.load(mine)), QJsonObject({{"count", 1}}));
    QVERIFY(store.save(mine, {{"count", 2}}).result());
    QCOMPARE(countLogged("can't be used"), 0);
}

void tst_SqlStore::saysWhatIsLostInTheEnd()
{
    const QString folder = m_folder->filePath("folder");
    QFile inTheWay(folder);
    QVERIFY(inTheWay.open(QFile::WriteOnly));
    QElapsedTimer timer;
    timer.start();
    QFuture<StateStore::Saved> saved;
    {
        SqlStore store(folder + "/states.sqlite", 300ms);
        store.save(mine, {{"count", 1}});
        store.save(mine, {{"count", 2}});
        saved = store.save({"Counter", "session/2"}, {{"count", 3}});
    }
    QVERIFY(timer.elapsed() < 10'000);
    QVERIFY(!saved.result());
    QCOMPARE(countLogged("the last values of 2 objects are lost"), 1);
}

QTEST_GUILESS_MAIN(tst_SqlStore)
#include "tst_sql_store.moc"

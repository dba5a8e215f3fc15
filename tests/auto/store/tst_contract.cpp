// What every store promises, tried with each of them.
#include "postgres.h"

#include <BackState/store/memory_store.h>
#include <BackState/store/sql/sql_store.h>

#include <QJsonArray>
#include <QTest>

using namespace BackState;
using namespace std::chrono_literals;

static const StoreKey mine{"Counter", "session/1"};

class tst_Contract : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_postgres.reset(); }

    void keepsWhatIsSaved_data() { stores(); }
    void keepsWhatIsSaved();
    void keepsKeysApart_data() { stores(); }
    void keepsKeysApart();
    void keepsAnyText_data() { stores(); }
    void keepsAnyText();
    void removes_data() { stores(); }
    void removes();
    void keepsTheOrderOfCalls_data() { stores(); }
    void keepsTheOrderOfCalls();
    void endsWhatItsTimeIsOver_data() { stores(); }
    void endsWhatItsTimeIsOver();
    void cleansUp_data() { stores(); }
    void cleansUp();
    void refusesWhatWasMadeFromOtherValues_data() { stores(); }
    void refusesWhatWasMadeFromOtherValues();
    void takesWhatIsMadeFromNothing_data() { stores(); }
    void takesWhatIsMadeFromNothing();
    void movesAtOnce_data() { stores(); }
    void movesAtOnce();
    void savesManyAtOnce_data() { stores(); }
    void savesManyAtOnce();

private:
    void stores();
    std::unique_ptr<StateStore> store();

    std::unique_ptr<Postgres> m_postgres;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_Contract::initTestCase()
{
    if (!Postgres::isAvailable())
        return;
    m_postgres = std::make_unique<Postgres>();
    QVERIFY(m_postgres->start());
}

void tst_Contract::stores()
{
    QTest::addColumn<QString>("kind");
    QTest::addRow("memory") << "memory";
    QTest::addRow("SQLite file") << "file";
    QTest::addRow("SQLite in memory") << ":memory:";
    if (m_postgres)
        QTest::addRow("PostgreSQL") << "postgres";
}

// Each test has a store of its own, except on the server, where it removes what it finds.
std::unique_ptr<StateStore> tst_Contract::store()
{
    QFETCH(QString, kind);
    if (kind == "memory")
        return std::make_unique<MemoryStore>();
    if (kind == ":memory:")
        return std::make_unique<SqlStore>(kind);
    if (kind == "postgres") {
        auto store = std::make_unique<SqlStore>(m_postgres->url());
        store->remove(mine).waitForFinished();
        return store;
    }
    m_folder = std::make_unique<QTemporaryDir>();
    return std::make_unique<SqlStore>(m_folder->filePath("states.sqlite"));
}

template<typename T>
static bool isFine(const QFuture<Expected<T>> &future)
{
    const Expected<T> result = future.result();
    if (!result)
        qWarning().noquote() << result.error().message;
    return bool(result);
}

static std::optional<QJsonObject> loaded(StateStore &store, const StoreKey &key)
{
    const StateStore::Loaded result = store.load(key).result();
    if (!result)
        qWarning().noquote() << result.error().message;
    return result && *result ? std::optional((*result)->values) : std::nullopt;
}

void tst_Contract::keepsWhatIsSaved()
{
    const auto store = this->store();
    QCOMPARE(store->problem(), QString());
    QVERIFY(isFine(store->load(mine)));
    QVERIFY(!loaded(*store, mine));
    QVERIFY(!*store->exists(mine).result());
    const QJsonObject first{
        {"count", 1},
        {"name", "Ada"},
        {"list", QJsonArray{1, "two", QJsonArray()}}};
    QVERIFY(isFine(store->save(mine, first)));
    QVERIFY(*store->exists(mine).result());
    QCOMPARE(loaded(*store, mine), first);
    const QJsonObject second{{"count", 2}};
    QVERIFY(isFine(store->save(mine, second)));
    QCOMPARE(loaded(*store, mine), second);
}

void tst_Contract::keepsKeysApart()
{
    const auto store = this->store();
    const QList<StoreKey> keys{
        {"Counter", "session/1"},
        {"Counter", "session/2"},
        {"Todo", "session/1"},
        {"counter", "session/1"},
        {"Counter", "session/1 "},
        {"Counter", "SESSION/1"},
        {"Counter", "user/'; DROP TABLE backstate_states; --"},
        {"Counter", QString::fromUtf8("record/äß€😀")},
        {"Counter", "record/100%_?"},
        {"Counter", ""}};
    for (int i = 0; i < keys.size(); ++i)
        QVERIFY(isFine(store->save(keys.at(i), {{"number", i}})));
    for (int i = 0; i < keys.size(); ++i)
        QCOMPARE(loaded(*store, keys.at(i)), QJsonObject({{"number", i}}));
    for (const StoreKey &key : keys)
        QVERIFY(*store->remove(key).result());
}

void tst_Contract::keepsAnyText()
{
    const auto store = this->store();
    const QJsonObject values{
        {"quotes", "'\"\\ ` $1 ? :name"},
        {"unicode", QString::fromUtf8("äß€😀\u2028")},
        {"controls", QString("a") + QChar(0) + "\n\t\x01" + "b"},
        {"long", QString(300'000, 'x')},
        {"number", 1.5e300},
        {QString::fromUtf8("näme '"), QJsonObject{{"inner", QJsonValue()}}}};
    QVERIFY(isFine(store->save(mine, values)));
    QCOMPARE(loaded(*store, mine), values);
}

void tst_Contract::removes()
{
    const auto store = this->store();
    QVERIFY(isFine(store->save(mine, {{"count", 1}})));
    QVERIFY(*store->remove(mine).result());
    QVERIFY(!loaded(*store, mine));
    const Expected<bool> again = store->remove(mine).result();
    QVERIFY(again);
    QVERIFY(!*again);
}

void tst_Contract::keepsTheOrderOfCalls()
{
    const auto store = this->store();
    for (int i = 0; i < 50; ++i)
        store->save(mine, {{"count", i}});
    const auto full = store->load(mine);
    const auto removed = store->remove(mine);
    const auto empty = store->load(mine);
    store->save(mine, {{"count", 100}});
    const auto last = store->save(mine, {{"count", 101}});
    QCOMPARE((*full.result())->values, QJsonObject({{"count", 49}}));
    QVERIFY(*removed.result());
    QVERIFY(!(*empty.result()).has_value());
    QVERIFY(isFine(last));
    QCOMPARE(loaded(*store, mine), QJsonObject({{"count", 101}}));
}

void tst_Contract::endsWhatItsTimeIsOver()
{
    const auto store = this->store();
    const StoreKey longer{"Counter", "longer"};
    const StoreKey again{"Counter", "again"};
    QVERIFY(isFine(store->save(mine, {{"count", 1}}, 1s)));
    QVERIFY(isFine(store->save(longer, {{"count", 2}}, 1h)));
    QVERIFY(isFine(store->save(again, {{"count", 3}}, 1s)));
    QVERIFY(isFine(store->save(again, {{"count", 4}}))); // for ever now
    QVERIFY(loaded(*store, mine));
    QTRY_VERIFY(!loaded(*store, mine));
    QVERIFY(!*store->exists(mine).result());
    QVERIFY(!*store->remove(mine).result()); // it was over
    QVERIFY(loaded(*store, longer));
    QCOMPARE(loaded(*store, again), QJsonObject({{"count", 4}}));
    QVERIFY(isFine(store->save(mine, {{"count", 5}}))); // in the place of what is over
    QCOMPARE(loaded(*store, mine), QJsonObject({{"count", 5}}));
}

void tst_Contract::cleansUp()
{
    const auto store = this->store();
    QVERIFY(isFine(store->cleanup()));
    QVERIFY(isFine(store->save(mine, {}, 1s)));
    QVERIFY(isFine(store->save({"Counter", "kept"}, {}, 1h)));
    QCOMPARE(*store->cleanup().result(), 0);
    qsizetype removed = 0;
    QTRY_COMPARE(removed += *store->cleanup().result(), 1);
    QCOMPARE(*store->cleanup().result(), 0);
    QVERIFY(*store->exists({"Counter", "kept"}).result());
}

static quint64 versionOf(StateStore &store, const StoreKey &key)
{
    const StateStore::Loaded result = store.load(key).result();
    return result && *result ? (*result)->version : 0;
}

void tst_Contract::refusesWhatWasMadeFromOtherValues()
{
    const auto store = this->store();
    const StateStore::Saved first = store->save(mine, {{"count", 1}}, {}, 0).result();
    QVERIFY(first);
    QVERIFY(*first > 0);
    QCOMPARE(versionOf(*store, mine), *first);
    const StateStore::Saved second = store->save(mine, {{"count", 2}}, 1h, *first).result();
    QVERIFY(second);
    QVERIFY(*second != *first);
    for (const quint64 other : {quint64(0), *first, *second + 1}) {
        const StateStore::Saved refused = store->save(mine, {{"count", 3}}, {}, other).result();
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Conflict);
    }
    QCOMPARE(loaded(*store, mine), QJsonObject({{"count", 2}}));
    QVERIFY(isFine(store->save(mine, {{"count", 4}}))); // from whatever there is
    QVERIFY(versionOf(*store, mine) != *second);
    // Others are not held up by one that is refused.
    const auto refused = store->save(mine, {{"count", 5}}, {}, *second);
    const auto taken = store->save({"Counter", "other"}, {{"count", 6}}, {}, {});
    QVERIFY(!refused.result());
    QVERIFY(isFine(taken));
    QCOMPARE(loaded(*store, mine), QJsonObject({{"count", 4}}));
}

// What is over, or was removed, is replaced by whoever comes.
void tst_Contract::takesWhatIsMadeFromNothing()
{
    const auto store = this->store();
    QVERIFY(isFine(store->save(mine, {{"count", 1}}, 1s, 0)));
    QTRY_VERIFY(!loaded(*store, mine));
    const StateStore::Saved saved = store->save(mine, {{"count", 2}}, {}, 0).result();
    QVERIFY(saved);
    QVERIFY(*store->remove(mine).result());
    QVERIFY(isFine(store->save(mine, {{"count", 3}}, {}, *saved)));
    QCOMPARE(loaded(*store, mine), QJsonObject({{"count", 3}}));
}

void tst_Contract::movesAtOnce()
{
    const auto store = this->store();
    const StoreKey to{"Counter", "session/moved"};
    store->remove(to).waitForFinished();
    QVERIFY(isFine(store->save(mine, {{"count", 1}})));
    const auto moved = store->move(mine, to, {{"count", 2}});
    QVERIFY(moved.has_value());
    QVERIFY(isFine(*moved));
    QVERIFY(!loaded(*store, mine));
    QCOMPARE(loaded(*store, to), QJsonObject({{"count", 2}}));
    QCOMPARE(versionOf(*store, to), *moved->result());
    QVERIFY(isFine(*store->move(to, to, {{"count", 3}}))); // to where it is
    QCOMPARE(loaded(*store, to), QJsonObject({{"count", 3}}));
    QVERIFY(isFine(store->save(mine, {{"count", 3}}, {}, 0))); // by somebody new
    QVERIFY(isFine(*store->move(mine, to, {{"count", 4}})));
    QVERIFY(!loaded(*store, mine));
    QCOMPARE(loaded(*store, to), QJsonObject({{"count", 4}}));
}

void tst_Contract::savesManyAtOnce()
{
    const auto store = this->store();
    constexpr int count = 500;
    QList<QFuture<StateStore::Saved>> saved;
    for (int i = 0; i < count; ++i)
        saved.append(store->save({"Many", QString::number(i)}, {{"number", i}}));
    for (const auto &one : std::as_const(saved))
        QVERIFY(isFine(one));
    for (int i = 0; i < count; i += 50)
        QCOMPARE(loaded(*store, {"Many", QString::number(i)}), QJsonObject({{"number", i}}));
}

QTEST_GUILESS_MAIN(tst_Contract)
#include "tst_contract.moc"

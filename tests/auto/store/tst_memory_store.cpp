#include <BackState/store/memory_store.h>

#include <QTest>

using namespace BackState;

static StoreKey key(int number)
{
    return {"Counter", QString("session/%1").arg(number)};
}

class tst_MemoryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forgetsThoseUnusedForLongest();
    void countsUseAsUse();
    void isDoneAtOnce();
};

void tst_MemoryStore::forgetsThoseUnusedForLongest()
{
    MemoryStore store(3);
    for (int i = 0; i < 5; ++i)
        store.save(key(i), {{"count", i}});
    QCOMPARE(store.size(), 3);
    QVERIFY(!*store.exists(key(0)).result());
    QVERIFY(!*store.exists(key(1)).result());
    QVERIFY(*store.exists(key(2)).result());
    QVERIFY(*store.exists(key(4)).result());
}

void tst_MemoryStore::countsUseAsUse()
{
    MemoryStore store(2);
    store.save(key(0), {});
    store.save(key(1), {});
    QVERIFY((*store.load(key(0)).result()).has_value());
    store.save(key(2), {});
    QVERIFY(*store.exists(key(0)).result());
    QVERIFY(!*store.exists(key(1)).result());
    store.save(key(0), {{"count", 1}}); // again
    store.save(key(3), {});
    QVERIFY(*store.exists(key(0)).result());
    QCOMPARE(store.size(), 2);
}

void tst_MemoryStore::isDoneAtOnce()
{
    MemoryStore store;
    QVERIFY(store.save(key(0), {}).isFinished());
    QVERIFY(store.load(key(0)).isFinished());
    QVERIFY(store.remove(key(0)).isFinished());
    QVERIFY(store.exists(key(0)).isFinished());
    QVERIFY(store.cleanup().isFinished());
    QCOMPARE(store.size(), 0);
}

QTEST_GUILESS_MAIN(tst_MemoryStore)
#include "tst_memory_store.moc"

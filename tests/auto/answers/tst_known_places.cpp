#include <BackState/answers/known_places.h>

#include <QTest>

using namespace BackState::Http;

class tst_KnownPlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areThoseOfSuccess();
    void areLostByAHundredFailuresInARow();
    void areTheLatestTenThousand();
};

void tst_KnownPlaces::areThoseOfSuccess()
{
    KnownPlaces places;
    QVERIFY(!places.begin("a"));
    places.succeeded("a");
    QVERIFY(places.begin("a"));
    QVERIFY(!places.begin("b"));
}

// Attempts that are still under way count as failures.
void tst_KnownPlaces::areLostByAHundredFailuresInARow()
{
    KnownPlaces places;
    places.succeeded("a");
    for (int i = 0; i < 100; ++i)
        QVERIFY(places.begin("a"));
    places.succeeded("a");
    for (int i = 0; i < 100; ++i)
        QVERIFY(places.begin("a"));
    places.takeBack("a");
    QVERIFY(places.begin("a"));
    QVERIFY(!places.begin("a"));
    QVERIFY(!places.begin("a"));
}

void tst_KnownPlaces::areTheLatestTenThousand()
{
    KnownPlaces places;
    for (int i = 0; i < 10'001; ++i)
        places.succeeded(QByteArray::number(i));
    QVERIFY(!places.begin("0"));
    QVERIFY(places.begin("1"));
    QVERIFY(places.begin("10000"));
}

QTEST_APPLESS_MAIN(tst_KnownPlaces)
#include "tst_known_places.moc"

#include <BackState/datastar/dialect.h>

#include <QTest>

using namespace BackState;

class tst_Dialect : public QObject
{
    Q_OBJECT

private slots:
    void followsTheBanner_data();
    void followsTheBanner();
    void isThatOfTodayUntilItIsSet();
};

void tst_Dialect::followsTheBanner_data()
{
    QTest::addColumn<QByteArray>("banner");
    QTest::addColumn<QString>("name");

    QTest::addRow("1.0.0") << QByteArray("// Datastar v1.0.0\nvar a") << "v1";
    QTest::addRow("1.0.2") << QByteArray("// Datastar v1.0.2") << "v1";
    QTest::addRow("a dash behind the banner")
        << QByteArray("// Datastar v1.0.2\nvar a='x-y'") << "v1";
    QTest::addRow("beta.11") << QByteArray("// Datastar v1.0.0-beta.11\nvar a") << "beta11";
    QTest::addRow("a release candidate is neither")
        << QByteArray("// Datastar v1.0.0-RC.6\n") << "";
    QTest::addRow("an older beta is neither") << QByteArray("// Datastar v1.0.0-beta.9\n") << "";
    QTest::addRow("nor is what is to come") << QByteArray("// Datastar v1.1.0\n") << "";
    QTest::addRow("no version") << QByteArray("var a=1") << "";
    QTest::addRow("nothing") << QByteArray() << "";
}

void tst_Dialect::followsTheBanner()
{
    QFETCH(QByteArray, banner);
    QFETCH(QString, name);

    const Dialect *dialect = Dialect::forVersion(banner);
    const Dialect *expected = name == "v1" ? &Dialect::v1()
        : name == "beta11"                 ? &Dialect::beta11()
                                           : nullptr;
    QCOMPARE(dialect, expected);
}

void tst_Dialect::isThatOfTodayUntilItIsSet()
{
    QCOMPARE(&Dialect::current(), &Dialect::v1());
    Dialect::setCurrent(Dialect::beta11());
    QCOMPARE(&Dialect::current(), &Dialect::beta11());
    Dialect::setCurrent(Dialect::v1());
}

QTEST_APPLESS_MAIN(tst_Dialect)
#include "tst_dialect.moc"

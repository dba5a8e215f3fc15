#include <BackState/wire/host_names.h>

#include <QTest>

using namespace BackState::Http;

class tst_HostNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allowWhatIsOurs_data();
    void allowWhatIsOurs();
    void refuseWhatIsNoName_data();
    void refuseWhatIsNoName();
};

void tst_HostNames::allowWhatIsOurs_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("arrivedAt");
    QTest::addColumn<bool>("isAllowed");

    const QString here = "127.0.0.1";
    const QString lan = "192.0.2.7";
    QTest::addRow("localhost") << QByteArray("localhost:5001") << here << true;
    QTest::addRow("localhost from afar") << QByteArray("localhost") << lan << true;
    QTest::addRow("capitals") << QByteArray("LocalHost") << here << true;
    QTest::addRow("a dot at the end") << QByteArray("localhost.") << here << true;
    QTest::addRow("two dots at the end") << QByteArray("localhost..") << here << false;
    QTest::addRow("the address") << QByteArray("192.0.2.7:80") << lan << true;
    QTest::addRow("another address") << QByteArray("192.0.2.8:80") << lan << false;
    QTest::addRow("loopback") << QByteArray("127.0.0.1:5001") << here << true;
    QTest::addRow("another one of loopback") << QByteArray("[::1]:5001") << here << true;
    QTest::addRow("loopback from afar") << QByteArray("127.0.0.1") << lan << false;
    QTest::addRow("IPv6") << QByteArray("[2001:DB8::1]") << "2001:db8::1" << true;
    QTest::addRow("IPv6 with port") << QByteArray("[2001:db8:0::1]:80") << "2001:db8::1" << true;
    QTest::addRow("IPv4 in IPv6") << QByteArray("192.0.2.7") << "::ffff:192.0.2.7" << true;
    QTest::addRow("a number") << QByteArray("2130706433") << here << false;
    QTest::addRow("hexadecimal") << QByteArray("0x7f.0.0.1") << here << false;
    QTest::addRow("a name of any site") << QByteArray("evil.example:5001") << here << false;
    QTest::addRow("below localhost") << QByteArray("evil.localhost") << here << false;
    QTest::addRow("begins as ours") << QByteArray("localhost.evil.example") << here << false;
    QTest::addRow("no field") << QByteArray() << here << true;
    QTest::addRow("only a port") << QByteArray(":5001") << here << false;
    QTest::addRow("a name of the program") << QByteArray("shop.example:8443") << lan << true;
    QTest::addRow("its capitals") << QByteArray("Shop.Example") << lan << true;
    QTest::addRow("below it") << QByteArray("www.shop.example") << lan << false;
    QTest::addRow("ends as it") << QByteArray("myshop.example") << lan << false;
    QTest::addRow("below a name with a star") << QByteArray("a.b.plant.example") << lan << true;
    QTest::addRow("that name itself") << QByteArray("plant.example") << lan << false;
    QTest::addRow("ends as that name") << QByteArray("evilplant.example") << lan << false;
    QTest::addRow("of another script") << QByteArray("xn--wrme-loa.example") << lan << true;
}

void tst_HostNames::allowWhatIsOurs()
{
    QFETCH(QByteArray, field);
    QFETCH(QString, arrivedAt);
    HostNames names;
    QCOMPARE(
        names.set({"shop.example", "*.plant.example", QString::fromUtf8("w\u00e4rme.example")}),
        QStringList());
    QTEST(names.allow(field, QHostAddress(arrivedAt)), "isAllowed");
}

void tst_HostNames::refuseWhatIsNoName_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"", "*", "*.", "http://shop.example", "shop.example:80", "a b", "a..b", "shop.*", "/"})
        QTest::addRow("%s", name) << QString(name);
}

void tst_HostNames::refuseWhatIsNoName()
{
    QFETCH(QString, name);
    const QStringList problems = HostNames().set({name});
    QCOMPARE(problems.size(), 1);
    QVERIFY(
        problems.first().startsWith("ServerOptions::hosts: \"" + name + "\" is no host's name"));
}

QTEST_APPLESS_MAIN(tst_HostNames)
#include "tst_host_names.moc"

#include <BackState/text/url.h>

#include <QTest>

using namespace BackState::Private;
using namespace Qt::StringLiterals;

class tst_Url : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsLocalPaths_data();
    void knowsLocalPaths();
    void leavesWhatIsNoEscape_data();
    void leavesWhatIsNoEscape();
};

void tst_Url::knowsLocalPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("isLocal");

    QTest::addRow("root") << "/"_ba << true;
    QTest::addRow("path and query") << "/orders/7?page=2&q=a%20b"_ba << true;
    QTest::addRow("slashes inside") << "/orders//7"_ba << true;
    QTest::addRow("nothing") << ""_ba << false;
    QTest::addRow("relative") << "orders"_ba << false;
    QTest::addRow("scheme") << "https://evil"_ba << false;
    QTest::addRow("another host") << "//evil"_ba << false;
    QTest::addRow("a backslash is a slash to browsers") << "/\\evil"_ba << false;
    QTest::addRow("browsers skip tabs") << "/\t/evil"_ba << false;
    QTest::addRow("browsers skip line ends") << "/\n/evil"_ba << false;
    QTest::addRow("space") << "/a b"_ba << false;
    QTest::addRow("DEL") << "/a\x7f"_ba << false;
    QTest::addRow("not ASCII") << "/k\xc3\xa4se"_ba << false;
}

void tst_Url::knowsLocalPaths()
{
    QFETCH(QByteArray, path);
    QFETCH(bool, isLocal);
    QCOMPARE(isLocalPath(path), isLocal);
}

void tst_Url::leavesWhatIsNoEscape_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addRow("no digits") << "%zz"_ba;
    QTest::addRow("one digit") << "%1z"_ba;
    QTest::addRow("at the end") << "100%"_ba;
    QTest::addRow("one digit at the end") << "100%4"_ba;
}

void tst_Url::leavesWhatIsNoEscape()
{
    QFETCH(QByteArray, text);
    QCOMPARE(percentDecoded(text), text);
    QCOMPARE(percentDecoded(text + "%41"), text + 'A');
}

QTEST_APPLESS_MAIN(tst_Url)
#include "tst_url.moc"

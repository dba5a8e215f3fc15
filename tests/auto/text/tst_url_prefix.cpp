#include <BackState/text/url_prefix.h>

#include <QTest>

using namespace BackState::Private;

class tst_UrlPrefix : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesThePlaceOfMarks();
    void isThereOnceForMany();
    void isAPath_data();
    void isAPath();
    void isTakenOffPaths_data();
    void isTakenOffPaths();
};

void tst_UrlPrefix::takesThePlaceOfMarks()
{
    const QByteArray mark = prefixMark().toByteArray();
    const QByteArray marked = "<a href=\"" + mark + "/a\"><a href=\"" + mark + "/b\">";
    QCOMPARE(withPrefix(marked, {}), "<a href=\"/a\"><a href=\"/b\">");
    QCOMPARE(withPrefix(marked, "/shop"), "<a href=\"/shop/a\"><a href=\"/shop/b\">");
    QCOMPARE(withPrefix("plain", "/shop"), "plain");
    // A user's
    for (const QByteArray &other : {QByteArray("</scr\x04ipt>"), mark.chopped(1), mark.mid(1)}) {
        QCOMPARE(withPrefix(other, "/shop"), other);
        QCOMPARE(
            withPrefix(other + ' ' + mark + ' ' + other, {}),
            QByteArray(other + "  " + other));
    }
    QCOMPARE(withPrefix({}, "/shop"), QByteArray());
}

void tst_UrlPrefix::isThereOnceForMany()
{
    const QByteArray marked = prefixMark().toByteArray() + "/a";
    const QByteArray next = prefixMark().toByteArray() + "/b";
    const QByteArray first = sharedWithPrefix(marked, "/shop");
    const QByteArray second = sharedWithPrefix(next, "/shop");
    QCOMPARE(sharedWithPrefix(marked, "/shop").constData(), first.constData());
    QCOMPARE(sharedWithPrefix(next, "/shop").constData(), second.constData());
    QCOMPARE(sharedWithPrefix(marked, "/other"), "/other/a");
    QCOMPARE(sharedWithPrefix(marked, "/shop"), "/shop/a");
    const QByteArray plain = "plain";
    QCOMPARE(sharedWithPrefix(plain, "/shop").constData(), plain.constData());
}

void tst_UrlPrefix::isAPath_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isOne");

    const auto row = [](const QByteArray &text, bool isOne) {
        QTest::addRow("%s", text.constData()) << text << isOne;
    };
    row("", true);
    row("/shop", true);
    row("/a/b-c_d.e~1", true);
    row("shop", false);
    row("/", false);
    row("/shop/", false);
    row("//shop", false);
    row("/a//b", false);
    row("/..", false);
    row("/a/.", false);
    row("/\"onload", false);
    row("/a b", false);
    row("/a%20", false);
    row("/a?b", false);
    row("/a\\b", false);
    row('/' + QByteArray(300, 'a'), false);
}

void tst_UrlPrefix::isAPath()
{
    QFETCH(const QByteArray, text);
    QTEST(isPrefix(text), "isOne");
}

void tst_UrlPrefix::isTakenOffPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("below");

    QTest::addRow("a page") << QByteArray("/shop/orders") << QByteArray("/orders");
    QTest::addRow("the start page") << QByteArray("/shop/") << QByteArray("/");
    QTest::addRow("without a slash") << QByteArray("/shop") << QByteArray("/");
    QTest::addRow("taken off by a proxy") << QByteArray("/orders") << QByteArray("/orders");
    QTest::addRow("a longer word") << QByteArray("/shopping") << QByteArray("/shopping");
    QTest::addRow("twice") << QByteArray("/shop/shop/a") << QByteArray("/shop/a");
}

void tst_UrlPrefix::isTakenOffPaths()
{
    QFETCH(const QByteArray, path);
    QTEST(withoutPrefix(path, "/shop"), "below");
    QCOMPARE(withoutPrefix(path, {}), path);
}

QTEST_GUILESS_MAIN(tst_UrlPrefix)
#include "tst_url_prefix.moc"

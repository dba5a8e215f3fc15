#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <QTest>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

// Elements whose content a parser does not read as markup.
class tst_RawText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesScriptsAlone();
    void keepsScriptsInTheirElement_data();
    void keepsScriptsInTheirElement();
    void leavesStyleSheetsAlone();
    void keepsStyleSheetsInTheirElement();
    void showsElementsInTextElementsAsText();
    void keepsTheFirstLineFeed();
};

void tst_RawText::leavesScriptsAlone()
{
    QCOMPARE(
        Script("if (a < b && c > 'd') f(\"", 5, "\");").bytes(),
        "<script>if (a < b && c > 'd') f(\"5\");</script>"_ba);
    QCOMPARE(
        Script(type("module"), src("/a.js?b&c"), defer()).bytes(),
        "<script type=\"module\" src=\"/a.js?b&amp;c\" defer></script>"_ba);
    QCOMPARE(Script(u"'ü'"_s).bytes(), "<script>'\xC3\xBC'</script>"_ba);
    QCOMPARE(
        Script("a </scrip> <script> <!- b").bytes(),
        "<script>a </scrip> <script> <!- b</script>"_ba);
}

void tst_RawText::keepsScriptsInTheirElement_data()
{
    QTest::addColumn<Element>("script");
    QTest::addColumn<QByteArray>("content");

    QTest::addRow("end tag") << Script("x = '</script><b>'") << "x = '\\u003C/script><b>'"_ba;
    QTest::addRow("capitals") << Script("'</ScRiPt >'") << "'\\u003C/ScRiPt >'"_ba;
    QTest::addRow("comment") << Script("'<!--<script>'") << "'\\u003C!--<script>'"_ba;
    QTest::addRow("many") << Script("</script</script<!--")
                          << "\\u003C/script\\u003C/script\\u003C!--"_ba;
    QTest::addRow("over two children") << Script("'</scr", u"ipt>'"_s) << "'\\u003C/script>'"_ba;
    QTest::addRow("over three children") << Script("'<", "!", Raw("--'")) << "'\\u003C!--'"_ba;
    QTest::addRow("raw") << Script(Raw("'</script>'")) << "'\\u003C/script>'"_ba;
    QTest::addRow("brought by an attribute")
        << Script("ipt>", Attribute::withContent("</scr"_ba)) << "\\u003C/script>"_ba;
    QTest::addRow("JSON") << Script(type("application/json"), "{\"a\":\"</script>\"}")
                          << "{\"a\":\"\\u003C/script>\"}"_ba;
    QTest::addRow("NUL") << Script(QByteArray("'</scr\0ipt'", 11)) << "'</scr\xEF\xBF\xBDipt'"_ba;
}

void tst_RawText::keepsScriptsInTheirElement()
{
    QFETCH(const Element, script);
    QFETCH(const QByteArray, content);

    const QByteArray bytes = script.bytes();
    const qsizetype start = bytes.indexOf('>') + 1;
    QCOMPARE(bytes.mid(start), content + "</script>");
}

void tst_RawText::leavesStyleSheetsAlone()
{
    QCOMPARE(
        Style("a > b { content: \"&<b>\" } @media (width < 9px) {}").bytes(),
        "<style>a > b { content: \"&<b>\" } @media (width < 9px) {}</style>"_ba);
}

void tst_RawText::keepsStyleSheetsInTheirElement()
{
    QCOMPARE(
        Style("a { content: '</style><script>' }").bytes(),
        "<style>a { content: '<\\/style><script>' }</style>"_ba);
    QCOMPARE(Style("</STY", "LE>").bytes(), "<style><\\/STYLE></style>"_ba);
}

void tst_RawText::showsElementsInTextElementsAsText()
{
    QCOMPARE(Title("a < b").bytes(), "<title>a &lt; b</title>"_ba);
    QCOMPARE(Title(B("x")).bytes(), "<title>&lt;b>x&lt;/b></title>"_ba);
    QCOMPARE(
        Textarea(name("t"), "</textarea>", Raw("</textarea>")).bytes(),
        "<textarea name=\"t\">&lt;/textarea&gt;&lt;/textarea></textarea>"_ba);
    QCOMPARE(Title(Attribute::withContent("</title>"_ba)).bytes(), "<title>&lt;/title></title>"_ba);
}

void tst_RawText::keepsTheFirstLineFeed()
{
    QCOMPARE(Pre("\na").bytes(), "<pre>\n\na</pre>"_ba);
    QCOMPARE(Pre("", B("\na")).bytes(), "<pre><b>\na</b></pre>"_ba);
    QCOMPARE(Pre("a\n").bytes(), "<pre>a\n</pre>"_ba);
    QCOMPARE(Textarea(u"\n"_s).bytes(), "<textarea>\n\n</textarea>"_ba);
    QCOMPARE(Title("\na").bytes(), "<title>\na</title>"_ba);
    QCOMPARE(Div("\na").bytes(), "<div>\na</div>"_ba);
}

QTEST_APPLESS_MAIN(tst_RawText)
#include "tst_raw_text.moc"

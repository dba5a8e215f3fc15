#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <QTest>

#include <QProperty>
#include <QStringBuilder>
#include <string>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

class tst_Attribute : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTextNumbersAndBool();
    void escapesItsValue();
    void refusesNamesThatAreNone_data();
    void refusesNamesThatAreNone();
    void acceptsTheNamesOfOthers();
    void addsUpClassesAndStyles();
    void letsTheLastOfANameCount();
    void warnsWhenADataAttributeIsLost();
    void mergesWhenAddedAsWhenGivenToATag();
    void refusesAddressesThatRunScript_data();
    void refusesAddressesThatRunScript();
    void keepsOtherAddresses();
    void refusesAttributesThatRunScript_data();
    void refusesAttributesThatRunScript();
    void keepsOtherAttributes();
    void keepsWhatIsTrusted();
    void bringsContent();
    void leavesContentOutOfVoidElements();
    void givesAnIdOnlyWhereThereIsNone();
    void tellsWhereItWasPlaced();
    void tellsThePlacementOfAnEmptyContent();
    void addsUpWhatAttributesBring();
};

void tst_Attribute::takesTextNumbersAndBool()
{
    const QByteArray expected = " name=\"text\""_ba;
    QCOMPARE(Attribute("name", "text").bytes(), expected);
    QCOMPARE(Attribute("name", u8"text").bytes(), expected);
    QCOMPARE(Attribute("name", u"text").bytes(), expected);
    QCOMPARE(Attribute("name", u"text"_s).bytes(), expected);
    QCOMPARE(Attribute("name", QStringView(u"text")).bytes(), expected);
    QCOMPARE(Attribute("name", "text"_L1).bytes(), expected);
    QCOMPARE(Attribute("name", "text"_ba).bytes(), expected);
    QCOMPARE(Attribute("name", QByteArrayView("text")).bytes(), expected);
    QCOMPARE(Attribute("name", std::string("text")).bytes(), expected);
    QCOMPARE(Attribute("name", std::string_view("text")).bytes(), expected);
    QCOMPARE(Attribute("name", u"te"_s % u"xt"_s).bytes(), expected);
    QCOMPARE(Attribute("name"_ba, static_cast<const char *>("text")).bytes(), expected);

    QCOMPARE(Attribute("n", 7).bytes(), " n=\"7\""_ba);
    QCOMPARE(Attribute("n", -0.5).bytes(), " n=\"-0.5\""_ba);
    QCOMPARE(Attribute("n", QProperty<int>(7)).bytes(), " n=\"7\""_ba);
    QCOMPARE(Attribute("n", QProperty<QString>(u"<"_s)).bytes(), " n=\"&lt;\""_ba);
    QCOMPARE(Attribute("n", true).bytes(), " n"_ba);
    QCOMPARE(Attribute("n", false).bytes(), ""_ba);
    QVERIFY(Attribute("n", false).isNone());
    QVERIFY(Attribute::none().isNone());
    QCOMPARE(Attribute("n", "").bytes(), " n=\"\""_ba);
    QCOMPARE(Attribute("n", static_cast<const char *>(nullptr)).bytes(), " n=\"\""_ba);
}

void tst_Attribute::escapesItsValue()
{
    QCOMPARE(
        Attribute("n", "\" onload='x'>&").bytes(),
        " n=\"&quot; onload=&#39;x&#39;&gt;&amp;\""_ba);
    QCOMPARE(Attribute("n", u"ü\n"_s).bytes(), " n=\"\xC3\xBC\n\""_ba);
}

void tst_Attribute::refusesNamesThatAreNone_data()
{
    QTest::addColumn<QByteArray>("name");

    QTest::addRow("empty") << ""_ba;
    QTest::addRow("a space") << "a b"_ba;
    QTest::addRow("a tab") << "a\tb"_ba;
    QTest::addRow("a line feed") << "\na"_ba;
    QTest::addRow("NUL") << QByteArray("a\0b", 3);
    QTest::addRow("DEL") << "a\x7F"_ba;
    QTest::addRow("a double quote") << "a\""_ba;
    QTest::addRow("a single quote") << "a'"_ba;
    QTest::addRow("greater than") << "a>"_ba;
    QTest::addRow("less than") << "<a"_ba;
    QTest::addRow("a slash") << "a/"_ba;
    QTest::addRow("an equals sign") << "a=b"_ba;
}

void tst_Attribute::refusesNamesThatAreNone()
{
    QFETCH(const QByteArray, name);

    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^No attribute can be called"_s));
    QCOMPARE(P(Attribute(name, "v"), "x").bytes(), "<p>x</p>"_ba);
}

void tst_Attribute::acceptsTheNamesOfOthers()
{
    QCOMPARE(
        Attribute("data-on:click__debounce.300ms", Trusted("x")).bytes(),
        " data-on:click__debounce.300ms=\"x\""_ba);
    QCOMPARE(Attribute("@click", "x").bytes(), " @click=\"x\""_ba);
}

void tst_Attribute::addsUpClassesAndStyles()
{
    QCOMPARE(Div(cls("a"), cls("b c")).bytes(), "<div class=\"a b c\"></div>"_ba);
    QCOMPARE(
        Div(style("color: red"), id("x"), style("margin: 0;"), style("top: 0")).bytes(),
        "<div style=\"color: red;margin: 0;top: 0\" id=\"x\"></div>"_ba);
    QCOMPARE(
        Div(style("content: \"a\""), style("top: 0")).bytes(),
        "<div style=\"content: &quot;a&quot;;top: 0\"></div>"_ba);
    QCOMPARE(Div(attribute("class", ""), cls("b")).bytes(), "<div class=\"b\"></div>"_ba);
    QCOMPARE(Div(attribute("CLASS", "a"), cls("b")).bytes(), "<div CLASS=\"a b\"></div>"_ba);
    QCOMPARE(
        Div(attribute("data-class", Trusted("a")), cls("b")).bytes(),
        "<div data-class=\"a\" class=\"b\"></div>"_ba);
}

void tst_Attribute::letsTheLastOfANameCount()
{
    QCOMPARE(
        Button(type("button"), id("x"), type("submit")).bytes(),
        "<button type=\"submit\" id=\"x\"></button>"_ba);
    QCOMPARE(Input(hidden("until-found"), hidden()).bytes(), "<input hidden>"_ba);
    QCOMPARE(Input(disabled(), attribute("disabled", "x")).bytes(), "<input disabled=\"x\">"_ba);
    QCOMPARE(Input(disabled(), disabled(false)).bytes(), "<input disabled>"_ba);
}

void tst_Attribute::warnsWhenADataAttributeIsLost()
{
    QTest::ignoreMessage(QtWarningMsg, "data-on:click is given twice; the last counts");
    QCOMPARE(
        Div(data("on:click", Trusted("first")), data("on:click", Trusted("second"))).bytes(),
        "<div data-on:click=\"second\"></div>"_ba);

    QTest::failOnWarning(QRegularExpression(u"."_s));
    QCOMPARE(Div(data("a", "1"), data("a", "1")).bytes(), "<div data-a=\"1\"></div>"_ba);
    QCOMPARE(Div(id("a"), id("b")).bytes(), "<div id=\"b\"></div>"_ba);
}

void tst_Attribute::mergesWhenAddedAsWhenGivenToATag()
{
    const Attribute both = cls("a") + id("x") + cls("b") + id("y");
    QCOMPARE(both.bytes(), " class=\"a b\" id=\"y\""_ba);
    QCOMPARE(Div(both, cls("c")).bytes(), "<div class=\"a b c\" id=\"y\"></div>"_ba);

    Attribute twice = cls("a");
    twice += twice;
    QCOMPARE(twice.bytes(), " class=\"a a\""_ba);
    QCOMPARE((Attribute::none() + id("x")).bytes(), " id=\"x\""_ba);
}

void tst_Attribute::refusesAddressesThatRunScript_data()
{
    QTest::addColumn<QString>("url");

    QTest::addRow("plain") << u"javascript:alert(1)"_s;
    QTest::addRow("capitals") << u"JavaScript:alert(1)"_s;
    QTest::addRow("spaces before") << u"  javascript:alert(1)"_s;
    QTest::addRow("control before") << u"\x01\x1Fjavascript:alert(1)"_s;
    QTest::addRow("a tab inside") << u"java\tscript:alert(1)"_s;
    QTest::addRow("line ends inside") << u"j\r\nava\nscript\n:alert(1)"_s;
}

void tst_Attribute::refusesAddressesThatRunScript()
{
    QFETCH(const QString, url);

    const auto expectWarning = [] {
        QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(u"^A javascript: address was refused as the value of"_s));
    };
    const QByteArray blocked = "=\"about:blank#blocked\""_ba;
    expectWarning();
    QCOMPARE(href(url).bytes(), " href" + blocked);
    expectWarning();
    QCOMPARE(src(url.toUtf8()).bytes(), " src" + blocked);
    expectWarning();
    QCOMPARE(action(url).bytes(), " action" + blocked);
    expectWarning();
    QCOMPARE(formaction(url).bytes(), " formaction" + blocked);
    expectWarning();
    QCOMPARE(attribute("HREF", url).bytes(), " HREF" + blocked);
    expectWarning();
    QCOMPARE(attribute("xlink:href", url).bytes(), " xlink:href" + blocked);
}

void tst_Attribute::refusesAttributesThatRunScript_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name :
         {"onclick",
          "ONload",
          "srcdoc",
          "SrcDoc",
          "data-on:click",
          "data-on-click__once",
          "DATA-ON-load",
          "data-text",
          "data-init",
          "data-init__delay.1s",
          "data-effect",
          "data-class:a",
          "data-attr-href",
          "data-bind",
          "data-computed:x",
          "data-signals",
          "data-signals-x",
          "data-show",
          "data-style:color",
          "data-ref",
          "data-indicator",
          "data-json-signals",
          "data-star-on:click"})
        QTest::addRow("%s", name) << QByteArray(name);
}

void tst_Attribute::refusesAttributesThatRunScript()
{
    QFETCH(const QByteArray, name);
    const auto expectWarning = [&name] {
        QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(
                "^The attribute " + name + " is left out, because its value runs as script"));
    };
    expectWarning();
    QVERIFY(attribute(name, "alert(1)").isNone());
    expectWarning();
    QVERIFY(Attribute(name, u"alert(1)"_s).isNone());
    if (name.startsWith("data-")) {
        expectWarning();
        QVERIFY(data(name.sliced(5), "alert(1)").isNone());
    }
}

void tst_Attribute::keepsOtherAttributes()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    for (const char *name :
         {"on",
          "data-x",
          "data-once",
          "data-onto",
          "data-texts",
          "data-starred",
          "data-binding-id"})
        QCOMPARE(attribute(name, "x").bytes(), QByteArray(" ") + name + "=\"x\"");
    QCOMPARE(aria("label", "onclick").bytes(), " aria-label=\"onclick\""_ba);
}

void tst_Attribute::keepsWhatIsTrusted()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QCOMPARE(
        attribute("onclick", Trusted("this.select()")).bytes(),
        " onclick=\"this.select()\""_ba);
    QCOMPARE(data("on:click", Trusted(u"f()"_s)).bytes(), " data-on:click=\"f()\""_ba);
    QCOMPARE(srcdoc(Trusted("<p>"_ba)).bytes(), " srcdoc=\"&lt;p&gt;\""_ba);
    QCOMPARE(href(Trusted("javascript:f()")).bytes(), " href=\"javascript:f()\""_ba);
    QCOMPARE(title(Trusted("x")).bytes(), " title=\"x\""_ba);
}

void tst_Attribute::keepsOtherAddresses()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    for (const char *url :
         {"/a?b=c",
          "https://example.org/javascript:",
          "#javascript:",
          "javascript",
          "data:image/png;base64,AA==",
          "mailto:a@example.org",
          ""}) {
        QCOMPARE(href(url).bytes(), " href=\"" + QByteArray(url) + "\"");
    }
    QCOMPARE(value("javascript:").bytes(), " value=\"javascript:\""_ba);
}

void tst_Attribute::bringsContent()
{
    const Attribute text
        = attribute("data-text", Trusted("$a")) + Attribute::withContent("1 &lt; 2"_ba);
    QCOMPARE(
        Span("after", text, B("!")).bytes(),
        "<span data-text=\"$a\">1 &lt; 2after<b>!</b></span>"_ba);
    QCOMPARE(Textarea(Attribute::withContent("\nx"_ba)).bytes(), "<textarea>\n\nx</textarea>"_ba);
}

void tst_Attribute::leavesContentOutOfVoidElements()
{
    QCOMPARE(Input(Attribute::withContent("x"_ba), id("i")).bytes(), "<input id=\"i\">"_ba);
}

void tst_Attribute::givesAnIdOnlyWhereThereIsNone()
{
    const Attribute fallback = Attribute::fallbackId("a&b"_ba);
    QCOMPARE(Ul(fallback, cls("c")).bytes(), "<ul class=\"c\" id=\"a&amp;b\"></ul>"_ba);
    QCOMPARE(Ul(fallback, id("own")).bytes(), "<ul id=\"own\"></ul>"_ba);
    QCOMPARE(Ul(fallback, Attribute::fallbackId("second"_ba)).id(), "a&b"_ba);
    QCOMPARE(Ul(fallback).id(), "a&b"_ba);
}

void tst_Attribute::tellsWhereItWasPlaced()
{
    QByteArrayList told;
    const Attribute rows
        = Attribute::withContent("<li>1</li><li>2</li>"_ba) + Attribute::fallbackId("n<1>"_ba)
        + Attribute::onPlaced([&told](const Placement &placement) {
              told << placement.before.toByteArray() << placement.content.toByteArray()
                   << placement.after.toByteArray() << placement.id.toByteArray();
          });
    QVERIFY(told.isEmpty());
    const Element list = Ul(cls("rows"), rows, Li("last"));

    const QByteArrayList expected = {
        "<ul class=\"rows\" id=\"n&lt;1&gt;\">"_ba,
        "<li>1</li><li>2</li>"_ba,
        "<li>last</li></ul>"_ba,
        "n<1>"_ba,
    };
    QCOMPARE(told, expected);
    QCOMPARE(list.bytes(), expected[0] + expected[1] + expected[2]);
}

void tst_Attribute::tellsThePlacementOfAnEmptyContent()
{
    QByteArrayList told;
    const Attribute placed = Attribute::onPlaced([&told](const Placement &placement) {
        told << placement.before.toByteArray() << placement.content.toByteArray()
             << placement.after.toByteArray() << placement.id.toByteArray();
    });
    Div(placed, "x");
    QCOMPARE(told, QByteArrayList({"<div>"_ba, ""_ba, "x</div>"_ba, ""_ba}));
}

void tst_Attribute::addsUpWhatAttributesBring()
{
    int told = 0;
    const auto count = [&told](const Placement &placement) {
        QCOMPARE(placement.content.toByteArray(), "ab"_ba);
        ++told;
    };
    const Attribute first = Attribute::withContent("a"_ba) + Attribute::onPlaced(count);
    const Attribute second = Attribute::withContent("b"_ba) + Attribute::onPlaced(count);
    QCOMPARE(Div(first, second).bytes(), "<div>ab</div>"_ba);
    QCOMPARE(told, 2);
    QCOMPARE(first.content(), "a"_ba); // copies don't share what is added to one
}

QTEST_APPLESS_MAIN(tst_Attribute)
#include "tst_attribute.moc"

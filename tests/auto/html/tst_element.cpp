#include <BackState/html/attributes.h>
#include <BackState/html/each.h>
#include <BackState/html/tags.h>

#include <QTest>
#include <QThread>

#include <memory>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

class tst_Element : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyByDefault();
    void escapesTextAndNotRaw();
    void joinsElements();
    void knowsWhetherItIsSingle();
    void readsItsId();
    void takesAnIdOnlyIfItHasNone();
    void takesFurtherAttributes();
    void leavesFragmentsAlone();
    void sharesItsBytes();
    void leavesItsBytesToWhoeverKeptThem();
    void mayEndInAnotherThread();
};

void tst_Element::isEmptyByDefault()
{
    QVERIFY(Element().isEmpty());
    QCOMPARE(Element().bytes(), ""_ba);
    QVERIFY(!Element().isSingle());
    QCOMPARE(Div(Element()).bytes(), "<div></div>"_ba);
}

void tst_Element::escapesTextAndNotRaw()
{
    QCOMPARE(Element::text(u"<b>").bytes(), "&lt;b&gt;"_ba);
    QCOMPARE(Element::text(QByteArrayView("<b>")).bytes(), "&lt;b&gt;"_ba);
    QCOMPARE(Raw("<b>ü</b>").bytes(), "<b>ü</b>"_ba);
    QCOMPARE(Raw(u"<b>ü</b>"_s).bytes(), "<b>ü</b>"_ba);
    QCOMPARE(P(Raw("<b>"), "<b>").bytes(), "<p><b>&lt;b&gt;</p>"_ba);
}

void tst_Element::joinsElements()
{
    QCOMPARE((B("1") + I("2")).bytes(), "<b>1</b><i>2</i>"_ba);
    Element all;
    all += B("1");
    all += Element();
    all += Raw("x");
    QCOMPARE(all.bytes(), "<b>1</b>x"_ba);
    QVERIFY(B("1") == B("1"));
    QVERIFY(B("1") != B("2"));
}

void tst_Element::knowsWhetherItIsSingle()
{
    QVERIFY(Div().isSingle());
    QVERIFY(Br().isSingle());
    QVERIFY(Fragment(Div()).isSingle());
    QVERIFY((Div() + Element()).isSingle());
    QVERIFY((Element() + Div()).isSingle());
    QVERIFY(!(Div() + Div()).isSingle());
    QVERIFY(!Fragment(Div(), "x").isSingle());
    QVERIFY(!Fragment("x").isSingle());
    QVERIFY(!Raw("<div></div>").isSingle());
    QVERIFY(!Element::text(u"x").isSingle());
}

void tst_Element::readsItsId()
{
    QCOMPARE(Div(cls("c"), id("a"), title("id=\"x\"")).id(), "a"_ba);
    QCOMPARE(Div(title(" id=\"x\""), P(id("inner"))).id(), ""_ba);
    QCOMPARE(Div(id("\"'<&>")).id(), "\"'<&>"_ba);
    QCOMPARE(Input(disabled(), id("i")).id(), "i"_ba);
    QCOMPARE(Div(data("id", "x")).id(), ""_ba);
    QCOMPARE((Div(id("a")) + Div(id("b"))).id(), ""_ba);
    QCOMPARE(Raw("<p id=\"a\"></p>").id(), ""_ba);
    QCOMPARE(Element().id(), ""_ba);
}

void tst_Element::takesAnIdOnlyIfItHasNone()
{
    QCOMPARE(
        Div(cls("c"), P("x")).withId("a").bytes(),
        "<div class=\"c\" id=\"a\"><p>x</p></div>"_ba);
    QCOMPARE(Div(id("own")).withId("a").bytes(), "<div id=\"own\"></div>"_ba);
    QCOMPARE(Br().withId("a<").bytes(), "<br id=\"a&lt;\">"_ba);
    QCOMPARE(Div().withId("a").withId("b").id(), "a"_ba);
    QVERIFY(Div().withId("a").isSingle());
}

void tst_Element::takesFurtherAttributes()
{
    const Element button = Button(cls("a"), type("button"), "x > y");
    QCOMPARE(
        button.withAttribute(cls("b") + disabled() + type("submit")).bytes(),
        "<button class=\"a b\" type=\"submit\" disabled>x &gt; y</button>"_ba);
    QCOMPARE(button.bytes(), "<button class=\"a\" type=\"button\">x &gt; y</button>"_ba);
    QCOMPARE(Hr().withAttribute(id("h")).bytes(), "<hr id=\"h\">"_ba);
    QCOMPARE(Pre("\nx").withAttribute(Attribute::none()).bytes(), "<pre>\n\nx</pre>"_ba);
    QCOMPARE(
        Ul(Li(2)).withAttribute(Attribute::withContent("<li>1</li>"_ba)).bytes(),
        "<ul><li>1</li><li>2</li></ul>"_ba);
}

void tst_Element::leavesFragmentsAlone()
{
    const Element two = B("1") + B("2");
    QCOMPARE(two.withId("a"), two);
    QCOMPARE(Raw("<b></b>").withAttribute(cls("c")), Raw("<b></b>"));
}

void tst_Element::sharesItsBytes()
{
    const Element element = Div("x");
    const Element copy = element;
    QCOMPARE(copy.bytes().constData(), element.bytes().constData());
    QCOMPARE(Fragment(element).bytes().constData(), element.bytes().constData());
}

// The memory of elements that are gone is used again.
void tst_Element::leavesItsBytesToWhoeverKeptThem()
{
    QByteArray bytes;
    Element copy;
    Attribute attribute;
    {
        const Element element = P(cls("kept"), "as it was");
        bytes = element.bytes();
        copy = Div(element);
        attribute = cls("card") + title("and more");
        const Attribute shared = attribute;
        const Element other = Section(shared, element);
    }
    for (int i = 0; i < 100; ++i)
        Div(cls("overwritten"), P(title("something else"), "that is as long"), i);
    QCOMPARE(bytes, "<p class=\"kept\">as it was</p>"_ba);
    QCOMPARE(copy.bytes(), "<div><p class=\"kept\">as it was</p></div>"_ba);
    QCOMPARE(attribute.bytes(), " class=\"card\" title=\"and more\""_ba);
    bytes.append('!'); // its own by now
    QCOMPARE(P(cls("kept"), "as it was").bytes() + '!', bytes);
}

void tst_Element::mayEndInAnotherThread()
{
    const Element before = P("made here");
    QByteArray bytes;
    const std::unique_ptr<QThread> thread(QThread::create([&bytes, moved = before] {
        thread_local Element last; // is destroyed when what the thread keeps is, or after that
        last = Ul(each(QList<int>(40), Li));
        bytes = Div(moved, last).bytes();
    }));
    thread->start();
    QVERIFY(thread->wait());
    QVERIFY(bytes.startsWith("<div><p>made here</p><ul><li>0</li>"));
    QVERIFY(bytes.endsWith("<li>0</li></ul></div>"));
    QCOMPARE(P("made here"), before);
}

QTEST_APPLESS_MAIN(tst_Element)
#include "tst_element.moc"

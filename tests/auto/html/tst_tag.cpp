#include <BackState/html/attributes.h>
#include <BackState/html/each.h>
#include <BackState/html/tags.h>

#include <QStringBuilder>
#include <QTest>

#include <QProperty>
#include <list>
#include <optional>
#include <string>
#include <vector>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

// Types of a program that take part in pages by functions in their own namespace.
namespace program {

struct Temperature
{
    double celsius = 0;
};

Element toElement(const Temperature &temperature)
{
    return Span(cls("celsius"), temperature.celsius, " °C");
}

class Station : public QObject // can't be copied
{
    Q_OBJECT
};

Attribute toAttribute(const Station &)
{
    return data("station", 7);
}

class Special : public Attribute
{
public:
    Special()
        : Attribute("special", true)
    {
    }
};

enum class Light { Off, On };

Element toElement(Light light)
{
    return B(light == Light::On ? "on" : "off");
}

} // namespace program

static_assert(std::is_trivially_destructible_v<Tag> && std::is_trivially_destructible_v<VoidTag>);

class tst_Tag : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesStartTagChildrenAndEndTag();
    void takesEveryKindOfText();
    void escapesText();
    void takesNumbers();
    void takesElementsAndRangesOfThem();
    void takesPropertiesAsTheirValue();
    void takesAttributesAndChildrenInAnyOrder();
    void takesTypesWithFunctionsOfTheirOwn();
    void takesOptionalAttributes();
    void writesVoidElementsWithoutEndTag();
    void nestsInItself();
    void canBeHandedOn();
    void canBeMadeByOthers();
    void joinsChildrenInAFragment();
};

void tst_Tag::writesStartTagChildrenAndEndTag()
{
    QCOMPARE(Div().bytes(), "<div></div>"_ba);
    QCOMPARE(Div("a").bytes(), "<div>a</div>"_ba);
    QCOMPARE(
        Main(H1("Count: ", Span(0)), Button("+1")).bytes(),
        "<main><h1>Count: <span>0</span></h1><button>+1</button></main>"_ba);
}

void tst_Tag::takesEveryKindOfText()
{
    const char *const pointer = "b";
    const char array[] = "c";
    QCOMPARE(P("a", pointer, array, u8"d", u"e").bytes(), "<p>abcde</p>"_ba);
    QCOMPARE(P(u"a"_s, QStringView(u"b"), "c"_L1, QChar(u'd')).bytes(), "<p>abcd</p>"_ba);
    QCOMPARE(P("a"_ba, QByteArrayView("b"), QUtf8StringView("c")).bytes(), "<p>abc</p>"_ba);
    QCOMPARE(
        P(std::string("a"), std::string_view("b"), std::u16string(u"c"), std::u8string(u8"d"))
            .bytes(),
        "<p>abcd</p>"_ba);
    QCOMPARE(P(u"a"_s % u"b"_s, "c"_ba + "d"_ba).bytes(), "<p>abcd</p>"_ba);
    QCOMPARE(P(true ? "yes" : "no, never").bytes(), "<p>yes</p>"_ba);
    QCOMPARE(
        P(static_cast<const char *>(nullptr), QString(), QByteArray(), "").bytes(),
        "<p></p>"_ba);
    QCOMPARE(
        P("größer", u" größer"_s).bytes(),
        "<p>gr\xC3\xB6\xC3\x9F"
        "er gr\xC3\xB6\xC3\x9F"
        "er</p>"_ba);
}

void tst_Tag::escapesText()
{
    QCOMPARE(P("<b>&amp;").bytes(), "<p>&lt;b&gt;&amp;amp;</p>"_ba);
    QCOMPARE(
        P(u"</p><script>alert('x')</script>"_s).bytes(),
        "<p>&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</p>"_ba);
}

void tst_Tag::takesNumbers()
{
    QCOMPARE(
        P(1, " ", -2L, " ", 3U, " ", 4ULL, " ", 0.5, " ", 0.25F).bytes(),
        "<p>1 -2 3 4 0.5 0.25</p>"_ba);
}

void tst_Tag::takesElementsAndRangesOfThem()
{
    const QList<Element> qtList = {Li(1), Li(2)};
    const std::vector<Element> vector = {Li(3)};
    const std::list<Element> list = {Li(4), Li(5)};
    const Element array[] = {Li(6), Li(7)};
    const std::optional<Element> some = Li(8);
    const std::optional<Element> none;
    QCOMPARE(
        Ul(Li(0), qtList, vector, list, array, some, none, QList<Element>()).bytes(),
        "<ul><li>0</li><li>1</li><li>2</li><li>3</li><li>4</li><li>5</li><li>6</li><li>7</li>"
        "<li>8</li></ul>"_ba);
}

void tst_Tag::takesPropertiesAsTheirValue()
{
    const QProperty<int> count(3);
    const QProperty<QString> name(u"<x>"_s);
    QCOMPARE(P(count, name, title(name)).bytes(), "<p title=\"&lt;x&gt;\">3&lt;x&gt;</p>"_ba);
}

void tst_Tag::takesAttributesAndChildrenInAnyOrder()
{
    QCOMPARE(
        A("1", href("/x"), 2, cls("a"), B("3")).bytes(),
        "<a href=\"/x\" class=\"a\">12<b>3</b></a>"_ba);
    QCOMPARE(A(Attribute::none(), "x").bytes(), "<a>x</a>"_ba);
}

void tst_Tag::takesTypesWithFunctionsOfTheirOwn()
{
    const program::Station station;
    QCOMPARE(
        P(program::Temperature{21.5}, station, program::Special(), program::Light::On).bytes(),
        "<p data-station=\"7\" special><span class=\"celsius\">21.5 °C</span><b>on</b></p>"_ba);
    QCOMPARE(Input(station).bytes(), "<input data-station=\"7\">"_ba);
}

void tst_Tag::takesOptionalAttributes()
{
    const std::optional<Attribute> some = cls("a");
    const std::optional<Attribute> none;
    QCOMPARE(P(some, none).bytes(), "<p class=\"a\"></p>"_ba);
}

void tst_Tag::writesVoidElementsWithoutEndTag()
{
    QCOMPARE(Br().bytes(), "<br>"_ba);
    QCOMPARE(Input(type("text"), disabled()).bytes(), "<input type=\"text\" disabled>"_ba);
}

void tst_Tag::nestsInItself()
{
    QCOMPARE(Div(Div(Div("x"))).bytes(), "<div><div><div>x</div></div></div>"_ba);
}

void tst_Tag::canBeHandedOn()
{
    QCOMPARE(Ul(each(QStringList{u"a"_s, u"b"_s}, Li)).bytes(), "<ul><li>a</li><li>b</li></ul>"_ba);
    const Tag heading = true ? H2 : H3;
    QCOMPARE(heading("x").bytes(), "<h2>x</h2>"_ba);
}

void tst_Tag::canBeMadeByOthers()
{
    constexpr Tag UserCard{"user-card"};
    QCOMPARE(UserCard(attribute("user", 7), "x").bytes(), "<user-card user=\"7\">x</user-card>"_ba);
}

void tst_Tag::joinsChildrenInAFragment()
{
    QCOMPARE(Fragment().bytes(), ""_ba);
    QCOMPARE(
        Fragment("a < b", Br(), 3, QList<Element>{B("x")}).bytes(),
        "a &lt; b<br>3<b>x</b>"_ba);
}

QTEST_APPLESS_MAIN(tst_Tag)
#include "tst_tag.moc"

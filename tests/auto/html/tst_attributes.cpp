#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <QTest>

#include <QProperty>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

namespace {

struct Expected
{
    Attribute attribute;
    QByteArray bytes;
};

} // namespace

// Text is no flag, though a literal converts to bool.
static_assert(!std::is_convertible_v<const char (&)[6], Flag> && !std::is_convertible_v<int, Flag>);
static_assert(
    !std::is_convertible_v<QString, Flag> && !std::is_convertible_v<std::nullptr_t, Flag>);
static_assert(std::is_convertible_v<bool, Flag> && std::is_convertible_v<QProperty<bool>, Flag>);

class tst_Attributes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writeTheNameOfHtml();
    void writeTheNameOfSvg();
    void areThereOrNot();
    void writeBoolAsAWordWhereHtmlWantsOne();
    void joinClasses();
    void prefixAriaAndData();
    void drawLines();
};

void tst_Attributes::writeTheNameOfHtml()
{
    const Expected all[] = {
        {accesskey("v"), " accesskey=\"v\""},
        {autocapitalize("v"), " autocapitalize=\"v\""},
        {dir("v"), " dir=\"v\""},
        {enterkeyhint("v"), " enterkeyhint=\"v\""},
        {id("v"), " id=\"v\""},
        {inputmode("v"), " inputmode=\"v\""},
        {is("v"), " is=\"v\""},
        {itemid("v"), " itemid=\"v\""},
        {itemprop("v"), " itemprop=\"v\""},
        {itemref("v"), " itemref=\"v\""},
        {itemtype("v"), " itemtype=\"v\""},
        {lang("v"), " lang=\"v\""},
        {nonce("v"), " nonce=\"v\""},
        {part("v"), " part=\"v\""},
        {popover("v"), " popover=\"v\""},
        {role("v"), " role=\"v\""},
        {slot("v"), " slot=\"v\""},
        {tabindex("v"), " tabindex=\"v\""},
        {title("v"), " title=\"v\""},
        {allow("v"), " allow=\"v\""},
        {alt("v"), " alt=\"v\""},
        {as("v"), " as=\"v\""},
        {blocking("v"), " blocking=\"v\""},
        {charset("v"), " charset=\"v\""},
        {cite("v"), " cite=\"v\""},
        {content("v"), " content=\"v\""},
        {coords("v"), " coords=\"v\""},
        {crossorigin("v"), " crossorigin=\"v\""},
        {datetime("v"), " datetime=\"v\""},
        {decoding("v"), " decoding=\"v\""},
        {download("v"), " download=\"v\""},
        {fetchpriority("v"), " fetchpriority=\"v\""},
        {height("v"), " height=\"v\""},
        {href("v"), " href=\"v\""},
        {hreflang("v"), " hreflang=\"v\""},
        {httpEquiv("v"), " http-equiv=\"v\""},
        {imagesizes("v"), " imagesizes=\"v\""},
        {imagesrcset("v"), " imagesrcset=\"v\""},
        {integrity("v"), " integrity=\"v\""},
        {kind("v"), " kind=\"v\""},
        {loading("v"), " loading=\"v\""},
        {media("v"), " media=\"v\""},
        {ping("v"), " ping=\"v\""},
        {poster("v"), " poster=\"v\""},
        {preload("v"), " preload=\"v\""},
        {referrerpolicy("v"), " referrerpolicy=\"v\""},
        {rel("v"), " rel=\"v\""},
        {sandbox("v"), " sandbox=\"v\""},
        {shape("v"), " shape=\"v\""},
        {sizes("v"), " sizes=\"v\""},
        {src("v"), " src=\"v\""},
        {srcdoc(Trusted("v")), " srcdoc=\"v\""},
        {srclang("v"), " srclang=\"v\""},
        {srcset("v"), " srcset=\"v\""},
        {target("v"), " target=\"v\""},
        {type("v"), " type=\"v\""},
        {usemap("v"), " usemap=\"v\""},
        {width("v"), " width=\"v\""},
        {accept("v"), " accept=\"v\""},
        {acceptCharset("v"), " accept-charset=\"v\""},
        {action("v"), " action=\"v\""},
        {autocomplete("v"), " autocomplete=\"v\""},
        {command("v"), " command=\"v\""},
        {commandfor("v"), " commandfor=\"v\""},
        {dirname("v"), " dirname=\"v\""},
        {enctype("v"), " enctype=\"v\""},
        {htmlFor("v"), " for=\"v\""},
        {form("v"), " form=\"v\""},
        {formaction("v"), " formaction=\"v\""},
        {formenctype("v"), " formenctype=\"v\""},
        {formmethod("v"), " formmethod=\"v\""},
        {formtarget("v"), " formtarget=\"v\""},
        {high("v"), " high=\"v\""},
        {label("v"), " label=\"v\""},
        {list("v"), " list=\"v\""},
        {low("v"), " low=\"v\""},
        {max("v"), " max=\"v\""},
        {maxlength("v"), " maxlength=\"v\""},
        {method("v"), " method=\"v\""},
        {min("v"), " min=\"v\""},
        {minlength("v"), " minlength=\"v\""},
        {name("v"), " name=\"v\""},
        {optimum("v"), " optimum=\"v\""},
        {pattern("v"), " pattern=\"v\""},
        {placeholder("v"), " placeholder=\"v\""},
        {popovertarget("v"), " popovertarget=\"v\""},
        {popovertargetaction("v"), " popovertargetaction=\"v\""},
        {rows("v"), " rows=\"v\""},
        {cols("v"), " cols=\"v\""},
        {size("v"), " size=\"v\""},
        {step("v"), " step=\"v\""},
        {value("v"), " value=\"v\""},
        {wrap("v"), " wrap=\"v\""},
        {abbr("v"), " abbr=\"v\""},
        {closedby("v"), " closedby=\"v\""},
        {color("v"), " color=\"v\""},
        {colorspace("v"), " colorspace=\"v\""},
        {colspan("v"), " colspan=\"v\""},
        {headers("v"), " headers=\"v\""},
        {rowspan("v"), " rowspan=\"v\""},
        {scope("v"), " scope=\"v\""},
        {shadowrootmode("v"), " shadowrootmode=\"v\""},
        {span("v"), " span=\"v\""},
        {start("v"), " start=\"v\""},
        {style("v"), " style=\"v\""},
        {hidden("v"), " hidden=\"v\""},
    };
    for (const auto &[attribute, bytes] : all)
        QCOMPARE(attribute.bytes(), bytes);
}

void tst_Attributes::writeTheNameOfSvg()
{
    const Expected all[] = {
        {viewBox("v"), " viewBox=\"v\""},
        {preserveAspectRatio("v"), " preserveAspectRatio=\"v\""},
        {xmlns("v"), " xmlns=\"v\""},
        {transform("v"), " transform=\"v\""},
        {d("v"), " d=\"v\""},
        {points("v"), " points=\"v\""},
        {x("v"), " x=\"v\""},
        {y("v"), " y=\"v\""},
        {x1("v"), " x1=\"v\""},
        {x2("v"), " x2=\"v\""},
        {y2("v"), " y2=\"v\""},
        {cx("v"), " cx=\"v\""},
        {cy("v"), " cy=\"v\""},
        {r("v"), " r=\"v\""},
        {rx("v"), " rx=\"v\""},
        {ry("v"), " ry=\"v\""},
        {dx("v"), " dx=\"v\""},
        {dy("v"), " dy=\"v\""},
        {fx("v"), " fx=\"v\""},
        {fy("v"), " fy=\"v\""},
        {fill("v"), " fill=\"v\""},
        {fillOpacity("v"), " fill-opacity=\"v\""},
        {fillRule("v"), " fill-rule=\"v\""},
        {stroke("v"), " stroke=\"v\""},
        {strokeWidth("v"), " stroke-width=\"v\""},
        {strokeOpacity("v"), " stroke-opacity=\"v\""},
        {strokeLinecap("v"), " stroke-linecap=\"v\""},
        {strokeLinejoin("v"), " stroke-linejoin=\"v\""},
        {strokeDasharray("v"), " stroke-dasharray=\"v\""},
        {strokeDashoffset("v"), " stroke-dashoffset=\"v\""},
        {strokeMiterlimit("v"), " stroke-miterlimit=\"v\""},
        {vectorEffect("v"), " vector-effect=\"v\""},
        {opacity("v"), " opacity=\"v\""},
        {offset("v"), " offset=\"v\""},
        {stopColor("v"), " stop-color=\"v\""},
        {stopOpacity("v"), " stop-opacity=\"v\""},
        {clipPath("v"), " clip-path=\"v\""},
        {clipRule("v"), " clip-rule=\"v\""},
        {markerStart("v"), " marker-start=\"v\""},
        {markerMid("v"), " marker-mid=\"v\""},
        {markerEnd("v"), " marker-end=\"v\""},
        {markerWidth("v"), " markerWidth=\"v\""},
        {markerHeight("v"), " markerHeight=\"v\""},
        {refX("v"), " refX=\"v\""},
        {refY("v"), " refY=\"v\""},
        {orient("v"), " orient=\"v\""},
        {gradientUnits("v"), " gradientUnits=\"v\""},
        {gradientTransform("v"), " gradientTransform=\"v\""},
        {spreadMethod("v"), " spreadMethod=\"v\""},
        {patternUnits("v"), " patternUnits=\"v\""},
        {patternTransform("v"), " patternTransform=\"v\""},
        {clipPathUnits("v"), " clipPathUnits=\"v\""},
        {maskUnits("v"), " maskUnits=\"v\""},
        {textAnchor("v"), " text-anchor=\"v\""},
        {dominantBaseline("v"), " dominant-baseline=\"v\""},
        {fontSize("v"), " font-size=\"v\""},
        {fontFamily("v"), " font-family=\"v\""},
        {fontWeight("v"), " font-weight=\"v\""},
        {letterSpacing("v"), " letter-spacing=\"v\""},
        {textLength("v"), " textLength=\"v\""},
        {lengthAdjust("v"), " lengthAdjust=\"v\""},
        {pathLength("v"), " pathLength=\"v\""},
        {shapeRendering("v"), " shape-rendering=\"v\""},
        {pointerEvents("v"), " pointer-events=\"v\""},
        {paintOrder("v"), " paint-order=\"v\""},
        {filter("v"), " filter=\"v\""},
        {stdDeviation("v"), " stdDeviation=\"v\""},
        {attributeName("v"), " attributeName=\"v\""},
        {dur("v"), " dur=\"v\""},
        {repeatCount("v"), " repeatCount=\"v\""},
    };
    for (const auto &[attribute, bytes] : all)
        QCOMPARE(attribute.bytes(), bytes);
}

void tst_Attributes::areThereOrNot()
{
    const Expected all[] = {
        {allowfullscreen(), " allowfullscreen"},
        {async(), " async"},
        {autofocus(), " autofocus"},
        {autoplay(), " autoplay"},
        {checked(), " checked"},
        {controls(), " controls"},
        {defer(), " defer"},
        {disabled(), " disabled"},
        {formnovalidate(), " formnovalidate"},
        {inert(), " inert"},
        {ismap(), " ismap"},
        {itemscope(), " itemscope"},
        {loop(), " loop"},
        {multiple(), " multiple"},
        {muted(), " muted"},
        {nomodule(), " nomodule"},
        {novalidate(), " novalidate"},
        {open(), " open"},
        {playsinline(), " playsinline"},
        {readonly(), " readonly"},
        {required(), " required"},
        {reversed(), " reversed"},
        {selected(), " selected"},
        {isDefault(), " default"},
    };
    for (const auto &[attribute, bytes] : all)
        QCOMPARE(attribute.bytes(), bytes);

    QCOMPARE(disabled(true).bytes(), " disabled"_ba);
    QCOMPARE(disabled(false).bytes(), ""_ba);
    QCOMPARE(disabled(QProperty<bool>(true)).bytes(), " disabled"_ba);
    QCOMPARE(hidden().bytes(), " hidden"_ba);
    QCOMPARE(hidden(false).bytes(), ""_ba);
    QCOMPARE(hidden("until-found").bytes(), " hidden=\"until-found\""_ba);
}

void tst_Attributes::writeBoolAsAWordWhereHtmlWantsOne()
{
    QCOMPARE(draggable(true).bytes(), " draggable=\"true\""_ba);
    QCOMPARE(draggable(QProperty<bool>(true)).bytes(), " draggable=\"true\""_ba);
    QCOMPARE(draggable(false).bytes(), " draggable=\"false\""_ba);
    QCOMPARE(contenteditable("plaintext-only").bytes(), " contenteditable=\"plaintext-only\""_ba);
    QCOMPARE(spellcheck(false).bytes(), " spellcheck=\"false\""_ba);
    QCOMPARE(writingsuggestions(false).bytes(), " writingsuggestions=\"false\""_ba);
    QCOMPARE(translate(false).bytes(), " translate=\"no\""_ba);
    QCOMPARE(autocorrect(true).bytes(), " autocorrect=\"on\""_ba);
}

void tst_Attributes::joinClasses()
{
    QCOMPARE(cls("a").bytes(), " class=\"a\""_ba);
    QCOMPARE(cls("a", u"b"_s, QByteArrayView("c d")).bytes(), " class=\"a b c d\""_ba);
    QCOMPARE(cls("a", "", "b").bytes(), " class=\"a b\""_ba);
    QCOMPARE(cls("", "a").bytes(), " class=\"a\""_ba);
    QCOMPARE(cls("\"<").bytes(), " class=\"&quot;&lt;\""_ba);
    QVERIFY(cls("").isNone());
    QVERIFY(cls().isNone());
}

void tst_Attributes::prefixAriaAndData()
{
    QCOMPARE(aria("label", "Close").bytes(), " aria-label=\"Close\""_ba);
    QCOMPARE(aria("hidden", true).bytes(), " aria-hidden=\"true\""_ba);
    QCOMPARE(aria("hidden", QProperty<bool>(true)).bytes(), " aria-hidden=\"true\""_ba);
    QCOMPARE(aria("hidden", false).bytes(), " aria-hidden=\"false\""_ba);
    QCOMPARE(data("key", 7).bytes(), " data-key=\"7\""_ba);
    QCOMPARE(data("open", true).bytes(), " data-open"_ba);
    QVERIFY(data("open", false).isNone());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^No attribute can be called"_s));
    QVERIFY(data("a b", 1).isNone());
}

void tst_Attributes::drawLines()
{
    QCOMPARE(
        Svg(viewBox("0 0 9 9"), Line(lineFrom(0, 1.5), lineTo(2, 3.25), strokeWidth(2))).bytes(),
        "<svg viewBox=\"0 0 9 9\">"
        "<line x1=\"0\" y1=\"1.5\" x2=\"2\" y2=\"3.25\" stroke-width=\"2\"></line></svg>"_ba);
}

QTEST_APPLESS_MAIN(tst_Attributes)
#include "tst_attributes.moc"

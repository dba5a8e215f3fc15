#include "states.h"

#include <BackState/datastar/initial_signals.h>
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <QTest>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class Extras : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Extras, QVariantMap, extra)
};

class tst_Attributes : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_rendering.emplace(); }
    void cleanup();
    void spellsElements_data();
    void spellsElements();
    void namesABackStatePropertyByItsMember();
    void namesPropertiesInThreeWays();
    void refusesToBind();
    void refusesExpressionsThatRunAsScript_data();
    void refusesExpressionsThatRunAsScript();
    void refusesWhatADialectLacks();
    void keepsProblemsOutOfTheMarkup();
    void showsErrors();
    void declaresWhatIsLocal();

private:
    std::optional<Private::Rendering> m_rendering;
};

namespace {

// The bytes of an element in both dialects. Build is called once for each.
template<typename Build>
void addRow(const char *name, const Build &build, const char *v1, const char *beta11 = nullptr)
{
    QTest::addRow("%s", name) << build().bytes() << QByteArray(v1);
    const Speaking speaking(Dialect::beta11());
    QTest::addRow("%s, beta.11", name) << build().bytes() << QByteArray(beta11 ? beta11 : v1);
}

} // namespace

void tst_Attributes::cleanup()
{
    m_rendering.reset();
}

void tst_Attributes::spellsElements_data()
{
    QTest::addColumn<QByteArray>("actual");
    QTest::addColumn<QByteArray>("expected");

    Counter counter;
    Chat chat;
    Sensor sensor;
    counter.limit = 5;
    counter.details = QVariantMap{{u"b"_s, 1}};
    counter.names = QStringList{u"a<"_s, u"b"_s};

    addRow(
        "text",
        [&] { return Span(text(counter.count)); },
        "<span data-text=\"$_Counter.count\">0</span>");
    addRow(
        "text of an editable one",
        [&] { return Span(text(chat.draft)); },
        "<span data-text=\"$Chat.draft\">Hi</span>");
    addRow(
        "text of a list",
        [&] { return Span(text(counter.names)); },
        "<span data-text=\"$_Counter.names.join(&#39;, &#39;)\">a&lt;, b</span>");
    addRow(
        "text of an optional",
        [&] { return Span(text(counter.limit)); },
        "<span data-text=\"$_Counter.limit.join(&#39;, &#39;)\">5</span>");
    addRow(
        "text of an empty optional",
        [&] { return Span(text(chat.limit)); },
        "<span data-text=\"$Chat.limit.join(&#39;, &#39;)\"></span>");
    addRow(
        "text of a signal",
        [&] { return Span(text(signal(counter.limit))); },
        "<span data-text=\"$_Counter.limit.join(&#39;, &#39;)\">5</span>");
    addRow(
        "text of an expression",
        [&] { return Span(text(signal(counter.count) + 1)); },
        "<span data-text=\"$_Counter.count + 1\"></span>");
    constexpr const char *showFunction
        = "(function show(v){return Array.isArray(v)?v.map(show).join(&#39;, "
          "&#39;):v===null||v===undefined?"
          "&#39;&#39;:typeof v===&#39;object&#39;?JSON.stringify(v):String(v)})(";
    addRow(
        "text of a map",
        [&] { return Span(text(counter.details)); },
        QByteArray(
            QByteArray("<span data-text=\"") + showFunction
            + "$_Counter.details)\">{&quot;b&quot;:1}</span>")
            .constData());
    addRow(
        "text of a gadget",
        [&] { return Span(text(counter.point)); },
        QByteArray(
            QByteArray("<span data-text=\"") + showFunction
            + "$_Counter.point)\">{&quot;x&quot;:1,&quot;y&quot;:2}</span>")
            .constData(),
        QByteArray(
            QByteArray("<span data-text=\"") + showFunction
            + "ctx.signals.values()._Counter.point)\">{&quot;x&quot;:1,&quot;y&quot;:2}</span>")
            .constData());
    addRow(
        "bind",
        [&] { return Input(bind(chat.draft)); },
        "<input data-bind=\"Chat.draft\" "
        "data-class:effect-control=\"(backState.control(el,&#39;Chat.draft&#39;,&#39;text&#39;,"
        "$Chat.draft,v=&gt;$Chat.draft=v),false)\" "
        "data-attr:aria-invalid=\"$_errors.Chat.draft?&#39;true&#39;:false\" "
        "data-attr:aria-describedby=\"$_errors.Chat.draft&amp;&amp;document.getElementById("
        "&#39;Chat-error-draft&#39;)?&#39;Chat-error-draft&#39;:false\">",
        "<input data-bind=\"Chat.draft\" "
        "data-class-effect-control=\"(backState.control(ctx.el,&#39;Chat.draft&#39;,&#39;text&#39;,"
        "$Chat.draft,v=&gt;$Chat.draft=v),false)\" "
        "data-attr-aria-invalid=\"$_errors.Chat.draft?&#39;true&#39;:false\" "
        "data-attr-aria-describedby=\"$_errors.Chat.draft&amp;&amp;document.getElementById("
        "&#39;Chat-error-draft&#39;)?&#39;Chat-error-draft&#39;:false\">");
    addRow(
        "bind, live",
        [&] { return Input(bind(chat.draft, live(300ms))); },
        "<input data-bind=\"Chat.draft\" "
        "data-class:effect-control=\"(backState.control(el,&#39;Chat.draft&#39;,&#39;text&#39;,"
        "$Chat.draft,v=&gt;$Chat.draft=v),false)\" "
        "data-attr:aria-invalid=\"$_errors.Chat.draft?&#39;true&#39;:false\" "
        "data-attr:aria-describedby=\"$_errors.Chat.draft&amp;&amp;document.getElementById("
        "&#39;Chat-error-draft&#39;)?&#39;Chat-error-draft&#39;:false\" "
        "data-on:input__debounce.300ms=\"backState.act(el,$_tab,o=&gt;"
        "@post(&#39;/backstate/edit/Chat&#39;,o))\">",
        "<input data-bind=\"Chat.draft\" "
        "data-class-effect-control=\"(backState.control(ctx.el,&#39;Chat.draft&#39;,&#39;text&#39;,"
        "$Chat.draft,v=&gt;$Chat.draft=v),false)\" "
        "data-attr-aria-invalid=\"$_errors.Chat.draft?&#39;true&#39;:false\" "
        "data-attr-aria-describedby=\"$_errors.Chat.draft&amp;&amp;document.getElementById("
        "&#39;Chat-error-draft&#39;)?&#39;Chat-error-draft&#39;:false\" "
        "data-on-input__debounce.300ms=\"backState.act(ctx.el,$_tab,o=&gt;"
        "@post(&#39;/backstate/edit/Chat&#39;,o))\">");
    addRow(
        "bind of an optional number",
        [&] { return Input(bind(chat.limit)); },
        "<input "
        "data-class:effect-control=\"(backState.control(el,&#39;Chat.limit&#39;,&#39;optional "
        "integer&#39;,$Chat.limit,v=&gt;$Chat.limit=v),false)\" "
        "data-attr:aria-invalid=\"$_errors.Chat.limit?&#39;true&#39;:false\" "
        "data-attr:aria-describedby=\"$_errors.Chat.limit&amp;&amp;document.getElementById("
        "&#39;Chat-error-limit&#39;)?&#39;Chat-error-limit&#39;:false\">",
        "<input "
        "data-class-effect-control=\"(backState.control(ctx.el,&#39;Chat.limit&#39;,&#39;optional "
        "integer&#39;,$Chat.limit,v=&gt;$Chat.limit=v),false)\" "
        "data-attr-aria-invalid=\"$_errors.Chat.limit?&#39;true&#39;:false\" "
        "data-attr-aria-describedby=\"$_errors.Chat.limit&amp;&amp;document.getElementById("
        "&#39;Chat-error-limit&#39;)?&#39;Chat-error-limit&#39;:false\">");
    addRow(
        "show what is false",
        [&] { return P(show(counter.isOpen)); },
        "<p data-show=\"$_Counter.isOpen\" style=\"display:none\"></p>");
    addRow(
        "hide what is false",
        [&] { return P(hide(counter.isOpen)); },
        "<p data-show=\"!$_Counter.isOpen\"></p>");
    addRow(
        "show beside a style",
        [&] { return P(style("color:red"), show(signal(counter.count) > 1)); },
        "<p style=\"color:red;display:none\" data-show=\"$_Counter.count &gt; 1\"></p>");
    addRow(
        "show what is not known",
        [&] { return P(show(script("x"))); },
        "<p data-show=\"x\"></p>");
    addRow(
        "class",
        [&] { return P(cls("a"), cls("is-on", signal(counter.count) == 0)); },
        "<p class=\"a is-on\" data-class:is-on=\"$_Counter.count === 0\"></p>",
        "<p class=\"a is-on\" data-class-is-on=\"$_Counter.count === 0\"></p>");
    addRow(
        "class of other signs",
        [&] { return P(cls("md:flex b__c", script("x"))); },
        "<p data-class=\"{&#39;md:flex b__c&#39;:(x)}\"></p>",
        "<p data-class=\"{&#39;md:flex b__c&#39;:(x)}\"></p>");
    addRow(
        "attribute",
        [&] { return A(attr("title", signal(counter.label))); },
        "<a data-attr:title=\"$_Counter.label\"></a>",
        "<a data-attr-title=\"$_Counter.label\"></a>");
    addRow(
        "attribute with capitals",
        [&] { return Svg(attr("viewBox", script("a, b"))); },
        "<svg data-attr=\"{&#39;viewBox&#39;:(a, b)}\"></svg>");
    addRow(
        "address",
        [&] { return A(attr("href", signal(counter.label))); },
        "<a data-attr:href=\"(u=&gt;{try{return new "
        "URL(u,document.baseURI).protocol===&#39;javascript:&#39;?"
        "&#39;about:blank#blocked&#39;:u}catch{return u}})($_Counter.label)\"></a>",
        "<a data-attr-href=\"(u=&gt;{try{return new "
        "URL(u,document.baseURI).protocol===&#39;javascript:&#39;?"
        "&#39;about:blank#blocked&#39;:u}catch{return u}})($_Counter.label)\"></a>");
    addRow(
        "style",
        [&] { return P(style("width", signal(counter.count) + "%")); },
        "<p data-style:width=\"$_Counter.count + &#39;%&#39;\"></p>",
        "<p "
        "data-class-effect-width=\"(ctx.el.style.setProperty(&#39;width&#39;,String($_Counter."
        "count + &#39;%&#39;)),"
        "false)\"></p>");
    addRow(
        "custom style",
        [&] { return P(style("--gap", script("x"))); },
        "<p data-style=\"{&#39;--gap&#39;:(x)}\"></p>",
        "<p "
        "data-class-effect-ididmnmhng=\"(ctx.el.style.setProperty(&#39;--gap&#39;,String(x)),false)"
        "\"></p>");
    addRow(
        "local signal",
        [&] { return P(Html::local("isOpen", false)); },
        "<p data-signals:_local.is-open__ifmissing=\"false\"></p>",
        "<p data-signals-_local.is-open__ifmissing=\"false\"></p>");
    addRow(
        "computed signal",
        [&] { return P(computed("total", signal(counter.count) * 2)); },
        "<p data-computed:_local.total=\"$_Counter.count * 2\"></p>",
        "<p data-computed-_local.total=\"$_Counter.count * 2\"></p>");
    addRow(
        "indicator",
        [&] { return P(indicator("busy")); },
        "<p data-indicator=\"_local.busy\"></p>");
    addRow("ref", [&] { return P(ref("field")); }, "<p data-ref=\"_local.field\"></p>");
    addRow(
        "effect",
        [&] { return P(effect(script("f($_Counter.count)"))); },
        "<p data-effect=\"f($_Counter.count)\"></p>",
        "<p data-class-effect-own=\"(f($_Counter.count),false)\"></p>");
    addRow(
        "signal patch",
        [&] { return P(signalPatch(script("f()"))); },
        "<p data-on-signal-patch=\"f()\"></p>",
        "<p data-on-signal-change=\"f()\"></p>");
    addRow(
        "all signals",
        [&] { return Pre(jsonSignals()); },
        "<pre data-json-signals></pre>",
        "<pre data-text=\"ctx.signals.JSON()\"></pre>");
    addRow(
        "ignore",
        [&] { return P(ignore()); },
        "<p data-ignore></p>",
        "<p data-star-ignore></p>");
    QTest::addRow("ignore morph") << P(ignoreMorph()).bytes() << "<p data-ignore-morph></p>"_ba;
    QTest::addRow("preserve") << P(preserveAttr("open class")).bytes()
                              << "<p data-preserve-attr=\"open class\"></p>"_ba;
}

void tst_Attributes::spellsElements()
{
    QFETCH(QByteArray, actual);
    QFETCH(QByteArray, expected);
    QCOMPARE(actual, expected);
}

void tst_Attributes::namesABackStatePropertyByItsMember()
{
    Counter counter;
    Chat chat;
    QCOMPARE(B(text<&Counter::count>(counter)).bytes(), B(text(counter.count)).bytes());
    QCOMPARE(P(show<&Counter::isOpen>(counter)).bytes(), P(show(counter.isOpen)).bytes());
    QCOMPARE(Input(bind<&Chat::draft>(chat)).bytes(), Input(bind(chat.draft)).bytes());
    QCOMPARE(signal<&Counter::count>(counter).text(), signal(counter.count).text());
    QCOMPARE(
        Span(error<&Chat::draft>(chat)).bytes(),
        "<span><small id=\"Chat-error-draft\" role=\"alert\" class=\"error\" "
        "data-text=\"$_errors.Chat.draft\" data-show=\"$_errors.Chat.draft\" "
        "style=\"display:none\"></small></span>"_ba);
}

void tst_Attributes::namesPropertiesInThreeWays()
{
    Sensor sensor;
    const QByteArray expected = "<b data-text=\"$_Sensor.celsius\">21.5</b>";
    QCOMPARE(B(text<&Sensor::celsius>(sensor)).bytes(), expected);
    QCOMPARE(B(text(sensor, "celsius")).bytes(), expected);
    QCOMPARE(
        P(show<&Sensor::celsius>(sensor)).bytes(),
        "<p data-show=\"$_Sensor.celsius\"></p>"_ba);
    QCOMPARE(P(show(sensor, "celsius")).bytes(), "<p data-show=\"$_Sensor.celsius\"></p>"_ba);
    QCOMPARE(
        P(hide<&Sensor::celsius>(sensor)).bytes(),
        "<p data-show=\"!$_Sensor.celsius\" style=\"display:none\"></p>"_ba);
    QVERIFY(m_rendering->problems().isEmpty());
}

void tst_Attributes::refusesExpressionsThatRunAsScript_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"onclick", "ONFOCUS", "srcdoc", "data-on:click", "data-text"})
        QTest::addRow("%s", name) << QByteArray(name);
}

void tst_Attributes::refusesExpressionsThatRunAsScript()
{
    QFETCH(QByteArray, name);
    Counter counter;
    QVERIFY(attr(name, signal(counter.label)).isNone());
    QCOMPARE(m_rendering->problems().size(), 1);
    QVERIFY(m_rendering->problems().first().startsWith("attr(\"" + name + "\"): the value of"));
    QVERIFY(!attr(name, Trusted(signal(counter.label))).isNone());
    QCOMPARE(m_rendering->problems().size(), 1);
}

void tst_Attributes::refusesToBind()
{
    Counter counter;
    Extras extras;
    Chat chat;
    chat.size.setBinding([] { return 1; });
    QCOMPARE(Input(bind(counter, "count")).bytes(), "<input>"_ba);
    QCOMPARE(Input(bind(extras.extra)).bytes(), "<input>"_ba);
    QCOMPARE(Input(bind(chat.size)).bytes(), "<input>"_ba);
    QCOMPARE(
        m_rendering->problems(),
        QStringList(
            {u"bind(Counter::count): the property can't be edited: declare it with "
             u"BACKSTATE_EDITABLE, or "
             "with USER true and WRITE."_s,
             u"bind(Extras::extra): an input can't hold a map, a variant or a value with members: "
             u"bind a property of a plain type, a list or an optional of one."_s,
             u"bind(Chat::size): the property is computed by a binding: bind what it is computed "
             u"from."_s}));
}

void tst_Attributes::refusesWhatADialectLacks()
{
    const Speaking beta11(Dialect::beta11());
    QCOMPARE(P(ignoreMorph()).bytes(), "<p></p>"_ba);
    QCOMPARE(P(preserveAttr("open")).bytes(), "<p></p>"_ba);
    QCOMPARE(m_rendering->problems().size(), 2);
    QCOMPARE(
        m_rendering->problems().first(),
        u"ignoreMorph() does not exist in this version of Datastar: use 1.0, or leave it out."_s);
}

void tst_Attributes::keepsProblemsOutOfTheMarkup()
{
    Chat chat;
    const Expression none = action<&Chat::notAnEvent>(chat);
    QCOMPARE(
        P(show(none), hide(none), text(none), attr("href", none), cls("a", none)).bytes(),
        "<p></p>"_ba);
    QCOMPARE(P(style("width", none), effect(none), computed("a", none)).bytes(), "<p></p>"_ba);
    QCOMPARE(P(Html::local("A", 1), indicator("a.b"), ref("")).bytes(), "<p></p>"_ba);
    QCOMPARE(m_rendering->problems().size(), 4);
}

void tst_Attributes::showsErrors()
{
    Chat chat;
    // The first has the id that the inputs of the property point to.
    const QByteArray id = " id=\"Chat-error-draft\"";
    const QByteArray expected = " role=\"alert\" class=\"error\" data-text=\"$_errors.Chat.draft\" "
                                "data-show=\"$_errors.Chat.draft\" style=\"display:none\"></small>";
    QCOMPARE(error(chat.draft).bytes(), "<small" + id + expected);
    QCOMPARE(error(chat, "draft").bytes(), "<small" + expected);
    QVERIFY(error<&Chat::send>(chat, "message").bytes().contains("$_errors.Chat.message"));
    QCOMPARE(m_rendering->names().at(0).errors, QByteArrayList({"draft", "message"}));
    QVERIFY(m_rendering->names().at(0).properties.isEmpty());
}

void tst_Attributes::declaresWhatIsLocal()
{
    const auto used = show(BackState::local("open"));
    const auto declared = Html::local("open", true);
    const auto sum = computed("sum", script("1"));
    QVERIFY(!(used + declared + sum).isNone());
    QCOMPARE(
        Private::initialSignals(*m_rendering, {}, Dialect::v1()).bytes(),
        " data-signals=\"{&quot;_local&quot;:{&quot;open&quot;:true}}\""_ba);
    QCOMPARE(
        Private::initialSignals(*m_rendering, {}, Dialect::beta11()).bytes(),
        " data-signals-_declared=\"(ctx.signals.merge({&quot;_local&quot;:{&quot;open&quot;:true,&"
        "quot;sum&quot;:"
        "&quot;&quot;}}),true)\""_ba);
}

QTEST_GUILESS_MAIN(tst_Attributes)
#include "tst_attributes.moc"

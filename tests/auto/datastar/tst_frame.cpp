#include <BackState/datastar/frame.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_Frame : public QObject
{
    Q_OBJECT

private slots:
    void splitsLines_data();
    void splitsLines();
    void spellsModes_data();
    void spellsModes();
    void refusesLineBreaks_data();
    void refusesLineBreaks();
    void needsASelectorForMostModes();
    void patchesOtherNamespacesInOneDialectOnly();
    void writesTransitions();
    void keepsTextAndOrderInBeta11();
    void removesElements();
    void removesSignals_data();
    void removesSignals();
    void patchesSignals();
    void keepsScriptsInTheirTag_data();
    void keepsScriptsInTheirTag();
    void redirects_data();
    void redirects();
    void putsIdBeforeRetry();
    void leavesTheDefaultRetryOut();
    void beatsWithAComment();
};

void tst_Frame::splitsLines_data()
{
    QTest::addColumn<QByteArray>("markup");
    QTest::addColumn<QByteArray>("lines");

    QTest::addRow("one line") << "<p>a</p>"_ba << "data: elements <p>a</p>\n"_ba;
    QTest::addRow("a newline starts a data line")
        << "<p>\na</p>"_ba
        << "data: elements <p>\ndata: elements a</p>\n"_ba;
    QTest::addRow("so does a carriage return") << "<p>\ra</p>"_ba
                                               << "data: elements <p>\ndata: elements a</p>\n"_ba;
    QTest::addRow("both together are one") << "<p>\r\na</p>"_ba
                                           << "data: elements <p>\ndata: elements a</p>\n"_ba;
    QTest::addRow("the other way round they are two")
        << "<p>\n\ra</p>"_ba << "data: elements <p>\ndata: elements \ndata: elements a</p>\n"_ba;
    QTest::addRow("a blank line keeps its space")
        << "<pre>a\n\nb</pre>"_ba
        << "data: elements <pre>a\ndata: elements \ndata: elements b</pre>\n"_ba;
    QTest::addRow("a forged event stays text")
        << "a\n\nevent: x"_ba << "data: elements a\ndata: elements \ndata: elements event: x\n"_ba;
    QTest::addRow("spaces stay") << "  a  "_ba << "data: elements   a  \n"_ba;
    QTest::addRow("nothing") << ""_ba << "data: elements \n"_ba;
}

void tst_Frame::splitsLines()
{
    QFETCH(QByteArray, markup);
    QFETCH(QByteArray, lines);
    QCOMPARE(
        Frame::patchElements(markup, Dialect::v1()).bytes(),
        QByteArray("event: datastar-patch-elements\n" + lines + "\n"));
}

void tst_Frame::spellsModes_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<QByteArray>("v1");
    QTest::addColumn<QByteArray>("beta11");

    QTest::addRow("outer is the default") << Mode::Outer << ""_ba << ""_ba;
    QTest::addRow("inner") << Mode::Inner << "data: mode inner\n"_ba
                           << "data: mergeMode inner\n"_ba;
    QTest::addRow("replace") << Mode::Replace << "data: mode replace\n"_ba
                             << "data: mergeMode outer\n"_ba;
    QTest::addRow("prepend") << Mode::Prepend << "data: mode prepend\n"_ba
                             << "data: mergeMode prepend\n"_ba;
    QTest::addRow("append") << Mode::Append << "data: mode append\n"_ba
                            << "data: mergeMode append\n"_ba;
    QTest::addRow("before") << Mode::Before << "data: mode before\n"_ba
                            << "data: mergeMode before\n"_ba;
    QTest::addRow("after") << Mode::After << "data: mode after\n"_ba
                           << "data: mergeMode after\n"_ba;
}

void tst_Frame::spellsModes()
{
    QFETCH(Mode, mode);
    QFETCH(QByteArray, v1);
    QFETCH(QByteArray, beta11);

    ElementsOptions options;
    options.selector = "#a";
    options.mode = mode;
    QCOMPARE(
        Frame::patchElements("<p></p>", options, Dialect::v1())->bytes(),
        QByteArray(
            "event: datastar-patch-elements\ndata: selector #a\n" + v1
            + "data: elements <p></p>\n\n"));
    QCOMPARE(
        Frame::patchElements("<p></p>", options, Dialect::beta11())->bytes(),
        QByteArray(
            "event: datastar-merge-fragments\ndata: selector #a\n" + beta11
            + "data: fragments <p></p>\n\n"));
}

void tst_Frame::refusesLineBreaks_data()
{
    QTest::addColumn<QByteArray>("text");

    QTest::addRow("line feed") << "a\ndata: mode remove"_ba;
    QTest::addRow("carriage return") << "a\rdata: mode remove"_ba;
    QTest::addRow("both") << "a\r\n\r\nevent: x"_ba;
}

void tst_Frame::refusesLineBreaks()
{
    QFETCH(QByteArray, text);

    ElementsOptions options;
    options.selector = text;
    QCOMPARE(Frame::patchElements("<p></p>", options).error().name, "selector"_ba);
    options = {};
    options.viewTransition = true;
    options.viewTransitionSelector = text;
    QCOMPARE(Frame::patchElements("<p></p>", options).error().name, "viewTransitionSelector"_ba);
    QCOMPARE(Frame::removeElements(text).error().name, "selector"_ba);
    QCOMPARE(Frame::removeSignals({text}).error().name, "path"_ba);
    QCOMPARE(Frame::patchSignals("{}").withId(text).error().name, "id"_ba);
    ScriptOptions script;
    script.attributes = {{"nonce", text}};
    QCOMPARE(Frame::executeScript("1", script).error().name, "attribute"_ba);
    QVERIFY(!Frame::redirect(text));
}

void tst_Frame::needsASelectorForMostModes()
{
    for (const Mode mode :
         {Mode::Inner, Mode::Prepend, Mode::Append, Mode::Before, Mode::After, Mode::Remove}) {
        ElementsOptions options;
        options.mode = mode;
        QVERIFY(!Frame::patchElements("<p></p>", options));
    }
    ElementsOptions options;
    options.mode = Mode::Replace;
    QVERIFY(Frame::patchElements("<p id=\"a\"></p>", options));
    QVERIFY(!Frame::removeElements(""));
}

void tst_Frame::patchesOtherNamespacesInOneDialectOnly()
{
    ElementsOptions options;
    options.selector = "#chart";
    options.mode = Mode::Append;
    options.markupNamespace = MarkupNamespace::Svg;
    QCOMPARE(
        Frame::patchElements("<circle/>", options, Dialect::v1())->bytes(),
        "event: datastar-patch-elements\ndata: selector #chart\ndata: mode append\ndata: namespace "
        "svg\n"
        "data: elements <circle/>\n\n"_ba);
    options.markupNamespace = MarkupNamespace::MathMl;
    QVERIFY(Frame::patchElements("<mi/>", options, Dialect::v1())
                ->bytes()
                .contains("data: namespace mathml\n"));
    QVERIFY(!Frame::patchElements("<mi/>", options, Dialect::beta11()));
}

void tst_Frame::writesTransitions()
{
    ElementsOptions options;
    options.viewTransition = true;
    options.viewTransitionSelector = "#main";
    QCOMPARE(
        Frame::patchElements("<p></p>", options, Dialect::v1())->bytes(),
        "event: datastar-patch-elements\ndata: useViewTransition true\ndata: "
        "viewTransitionSelector #main\n"
        "data: elements <p></p>\n\n"_ba);
    QCOMPARE(
        Frame::patchElements("<p></p>", options, Dialect::beta11())->bytes(),
        "event: datastar-merge-fragments\ndata: useViewTransition true\ndata: fragments <p></p>\n"
        "\n"_ba);
    options.viewTransition = false;
    QCOMPARE(
        Frame::patchElements("<p></p>", options, Dialect::v1())->bytes(),
        "event: datastar-patch-elements\ndata: elements <p></p>\n\n"_ba);
}

void tst_Frame::keepsTextAndOrderInBeta11()
{
    ElementsOptions options;
    options.selector = "#a";
    options.mode = Mode::Inner;
    const auto several = Html::Element::fragment("<p>1</p>text<p>2</p>");
    QCOMPARE(
        Frame::patchElements(several, options, Dialect::beta11())->bytes(),
        "event: datastar-merge-fragments\ndata: selector #a\ndata: mergeMode inner\n"
        "data: fragments <div style=\"display:contents\"><p>1</p>text<p>2</p></div>\n\n"_ba);
    QCOMPARE(
        Frame::patchElements(several, options, Dialect::v1())->bytes(),
        "event: datastar-patch-elements\ndata: selector #a\ndata: mode inner\n"
        "data: elements <p>1</p>text<p>2</p>\n\n"_ba);
    QCOMPARE(
        Frame::patchElements(Html::Element::single("<p>1</p>"), options, Dialect::beta11())
            ->bytes(),
        "event: datastar-merge-fragments\ndata: selector #a\ndata: mergeMode inner\n"
        "data: fragments <p>1</p>\n\n"_ba);
}

void tst_Frame::removesElements()
{
    QCOMPARE(
        Frame::removeElements("#a,#b", true, Dialect::v1())->bytes(),
        "event: datastar-patch-elements\ndata: selector #a,#b\ndata: mode remove\ndata: "
        "useViewTransition true\n\n"_ba);
    QCOMPARE(
        Frame::removeElements("#a", false, Dialect::beta11())->bytes(),
        "event: datastar-remove-fragments\ndata: selector #a\n\n"_ba);
}

void tst_Frame::removesSignals_data()
{
    QTest::addColumn<QByteArrayList>("paths");
    QTest::addColumn<QByteArray>("json");

    QTest::addRow("one") << QByteArrayList{"a"} << "{\"a\":null}"_ba;
    QTest::addRow("nested") << QByteArrayList{"a.b.c"} << "{\"a\":{\"b\":{\"c\":null}}}"_ba;
    QTest::addRow("several share their objects")
        << QByteArrayList{"x", "a.b", "a.c.d", "a.c.e"}
        << "{\"a\":{\"b\":null,\"c\":{\"d\":null,\"e\":null}},\"x\":null}"_ba;
}

void tst_Frame::removesSignals()
{
    QFETCH(QByteArrayList, paths);
    QFETCH(QByteArray, json);
    QCOMPARE(
        Frame::removeSignals(paths, Dialect::v1())->bytes(),
        QByteArray("event: datastar-patch-signals\ndata: signals " + json + "\n\n"));
    QCOMPARE(
        Frame::removeSignals(paths, Dialect::beta11())->bytes(),
        QByteArray(
            "event: datastar-remove-signals\ndata: paths " + paths.join("\ndata: paths ")
            + "\n\n"));
}

void tst_Frame::patchesSignals()
{
    QCOMPARE(
        Frame::patchSignals("{\"a\":1}", false, Dialect::v1()).bytes(),
        "event: datastar-patch-signals\ndata: signals {\"a\":1}\n\n"_ba);
    QCOMPARE(
        Frame::patchSignals("{\n\"a\":1}", true, Dialect::beta11()).bytes(),
        "event: datastar-merge-signals\ndata: onlyIfMissing true\ndata: signals {\ndata: signals "
        "\"a\":1}\n\n"_ba);
}

void tst_Frame::keepsScriptsInTheirTag_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("written");

    QTest::addRow("plain") << "a < b"_ba << "a < b"_ba;
    QTest::addRow("the end tag") << "'</script>'"_ba << "'<\\/script>'"_ba;
    QTest::addRow("in any case") << "'</ScRiPt x'"_ba << "'<\\/ScRiPt x'"_ba;
    QTest::addRow("a comment") << "'<!--'"_ba << "'<\\!--'"_ba;
    QTest::addRow("other tags stay") << "'</b>'"_ba << "'</b>'"_ba;
    QTest::addRow("at the end") << "a<"_ba << "a<"_ba;
}

void tst_Frame::keepsScriptsInTheirTag()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, written);
    QCOMPARE(
        Frame::executeScript(script, {}, Dialect::v1())->bytes(),
        QByteArray(
            "event: datastar-patch-elements\ndata: selector body\ndata: mode append\n"
            "data: elements <script data-effect=\"el.remove()\">"
            + written + "</script>\n\n"));
    QCOMPARE(
        Frame::executeScript(script, {}, Dialect::beta11())->bytes(),
        QByteArray("event: datastar-execute-script\ndata: script " + script + "\n\n"));
}

void tst_Frame::redirects_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("isFine");

    QTest::addRow("a path") << "/p?a=1#b"_ba << true;
    QTest::addRow("a relative path") << "next"_ba << true;
    QTest::addRow("a colon in a query") << "/p?at=12:30"_ba << true;
    QTest::addRow("http") << "http://example.org/"_ba << true;
    QTest::addRow("https, any case") << "HTTPS://example.org/"_ba << true;
    QTest::addRow("a script") << "javascript:alert(1)"_ba << false;
    QTest::addRow("a script behind a tab") << "\tjavascript:alert(1)"_ba << false;
    QTest::addRow("data") << "data:text/html,x"_ba << false;
    QTest::addRow("another host") << "//example.org"_ba << false;
    QTest::addRow("another host, as browsers read it") << "/\\example.org"_ba << false;
    QTest::addRow("a space") << "/a b"_ba << false;
    QTest::addRow("nothing") << ""_ba << false;
}

void tst_Frame::redirects()
{
    QFETCH(QByteArray, url);
    QFETCH(bool, isFine);
    QCOMPARE(Frame::redirect(url).hasValue(), isFine);
    if (url == "/p?a=1#b") {
        QCOMPARE(
            Frame::redirect(url, Dialect::beta11())->bytes(),
            "event: datastar-execute-script\n"
            "data: script setTimeout(() => { window.location.href = \"/p?a=1#b\" })\n\n"_ba);
    }
    if (isFine) {
        const QByteArray quoted = Frame::redirect("/'\"</script>`", Dialect::v1())->bytes();
        QVERIFY(!quoted.contains("'"));
        QCOMPARE(quoted.count("</script>"), 1);
    }
}

void tst_Frame::putsIdBeforeRetry()
{
    const QByteArray expected
        = "event: datastar-patch-signals\nid: 7\nretry: 2000\ndata: signals {}\n\n"_ba;
    const Frame frame = Frame::patchSignals("{}", false, Dialect::v1());
    QCOMPARE(frame.withId("7")->withRetry(2000).bytes(), expected);
    QCOMPARE(frame.withRetry(2000).withId("7")->bytes(), expected);
    QVERIFY(!frame.withId(QByteArrayView("a\0b", 3)));
}

void tst_Frame::leavesTheDefaultRetryOut()
{
    const Frame frame = Frame::patchSignals("{}");
    QCOMPARE(frame.withRetry(1000).bytes(), frame.bytes());
}

void tst_Frame::beatsWithAComment()
{
    QCOMPARE(Frame::heartbeat().bytes(), "event: datastar-beat\n\n"_ba);
    QVERIFY(Frame().isEmpty());
}

QTEST_APPLESS_MAIN(tst_Frame)
#include "tst_frame.moc"

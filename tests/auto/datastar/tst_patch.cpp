#include <BackState/datastar/patch.h>

#include <QJsonArray>
#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_Patch : public QObject
{
    Q_OBJECT

private slots:
    void isNothingByItself();
    void bringsElements();
    void removesElements();
    void neverSendsNull();
    void escapesWhatExpressionsWouldRead();
    void removesSignals();
    void runsScriptsAndRedirects();
    void tellsWhatIsWrong();
    void travelsInAVariant();
};

void tst_Patch::isNothingByItself()
{
    QVERIFY(Patch().isEmpty());
    QVERIFY(Patch().toFrame()->isEmpty());
}

void tst_Patch::bringsElements()
{
    const auto item = Html::Element::single("<li>a</li>");
    QCOMPARE(
        Patch::elements(item, {.selector = "#messages", .mode = Mode::Append})
            .toFrame(Dialect::v1())
            ->bytes(),
        "event: datastar-patch-elements\ndata: selector #messages\ndata: mode append\n"
        "data: elements <li>a</li>\n\n"_ba);
    QCOMPARE(
        Patch::elements(item).toFrame(Dialect::beta11())->bytes(),
        "event: datastar-merge-fragments\ndata: fragments <li>a</li>\n\n"_ba);
}

void tst_Patch::removesElements()
{
    QCOMPARE(
        Patch::remove("#x").toFrame(Dialect::v1())->bytes(),
        "event: datastar-patch-elements\ndata: selector #x\ndata: mode remove\n\n"_ba);
    QCOMPARE(
        Patch::remove("#x", true).toFrame(Dialect::beta11())->bytes(),
        "event: datastar-remove-fragments\ndata: selector #x\ndata: useViewTransition true\n\n"_ba);
}

void tst_Patch::neverSendsNull()
{
    const QJsonObject values{
        {u"a"_s, QJsonValue()},
        {u"b"_s, QJsonObject{{u"c"_s, QJsonValue()}, {u"d"_s, 1}}},
        {u"e"_s, QJsonArray{QJsonValue()}}};
    QCOMPARE(
        Patch::signalValues(values).toFrame(Dialect::v1())->bytes(),
        "event: datastar-patch-signals\ndata: signals {\"b\":{\"d\":1},\"e\":[null]}\n\n"_ba);
    QVERIFY(Patch::signalValues(values, true)
                .toFrame()
                ->bytes()
                .contains("data: onlyIfMissing true\n"));
}

void tst_Patch::escapesWhatExpressionsWouldRead()
{
    const QJsonObject values{{u"a"_s, u"$x @get('/') </script>\n"_s}};
    QCOMPARE(
        Patch::signalValues(values).toFrame(Dialect::v1())->bytes(),
        "event: datastar-patch-signals\ndata: signals {\"a\":\"\\u0024x "
        "\\u0040get(\\u0027/\\u0027) "
        "\\u003c/script\\u003e\\n\"}\n\n"_ba);
}

void tst_Patch::removesSignals()
{
    QCOMPARE(
        Patch::removeSignals({"a.b"}).toFrame(Dialect::v1())->bytes(),
        "event: datastar-patch-signals\ndata: signals {\"a\":{\"b\":null}}\n\n"_ba);
}

void tst_Patch::runsScriptsAndRedirects()
{
    QCOMPARE(
        Patch::script("alert(1)").toFrame(Dialect::beta11())->bytes(),
        "event: datastar-execute-script\ndata: script alert(1)\n\n"_ba);
    QVERIFY(Patch::redirect("/next").toFrame());
    QVERIFY(!Patch::redirect("javascript:1").toFrame());
}

void tst_Patch::tellsWhatIsWrong()
{
    QCOMPARE(Patch::remove("a\nb").toFrame().error().name, "selector"_ba);
    QCOMPARE(Patch::elements({}, {.mode = Mode::Append}).toFrame().error().name, "selector"_ba);
}

void tst_Patch::travelsInAVariant()
{
    const QVariant variant = QVariant::fromValue(QList<Patch>{Patch::remove("#a"), Patch()});
    QCOMPARE(variant.value<QList<Patch>>().size(), 2);
    QVERIFY(QVariant::fromValue(Patch()).value<Patch>().isEmpty());
}

QTEST_APPLESS_MAIN(tst_Patch)
#include "tst_patch.moc"

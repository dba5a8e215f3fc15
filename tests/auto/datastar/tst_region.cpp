#include "states.h"

#include <BackState/datastar/region_frames.h>
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <QTest>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

class tst_Region : public QObject
{
    Q_OBJECT

private slots:
    void givesItsRootAnId();
    void keepsAnIdOfItsOwn();
    void wrapsWhatIsNotOneElement();
    void numbersRegionsOfOneProperty();
    void isBuiltAgain();
    void asksForOtherStates();
    void refusesStatesThatAreNotShown();
    void takesFunctionsAndGetters();
    void keepsTheIdsOfRegionsWithin();
    void canBeCompared();
    void doesNotMirrorItsProperty();
    void isFoundByItsId();
    void refusesAnUnknownProperty();
};

static Element countOf(const Counter &counter)
{
    return B(counter.count.value());
}

void tst_Region::givesItsRootAnId()
{
    Counter counter;
    Chat chat;
    StateData::of(chat).setKey("7");
    const Private::Rendering rendering;
    QCOMPARE(
        region(counter.count, [](const Counter &state) { return P(state.count.value()); }).bytes(),
        "<p id=\"Counter-count-0\">0</p>"_ba);
    QCOMPARE(
        region(chat.draft, [](const Chat &state) { return P(state.draft.value()); }).bytes(),
        "<p id=\"Chat-k37-draft-0\">Hi</p>"_ba);
    QCOMPARE(rendering.regions().size(), 2U);
    QCOMPARE(rendering.regions().at(1).id, "Chat-k37-draft-0"_ba);
    QCOMPARE(rendering.regions().at(1).property.object, &chat);
    QCOMPARE(rendering.regions().at(1).property.property->name, "draft"_ba);
    QVERIFY(rendering.problems().isEmpty());
}

void tst_Region::keepsAnIdOfItsOwn()
{
    Counter counter;
    const Private::Rendering rendering;
    QCOMPARE(
        region(counter.count, [](const Counter &) { return P(id("a.b"), "x"); }).bytes(),
        "<p id=\"a.b\">x</p>"_ba);
    QCOMPARE(rendering.regions().at(0).id, "a.b"_ba);
}

void tst_Region::wrapsWhatIsNotOneElement()
{
    Counter counter;
    QCOMPARE(
        region(counter.count, [](const Counter &) { return B("a") + I("b"); }).bytes(),
        "<div style=\"display:contents\" id=\"Counter-count-0\"><b>a</b><i>b</i></div>"_ba);
    QCOMPARE(
        region(counter.count, [](const Counter &) { return Element(); }).bytes(),
        "<div style=\"display:contents\" id=\"Counter-count-0\"></div>"_ba);
}

void tst_Region::numbersRegionsOfOneProperty()
{
    Counter counter;
    const Private::Rendering rendering;
    region(counter.count, countOf);
    region(counter.label, countOf);
    QCOMPARE(region(counter.count, countOf).id(), "Counter-count-1"_ba);
    QCOMPARE(rendering.regions().at(1).id, "Counter-label-0"_ba);
}

void tst_Region::isBuiltAgain()
{
    Counter counter;
    std::optional<Private::Rendering> page(std::in_place);
    region(counter.count, [](const Counter &state) {
        return P(text(state.label), state.count.value());
    });
    const Private::RegionUse use = page->regions().at(0);
    page.reset();

    counter.count = 5;
    Private::Rendering rendering;
    const Element element = use.build(rendering);
    QCOMPARE(
        element.bytes(),
        "<p data-text=\"$_Counter.label\" id=\"Counter-count-0\">Clicks5</p>"_ba);
    QCOMPARE(rendering.names().at(0).properties.at(0)->name, "label"_ba);
    QVERIFY(rendering.regions().empty());
    QCOMPARE(
        Private::regionFrame(use, element, Dialect::v1()).bytes(),
        QByteArray("event: datastar-patch-elements\ndata: elements " + element.bytes() + "\n\n"));
}

void tst_Region::asksForOtherStates()
{
    Counter counter;
    Chat chat;
    const QMetaObject *asked = nullptr;
    const Private::Rendering rendering([&](const QMetaObject *metaObject) {
        asked = metaObject;
        return &chat;
    });
    const Element element = region(counter.count, [](const Chat &other, const Counter &own) {
        return P(other.draft.value(), own.count.value());
    });
    QCOMPARE(element.bytes(), "<p id=\"Counter-count-0\">Hi0</p>"_ba);
    QCOMPARE(asked, &Chat::staticMetaObject);
    QCOMPARE(rendering.names().size(), 2U);
}

void tst_Region::refusesStatesThatAreNotShown()
{
    Counter counter;
    const Private::Rendering rendering;
    region(counter.count, [](const Chat &) { return P(); });
    QCOMPARE(
        rendering.problems(),
        QStringList(u"A region of Counter asks for Chat, which its page does not show: give the "
                    u"page's function a "
                    "parameter const Chat &."_s));
}

void tst_Region::takesFunctionsAndGetters()
{
    Counter counter;
    Sensor sensor;
    QCOMPARE(region(counter.count, countOf).bytes(), "<b id=\"Counter-count-0\">0</b>"_ba);
    QCOMPARE(
        region<&Sensor::celsius>(sensor, [](const Sensor &state) { return B(state.celsius()); })
            .bytes(),
        "<b id=\"Sensor-celsius-0\">21.5</b>"_ba);
    QCOMPARE(
        region<&Sensor::celsius>(sensor, [](const State &) { return B(); }).bytes(),
        "<b id=\"Sensor-celsius-0\"></b>"_ba);
}

void tst_Region::keepsTheIdsOfRegionsWithin()
{
    Counter counter;
    std::optional<Private::Rendering> page(std::in_place);
    region(counter.label, countOf);
    const Element element = region(counter.count, [](const Counter &state) {
        // Not in one call: compilers evaluate arguments in the order they like.
        const Element first = region(state.label, countOf);
        return P(first, region(state.label, countOf));
    });
    QCOMPARE(
        element.bytes(),
        "<p id=\"Counter-count-0\"><b id=\"Counter-count-0-Counter-label-0\">0</b>"
        "<b id=\"Counter-count-0-Counter-label-1\">0</b></p>"_ba);
    QCOMPARE(page->regions().size(), 4U);
    const Private::RegionUse use = page->regions().at(3);
    QCOMPARE(use.id, "Counter-count-0"_ba);
    page.reset();

    Private::Rendering rendering;
    QCOMPARE(use.build(rendering), element);
    QCOMPARE(rendering.regions().size(), 2U);
    QCOMPARE(rendering.regions().at(1).id, "Counter-count-0-Counter-label-1"_ba);
}

void tst_Region::canBeCompared()
{
    Counter counter;
    const Private::Rendering rendering;
    const auto otherOf = [](const Counter &) { return P(); };
    region(counter.count, countOf);
    region(counter.count, countOf);
    region(counter.count, otherOf);
    region(counter.count, +otherOf);
    const auto &uses = rendering.regions();
    QVERIFY(uses.at(0).isSameFunction(uses.at(1)));
    QVERIFY(!uses.at(0).isSameFunction(uses.at(2)));
    QVERIFY(!uses.at(0).isSameFunction(uses.at(3)));
    QVERIFY(!uses.at(2).isSameFunction(uses.at(3)));
}

void tst_Region::doesNotMirrorItsProperty()
{
    Counter counter;
    const Private::Rendering rendering;
    region(counter.count, countOf);
    QCOMPARE(rendering.names().size(), 1U);
    QVERIFY(rendering.names().at(0).properties.isEmpty());
}

void tst_Region::isFoundByItsId()
{
    Counter counter;
    const Private::Rendering rendering;
    region(counter.count, [](const Counter &state) {
        return P(id(u"a.%1"_s.arg(state.count.value())));
    });
    counter.count = 1;
    Private::Rendering again;
    const Private::RegionUse &use = rendering.regions().at(0);
    QCOMPARE(
        Private::regionFrame(use, use.build(again), Dialect::v1()).bytes(),
        "event: datastar-patch-elements\ndata: selector #a\\.0\ndata: elements <p "
        "id=\"a.1\"></p>\n\n"_ba);
}

void tst_Region::refusesAnUnknownProperty()
{
    Counter counter;
    const Private::Rendering rendering;
    QVERIFY(Private::makeRegion(nameProperty(counter, "nothing"), &countOf).isEmpty());
    QCOMPARE(rendering.problems().size(), 1);
    QVERIFY(rendering.regions().empty());
}

QTEST_GUILESS_MAIN(tst_Region)
#include "tst_region.moc"

#include "states.h"

#include <BackState/html/tags.h>

#include <QTest>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Events : public QObject
{
    Q_OBJECT

private slots:
    void spellsModifiers_data();
    void spellsModifiers();
    void callsEvents();
    void knowsManyEvents();
    void refusesNames_data();
    void refusesNames();
    void refusesWhatADialectLacks();
    void isNothingAfterAProblem();
};

namespace {

template<typename Build>
void addRow(const char *name, const Build &build, const char *v1, const char *beta11)
{
    QTest::addRow("%s", name) << P(build()).bytes() << QByteArray(v1);
    const Speaking speaking(Dialect::beta11());
    QTest::addRow("%s, beta.11", name) << P(build()).bytes() << QByteArray(beta11);
}

Expression f()
{
    return script("f()");
}

} // namespace

void tst_Events::spellsModifiers_data()
{
    QTest::addColumn<QByteArray>("actual");
    QTest::addColumn<QByteArray>("expected");

    addRow(
        "none",
        [] { return on("click", f()); },
        "<p data-on:click=\"f()\"></p>",
        "<p data-on-click=\"f()\"></p>");
    addRow(
        "debounce",
        [] { return onInput(f()).debounce(300ms); },
        "<p data-on:input__debounce.300ms=\"f()\"></p>",
        "<p data-on-input__debounce.300ms=\"f()\"></p>");
    addRow(
        "debounce at the beginning",
        [] { return onInput(f()).debounce(1s, Edge::Leading); },
        "<p data-on:input__debounce.1000ms.leading.notrailing=\"f()\"></p>",
        "<p data-on-input__debounce.1000ms.leading.notrail=\"f()\"></p>");
    addRow(
        "debounce at both ends",
        [] { return onInput(f()).debounce(1s, Edge::Both); },
        "<p data-on:input__debounce.1000ms.leading=\"f()\"></p>",
        "<p data-on-input__debounce.1000ms.leading=\"f()\"></p>");
    addRow(
        "throttle",
        [] { return onScroll(f()).throttle(100ms); },
        "<p data-on:scroll__throttle.100ms=\"f()\"></p>",
        "<p data-on-scroll__throttle.100ms=\"f()\"></p>");
    addRow(
        "throttle at the end",
        [] { return onScroll(f()).throttle(100ms, Edge::Trailing); },
        "<p data-on:scroll__throttle.100ms.noleading.trailing=\"f()\"></p>",
        "<p data-on-scroll__throttle.100ms.noleading.trail=\"f()\"></p>");
    addRow(
        "throttle at both ends",
        [] { return onScroll(f()).throttle(100ms, Edge::Both); },
        "<p data-on:scroll__throttle.100ms.trailing=\"f()\"></p>",
        "<p data-on-scroll__throttle.100ms.trail=\"f()\"></p>");
    addRow(
        "delay",
        [] { return onClick(f()).delay(50ms); },
        "<p data-on:click__delay.50ms=\"f()\"></p>",
        "<p data-on-click=\"setTimeout(()=&gt;(f()),50)\"></p>");
    addRow(
        "the flags",
        [] { return onClick(f()).once().prevent().stop().capture().passive().viewTransition(); },
        "<p data-on:click__once__prevent__stop__capture__passive__viewtransition=\"f()\"></p>",
        "<p data-on-click__once__prevent__stop__capture__passive__viewtransition=\"f()\"></p>");
    addRow(
        "elsewhere",
        [] { return onClick(f()).window().outside(); },
        "<p data-on:click__window__outside=\"f()\"></p>",
        "<p data-on-click__window__outside=\"f()\"></p>");
    addRow(
        "on the document",
        [] { return onClick(f()).document(); },
        "<p data-on:click__document=\"f()\"></p>",
        "<p data-on-click__window=\"f()\"></p>");
    addRow(
        "an event of one's own",
        [] { return on("item-added", f()); },
        "<p data-on:item-added=\"f()\"></p>",
        "<p data-on-item-added=\"f()\"></p>");
    QTest::addRow("a button that counts each click")
        << Button(everyClick(), "+1").bytes() << "<button data-every-click=\"\">+1</button>"_ba;
    QTest::addRow("an event with capitals")
        << P(on("itemAdded", f()).once()).bytes()
        << "<p data-on:item-added__case.camel__once=\"f()\"></p>"_ba;
    addRow(
        "intersect",
        [] { return intersect(f()).once().half(); },
        "<p data-on-intersect__once__half=\"f()\"></p>",
        "<p data-on-intersect__once__half=\"f()\"></p>");
    QTest::addRow("intersect exactly")
        << P(intersect(f()).threshold(25).exit()).bytes()
        << "<p data-on-intersect__threshold.25__exit=\"f()\"></p>"_ba;
    addRow(
        "init",
        [] { return Html::init(f()); },
        "<p data-init=\"f()\"></p>",
        "<p data-on-load=\"f()\"></p>");
    addRow(
        "init later",
        [] { return Html::init(f(), 2s); },
        "<p data-init__delay.2000ms=\"f()\"></p>",
        "<p data-on-load__delay.2000ms=\"f()\"></p>");
    addRow(
        "interval",
        [] { return interval(1s, f()); },
        "<p data-on-interval__duration.1000ms=\"f()\"></p>",
        "<p data-on-interval__duration.1000ms=\"f()\"></p>");
}

void tst_Events::spellsModifiers()
{
    QFETCH(QByteArray, actual);
    QFETCH(QByteArray, expected);
    QCOMPARE(actual, expected);
}

void tst_Events::callsEvents()
{
    Counter counter;
    Chat chat;
    QCOMPARE(
        Button(onClick<&Counter::increment>(counter, 1), "+1").bytes(),
        "<button "
        "data-on:click=\"backState.act(el,$_tab,o=&gt;@post(&#39;/Counter/"
        "increment?amount=1&#39;,o))\">+1</button>"_ba);
    QCOMPARE(
        Form(onSubmit<&Chat::send>(chat, signal(chat.draft))).bytes(),
        "<form "
        "data-on:submit=\"backState.act(el,$_tab,o=&gt;@post(&#39;/Chat/"
        "send?message=%24Chat.draft&#39;,o))\"></form>"_ba);
    QVERIFY(P(on<&Counter::reset>("keydown", counter).prevent())
                .bytes()
                .startsWith("<p data-on:keydown__prevent=\"backState.act(el,$_tab,o=&gt;"
                            "@post(&#39;/Counter/reset&#39;,"));
}

void tst_Events::knowsManyEvents()
{
    const auto nameOf = [](const EventAttribute &event) {
        const QByteArray bytes = toAttribute(event).bytes();
        return bytes.mid(8, bytes.indexOf('=') - 8);
    };
    QCOMPARE(nameOf(onDoubleClick(f())), ":dblclick"_ba);
    QCOMPARE(nameOf(onContextMenu(f())), ":contextmenu"_ba);
    QCOMPARE(nameOf(onReset(f())), ":reset"_ba);
    QCOMPARE(nameOf(onChange(f())), ":change"_ba);
    QCOMPARE(nameOf(onFocus(f())), ":focus"_ba);
    QCOMPARE(nameOf(onBlur(f())), ":blur"_ba);
    QCOMPARE(nameOf(onFocusIn(f())), ":focusin"_ba);
    QCOMPARE(nameOf(onFocusOut(f())), ":focusout"_ba);
    QCOMPARE(nameOf(onKeyDown(f())), ":keydown"_ba);
    QCOMPARE(nameOf(onKeyUp(f())), ":keyup"_ba);
    QCOMPARE(nameOf(onPointerDown(f())), ":pointerdown"_ba);
    QCOMPARE(nameOf(onPointerMove(f())), ":pointermove"_ba);
    QCOMPARE(nameOf(onPointerUp(f())), ":pointerup"_ba);
    QCOMPARE(nameOf(onPointerEnter(f())), ":pointerenter"_ba);
    QCOMPARE(nameOf(onPointerLeave(f())), ":pointerleave"_ba);
    QCOMPARE(nameOf(onWheel(f())), ":wheel"_ba);
    QCOMPARE(nameOf(onScrollEnd(f())), ":scrollend"_ba);
    QCOMPARE(nameOf(onDragStart(f())), ":dragstart"_ba);
    QCOMPARE(nameOf(onDragOver(f())), ":dragover"_ba);
    QCOMPARE(nameOf(onDragEnd(f())), ":dragend"_ba);
    QCOMPARE(nameOf(onDrop(f())), ":drop"_ba);
    QCOMPARE(nameOf(onToggle(f())), ":toggle"_ba);
    QCOMPARE(nameOf(onClose(f())), ":close"_ba);
    QCOMPARE(nameOf(onCancel(f())), ":cancel"_ba);
    QCOMPARE(nameOf(onLoad(f())), ":load"_ba);
    QCOMPARE(nameOf(onError(f())), ":error"_ba);
}

void tst_Events::refusesNames_data()
{
    QTest::addColumn<QByteArray>("name");

    QTest::addRow("nothing") << ""_ba;
    QTest::addRow("a space") << "a b"_ba;
    QTest::addRow("a modifier") << "a__once"_ba;
    QTest::addRow("markup") << "a\"><script>"_ba;
    QTest::addRow("a capital first") << "Click"_ba;
    QTest::addRow("capitals and hyphens") << "my-Event"_ba;
}

void tst_Events::refusesNames()
{
    QFETCH(QByteArray, name);
    const Private::Rendering rendering;
    QCOMPARE(P(on(name, f()).once()).bytes(), "<p></p>"_ba);
    QCOMPARE(rendering.problems().size(), 1);
}

void tst_Events::refusesWhatADialectLacks()
{
    const Speaking beta11(Dialect::beta11());
    const Private::Rendering rendering;
    QCOMPARE(P(intersect(f()).exit().threshold(3)).bytes(), "<p data-on-intersect=\"f()\"></p>"_ba);
    QCOMPARE(P(on("itemAdded", f())).bytes(), "<p data-on-item-added=\"f()\"></p>"_ba);
    QCOMPARE(rendering.problems().size(), 3);
    QCOMPARE(
        rendering.problems().first(),
        u"The modifier exit does not exist in this version of Datastar: use 1.0, or leave it "
        u"out."_s);
}

void tst_Events::isNothingAfterAProblem()
{
    Chat chat;
    const Private::Rendering rendering;
    QCOMPARE(P(onClick<&Chat::notAnEvent>(chat).once()).bytes(), "<p></p>"_ba);
    QCOMPARE(P(interval(1s, action<&Chat::notAnEvent>(chat))).bytes(), "<p></p>"_ba);
    QCOMPARE(rendering.problems().size(), 1);
}

QTEST_GUILESS_MAIN(tst_Events)
#include "tst_events.moc"

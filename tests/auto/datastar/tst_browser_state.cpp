#include <BackState/core/settings.h>
#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/attributes.h>
#include <BackState/datastar/browser_state.h>
#include <BackState/datastar/paths.h>
#include <BackState/html/tags.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class Cart : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientLocal)
    BACKSTATE_SEALED
    BACKSTATE_EDITABLE(Cart, QString, note, "a/b")
    BACKSTATE_EDITABLE(Cart, int, gifts, 2)
    BACKSTATE_PROPERTY(Cart, int, total, 0)
    BACKSTATE_PRIVATE(Cart, int, cost, 7)
    BACKSTATE_TRANSIENT(Cart, QString, bill)

public:
    Q_INVOKABLE void add() { }
};

class Look : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientSession)
    BACKSTATE_EDITABLE(Look, bool, isDark, false)
};

class Board : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Board, QString, title)
};

class tst_BrowserState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { Dialect::setCurrent(Dialect::v1()); }

    void isSpelledFor10();
    void isSpelledForBeta11();
    void followsNoOtherWindowsInSessionStorage();
    void asksForWhatFollows_data();
    void asksForWhatFollows();
    void namesAllThatIsStored();
    void tellsWhatIsBound();
    void letsOneActionWaitForTheOther();
    void refusesRegionsOfOthers();
    void handsOverASeal();
};

static QByteArray plain(const Html::Element &element)
{
    return QByteArray(element.bytes())
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
}

static Private::SignalNames namesOf(const State &state)
{
    Private::Rendering rendering;
    rendering.show(state);
    return rendering.names().front();
}

void tst_BrowserState::isSpelledFor10()
{
    Cart cart;
    const QByteArray ask = "backState.act(el,$_tab,o=>@post('/backstate/edit/Cart',o),true)";
    const Html::Element element = Private::browserState(namesOf(cart), true);
    QVERIFY(element.isSingle());
    QCOMPARE(
        plain(element),
        "<div hidden id=\"backstate-store-Cart\" data-signals=\"backStateStore.read('local','Cart',"
        "{\"Cart\":{\"note\":\"a\\u002fb\",\"gifts\":2,\"sealed\":\"\"},\"_Cart\":{\"total\":0}})"
        "\">"
        "<span "
        "data-effect=\"backStateStore.write('Cart',{\"Cart\":{\"note\":$Cart.note,\"gifts\":$Cart."
        "gifts,"
        "\"sealed\":$Cart.sealed},\"_Cart\":{\"total\":$_Cart.total}})\" "
        "data-on:storage__window=\"(v=>v&&($Cart.note=v.Cart.note,$Cart.gifts=v.Cart.gifts,$_Cart."
        "total=v._Cart.total,"
        "$Cart.sealed=v.Cart.sealed,"
            + ask
            + "))(backStateStore.changed(evt,'Cart'))\" "
              "data-init=\"backStateStore.isRestored('Cart')&&"
            + ask + "\"></span></div>");
}

void tst_BrowserState::isSpelledForBeta11()
{
    Dialect::setCurrent(Dialect::beta11());
    Cart cart;
    const QByteArray ask = "backState.act(ctx.el,$_tab,o=>@post('/backstate/edit/Cart',o),true)";
    QCOMPARE(
        plain(Private::browserState(namesOf(cart), true)),
        "<div hidden id=\"backstate-store-Cart\" "
        "data-signals-_restored=\"(ctx.signals.merge(backStateStore.read("
        "'local','Cart',{\"Cart\":{\"note\":\"a\\u002fb\",\"gifts\":2,\"sealed\":\"\"},\"_Cart\":{"
        "\"total\":0}})),true)\">"
        "<span data-class-effect-own=\"(backStateStore.write('Cart',{\"Cart\":{\"note\":$Cart.note,"
        "\"gifts\":$Cart.gifts,\"sealed\":$Cart.sealed},\"_Cart\":{\"total\":$_Cart.total}}),false)"
        "\" "
        "data-on-storage__window=\"(v=>v&&(ctx.signals.merge(v),"
            + ask
            + "))(backStateStore.changed(evt,'Cart'))\" "
              "data-on-load=\"backStateStore.isRestored('Cart')&&"
            + ask + "\"></span></div>");
}

void tst_BrowserState::followsNoOtherWindowsInSessionStorage()
{
    Look look;
    QCOMPARE(
        plain(Private::browserState(namesOf(look), false)),
        "<div hidden id=\"backstate-store-Look\" "
        "data-signals=\"backStateStore.read('session','Look',"
        "{\"Look\":{\"isDark\":false},\"_Look\":{}})\"><span "
        "data-effect=\"backStateStore.write('Look',"
        "{\"Look\":{\"isDark\":$Look.isDark},\"_Look\":{}})\"></span></div>"_ba);
}

void tst_BrowserState::asksForWhatFollows_data()
{
    QTest::addColumn<int>("shown");
    QTest::addColumn<bool>("asks");
    QTest::newRow("stored values only") << 0 << false;
    QTest::newRow("a value that is not stored") << 1 << true;
    QTest::newRow("a region") << 2 << true;
}

void tst_BrowserState::asksForWhatFollows()
{
    QFETCH(int, shown);
    QFETCH(bool, asks);
    Cart cart;
    Look look;
    Private::Rendering rendering;
    rendering.show(look);
    (void)Html::P(Html::P(Html::text(cart.note)), Html::P(Html::text(cart.total)));
    if (shown == 1)
        (void)Html::P(Html::text(cart.bill));
    if (shown == 2)
        (void)Html::region(cart.total, [](const Cart &one) { return Html::P(one.total.value()); });
    const QByteArray markup = Private::browserStates(rendering).bytes();
    QVERIFY(markup.contains("backstate-store-Cart"));
    QVERIFY(markup.contains("backstate-store-Look"));
    QCOMPARE(markup.contains("/backstate/edit/Cart"), asks);
    QVERIFY(!markup.contains("/backstate/edit/Look"));
}

void tst_BrowserState::namesAllThatIsStored()
{
    Cart cart;
    QByteArray json;
    const Private::SignalNames names = namesOf(cart);
    Private::appendSignals(json, std::span(&names, 1));
    QCOMPARE(json, "{\"_Cart\":{\"total\":0},\"Cart\":{\"note\":\"a/b\",\"gifts\":2}}"_ba);
}

void tst_BrowserState::tellsWhatIsBound()
{
    Cart cart;
    Private::Rendering rendering;
    (void)Html::Input(Html::bind(cart.gifts), Html::attr("title", signal(cart.note)));
    const auto &gifts = *StateData::of(cart).schema().property("gifts");
    QCOMPARE(rendering.rights().front().given, QList<int>{Private::rightToEdit(gifts.index)});
}

void tst_BrowserState::letsOneActionWaitForTheOther()
{
    Cart cart;
    Board board;
    const QByteArray text = action<&Cart::add>(cart).text();
    QVERIFY(text.startsWith("backState.act(el,$_tab,o=>@post('/Cart/add',"));
    QVERIFY(text.endsWith(",o),true)"));
    QVERIFY(editAction(board).text().startsWith("backState.act("));
}

void tst_BrowserState::refusesRegionsOfOthers()
{
    Cart cart;
    Board board;
    Private::Rendering rendering([&cart](const QMetaObject *) { return &cart; });
    (void)Html::region(board.title, [](const Board &, const Cart &one) {
        return Html::P(one.total.value());
    });
    QCOMPARE(
        rendering.problems(),
        QStringList{u"A region of Board asks for Cart, whose values the browser keeps: make it a "
                    u"region of a property "
                    "of Cart."_s});
}

void tst_BrowserState::handsOverASeal()
{
    Cart cart;
    Private::SignalNames names{&cart, {}, {}};
    QCOMPARE(Private::keptSignals(names, "abc"), "{\"Cart\":{\"sealed\":\"abc\"}}"_ba);
    names.properties = {StateData::of(cart).schema().property("total")};
    QCOMPARE(
        Private::keptSignals(names, "abc"),
        "{\"_Cart\":{\"total\":0},\"Cart\":{\"sealed\":\"abc\"}}"_ba);
    names.properties.append(StateData::of(cart).schema().property("gifts"));
    QCOMPARE(
        Private::keptSignals(names, "abc"),
        "{\"_Cart\":{\"total\":0},\"Cart\":{\"gifts\":2,\"sealed\":\"abc\"}}"_ba);
    QCOMPARE(
        Private::keptSignals(names, {}),
        "{\"_Cart\":{\"total\":0},\"Cart\":{\"gifts\":2}}"_ba);
}

QTEST_APPLESS_MAIN(tst_BrowserState)
#include "tst_browser_state.moc"

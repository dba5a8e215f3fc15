// States whose values the browser keeps: they come with each event, untrusted, and nothing of them
// stays.
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QJsonArray>
#include <QJsonDocument>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

// What a user may not set is sealed.
class Cart : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientLocal)
    BACKSTATE_SEALED
    BACKSTATE_EDITABLE(Cart, QString, note)
    BACKSTATE_EDITABLE(Cart, int, gifts, 0)
    BACKSTATE_PROPERTY(Cart, QStringList, items)
    BACKSTATE_PRIVATE(Cart, int, price, 0)
    BACKSTATE_TRANSIENT(Cart, QString, bill, "nothing")
    Q_PROPERTY(int count READ count STORED false)

public:
    Cart()
    {
        s_last = this;
        bill.setBinding([this] {
            return items->isEmpty()
                ? QStringLiteral("nothing")
                : QStringLiteral("%1 for %2").arg(items->join(u'+')).arg(price.value());
        });
    }

    QString validate(const QString &property, const QVariant &value) const override
    {
        return property == QLatin1String("gifts") && value.toInt() > 3
            ? QStringLiteral("Three gifts at most.")
            : QString();
    }
    int count() const { return int(items->size()); }

    Q_INVOKABLE void add(const QString &item, int cost = 5)
    {
        items.change([&](QStringList &list) { list.append(item); });
        price += cost;
    }
    Q_INVOKABLE void look(const BackState::Request &request)
    {
        seen = note.value() + u'|' + QString::number(gifts.value()) + u'|' + bill.value() + u'|'
            + request.form(QStringLiteral("field"));
    }

    // Goes on: a gift now, and another one when go() is emitted.
    Q_INVOKABLE BackState::Flow<> give()
    {
        gifts += 1;
        co_yield changes;
        co_await received(this, &Cart::go);
        gifts += 1;
    }
    Q_SIGNAL void go();

    static inline Cart *s_last = nullptr;
    static inline QString seen;
};

// The user may set all of it.
class Look : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientSession)
    BACKSTATE_EDITABLE(Look, bool, isDark, false)
    BACKSTATE_EDITABLE(Look, QList<Entry>, entries)

public:
    Q_INVOKABLE void toggle() { isDark = !isDark; }
    Q_INVOKABLE void add(const QString &title)
    {
        entries.change([&](QList<Entry> &list) { list.append({int(list.size()) + 1, title}); });
    }
};

// An object of the server's that works with one of the browser's.
class Till : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_PROPERTY(Till, QString, paid)

public:
    Q_INVOKABLE void pay()
    {
        Cart *cart = related<Cart>();
        paid = cart->bill.value();
        cart->items = QStringList();
    }
    Q_INVOKABLE void name(const QString &text) { paid = text; }
};

static Element cartPage(const Cart &cart, const Till &till)
{
    return Main(
        allowEvents(cart),
        allowEvents(till),
        Input(bind(cart.gifts)),
        error(cart.gifts),
        P(text(cart.bill)),
        P(text<&Cart::count>(cart)),
        P(text(till.paid)));
}

static Element shelfPage(const Cart &cart)
{
    return Main(allowEvents(cart), region(cart.items, [](const Cart &shown) {
                    return P(shown.items->join(u','));
                }));
}

static Element lookPage(const Look &look)
{
    return Main(
        allowEvents(look),
        Ul(id("list"),
           rows(look.entries, &Entry::id, [](const Entry &entry) { return Li(entry.title); })),
        P(text(look.isDark)));
}

static Element wrongPage(const Board &board, const Cart &)
{
    return Main(
        region(board.title, [](const Board &, const Cart &cart) { return P(cart.note.value()); }));
}

class tst_ClientStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void declaresEverythingThatTravels();
    void keepsNothingBetweenEvents();
    void goesOnFromWhatTheBrowserSends();
    void tellsWithTheAnswerThoughAStreamIsOpen();
    void tellsNothingOfItByTheStream();
    void takesWhatTheUserTyped();
    void refusesWhatTheUserCanMend();
    void leavesOutWhatNobodyCanMend_data();
    void leavesOutWhatNobodyCanMend();
    void ignoresForgedCopiesOfSealedValues();
    void opensOnlyItsOwnSeals_data();
    void opensOnlyItsOwnSeals();
    void opensASealAfterARestart();
    void hidesWhatIsSealed();
    void opensAnOlderSealOfItsOwn();
    void sealsOnlyWhatIsNew();
    void tellsWhatFollowsFromRestoredValues();
    void buildsRegionsFromTheBrowsersValues();
    void buildsRowsFromTheBrowsersValues();
    void lendsItsValuesToRelatedStates();
    void givesItsSignalsAsArguments();
    void keepsThemWhileAFlowRuns();
    void readsTheValuesThatComeWithAForm();
    void loadsTheScriptOnlyWhereItIsNeeded();
    void keepsWhatTheLayoutShows();
    void refusesARegionOfAnotherState();
    void refusesAnObjectOfTheProgram();
    void refusesKeysOfTheProgram();

private:
    void serve(const QByteArray &secret = QByteArray(32, 's'));
    static QJsonObject cartOf(const QJsonObject &values);

    std::unique_ptr<Server> m_server;
};

void tst_ClientStore::init()
{
    serve();
    Cart::s_last = nullptr;
    Cart::seen.clear();
}

void tst_ClientStore::serve(const QByteArray &secret)
{
    m_server = std::make_unique<Server>();
    ServerOptions options = testOptions();
    options.secret = secret;
    m_server->setOptions(options);
    m_server->page("/", cartPage);
    m_server->page("/shelf", shelfPage);
    m_server->page("/look", lookPage);
    m_server->page("/wrong", wrongPage);
    m_server->page("/till", [](const Till &till) { return P(allowEvents(till), text(till.paid)); });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

QJsonObject tst_ClientStore::cartOf(const QJsonObject &values)
{
    return {{QStringLiteral("Cart"), values}};
}

void tst_ClientStore::declaresEverythingThatTravels()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/shelf"); // names none of them
    QCOMPARE(
        tab.value("Cart"),
        QJsonValue(
            QJsonObject({{QStringLiteral("note"), QString()}, {QStringLiteral("gifts"), 0}})));
    QCOMPARE(
        tab.value("_Cart"),
        QJsonValue(QJsonObject({{QStringLiteral("items"), QJsonArray()}})));
}

void tst_ClientStore::keepsNothingBetweenEvents()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Cart.note", QStringLiteral("for Ada"));
    QCOMPARE(tab.post("/Cart/add?item=tea").status, 200);
    QCOMPARE(tab.value("_Cart.bill"), QStringLiteral("tea for 5"));
    QCOMPARE(tab.value("_Cart.count"), 1);
    QVERIFY(Cart::s_last);
    QCOMPARE(Cart::s_last->note.value(), QString());
    QCOMPARE(Cart::s_last->items.value(), QStringList());
    QCOMPARE(Cart::s_last->price.value(), 0);
    QCOMPARE(Cart::s_last->bill.value(), QStringLiteral("nothing"));

    // An event without the values starts from the defaults.
    tab.postWith("/Cart/look", {});
    QCOMPARE(Cart::seen, QStringLiteral("|0|nothing|"));
}

void tst_ClientStore::goesOnFromWhatTheBrowserSends()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    tab.post("/Cart/add?item=milk&cost=2");
    QCOMPARE(
        tab.value("_Cart.items"),
        QJsonValue(QJsonArray{QStringLiteral("tea"), QStringLiteral("milk")}));
    QCOMPARE(tab.value("_Cart.bill"), QStringLiteral("tea+milk for 7"));

    // Another browser has its own, and begins at the beginning.
    Browser other(m_server->port());
    Tab there = other.load();
    there.post("/Cart/add?item=salt");
    QCOMPARE(there.value("_Cart.bill"), QStringLiteral("salt for 5"));
}

void tst_ClientStore::tellsWithTheAnswerThoughAStreamIsOpen()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    const Answer answer = tab.post("/Cart/add?item=tea");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.contains("\"items\":[\"tea\"]"));
    QVERIFY(answer.body.contains("\"sealed\":\""));
    tab.post("/Till/name?text=x");
    QVERIFY(waitUntil([&] { return tab.value("_Till.paid") == QStringLiteral("x"); }));
    QVERIFY(!tab.received().contains("Cart"));
}

void tst_ClientStore::tellsNothingOfItByTheStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    tab.openStream(); // after a gap everything is told again
    tab.post("/Till/name?text=x");
    QVERIFY(waitUntil([&] { return tab.value("_Till.paid") == QStringLiteral("x"); }));
    QVERIFY(!tab.received().contains("Cart"));
    QCOMPARE(tab.value("_Cart.items"), QJsonValue(QJsonArray{QStringLiteral("tea")}));

    // Nor of what the object does between events.
    Cart::s_last->note = QStringLiteral("by itself");
    tab.post("/Till/name?text=y");
    QVERIFY(waitUntil([&] { return tab.value("_Till.paid") == QStringLiteral("y"); }));
    QVERIFY(!tab.received().contains("Cart"));
}

void tst_ClientStore::takesWhatTheUserTyped()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Cart.note", QStringLiteral("for Ada"));
    tab.type("Cart.gifts", 2);
    const Answer answer = tab.post("/Cart/look");
    QCOMPARE(Cart::seen, QStringLiteral("for Ada|2|nothing|"));
    QVERIFY(!answer.body.contains("for Ada")); // it has that
}

void tst_ClientStore::refusesWhatTheUserCanMend()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    for (const QJsonValue &typed :
         {QJsonValue(4), QJsonValue(QStringLiteral("many")), QJsonValue()}) {
        tab.type("Cart.gifts", typed);
        QCOMPARE(tab.post("/Cart/look").status, 200);
        QVERIFY(!tab.value("_errors.Cart.gifts").toString().isEmpty());
        QVERIFY(Cart::seen.isEmpty());
    }
    tab.type("Cart.gifts", 3);
    tab.post("/Cart/look");
    QCOMPARE(tab.value("_errors.Cart.gifts"), QString());
    QCOMPARE(Cart::seen, QStringLiteral("|3|nothing|"));
}

void tst_ClientStore::leavesOutWhatNobodyCanMend_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QJsonValue>("kept");
    QTest::addRow("a number where a text was")
        << "/"_ba << QJsonValue(QJsonObject{{QStringLiteral("note"), 7}});
    QTest::addRow("an object") << "/"_ba
                               << QJsonValue(QJsonObject{{QStringLiteral("note"), QJsonObject()}});
    QTest::addRow("a list where a number was")
        << "/"_ba << QJsonValue(QJsonObject{{QStringLiteral("gifts"), QJsonArray{1}}});
    QTest::addRow("null") << "/"_ba
                          << QJsonValue(QJsonObject{{QStringLiteral("note"), QJsonValue()}});
    QTest::addRow("too much, on a page without the input")
        << "/shelf"_ba << QJsonValue(QJsonObject{{QStringLiteral("gifts"), 4}});
    QTest::addRow("no number, on a page without the input")
        << "/shelf"_ba << QJsonValue(QJsonObject{{QStringLiteral("gifts"), QStringLiteral("x")}});
    QTest::addRow("no object at all") << "/"_ba << QJsonValue(QJsonArray{1, 2});
}

void tst_ClientStore::leavesOutWhatNobodyCanMend()
{
    QFETCH(QByteArray, path);
    QFETCH(QJsonValue, kept);
    Browser browser(m_server->port());
    Tab tab = browser.load(path);
    const Answer answer = tab.postWith("/Cart/look", {{QStringLiteral("Cart"), kept}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(Cart::seen, QStringLiteral("|0|nothing|")); // the event has run, with defaults
    QCOMPARE(tab.value("Cart.note"), QString()); // and the browser is told of them
    QCOMPARE(tab.value("Cart.gifts"), 0);
}

void tst_ClientStore::ignoresForgedCopiesOfSealedValues()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QJsonArray forged{QStringLiteral("gold")};
    tab.postWith(
        "/Cart/look",
        {{QStringLiteral("_Cart"), QJsonObject{{QStringLiteral("items"), forged}}},
         {QStringLiteral("Cart"),
          QJsonObject{
              {QStringLiteral("items"), forged},
              {QStringLiteral("price"), -5},
              {QStringLiteral("bill"), QStringLiteral("free")}}}});
    QCOMPARE(Cart::seen, QStringLiteral("|0|nothing|"));
}

void tst_ClientStore::opensOnlyItsOwnSeals_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how :
         {"changed", "cut", "of another server", "empty", "no base64", "a number", "long"})
        QTest::addRow("%s", how) << QString::fromLatin1(how);
}

void tst_ClientStore::opensOnlyItsOwnSeals()
{
    QFETCH(QString, how);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    const QString good = tab.value("Cart.sealed").toString();
    QVERIFY(good.size() > 40);
    QJsonValue bad = good;
    if (how == u"changed")
        bad = QString(good).replace(30, 1, good.at(30) == u'A' ? u'B' : u'A');
    else if (how == u"cut")
        bad = good.left(20);
    else if (how == u"empty")
        bad = QString();
    else if (how == u"no base64")
        bad = QStringLiteral("%%%");
    else if (how == u"a number")
        bad = 5;
    else if (how == u"long")
        bad = QString(3 * 100'000, u'A');
    if (how == u"of another server") {
        serve(QByteArray(32, 't'));
        browser = Browser(m_server->port());
        tab = browser.load();
    }
    tab.type("Cart.sealed", bad);
    QCOMPARE(tab.post("/Cart/look").status, 200);
    QCOMPARE(Cart::seen, QStringLiteral("|0|nothing|"));
    QCOMPARE(tab.value("_Cart.items"), QJsonValue(QJsonArray()));
    // It has a seal that opens now.
    tab.post("/Cart/add?item=milk");
    QCOMPARE(tab.value("_Cart.bill"), QStringLiteral("milk for 5"));
}

void tst_ClientStore::opensASealAfterARestart()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    m_server.reset();
    serve();
    browser.port = m_server->port();
    tab.post("/Cart/add?item=milk");
    QCOMPARE(tab.value("_Cart.bill"), QStringLiteral("tea+milk for 10"));
}

void tst_ClientStore::hidesWhatIsSealed()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.post("/Cart/add?item=tea&cost=4711");
    const QByteArray seal = QByteArray::fromBase64(
        tab.value("Cart.sealed").toString().toLatin1(),
        QByteArray::Base64UrlEncoding);
    QVERIFY(!seal.isEmpty());
    QVERIFY(!seal.contains("4711"));
    QVERIFY(!seal.contains("tea"));
    QVERIFY(!answer.body.contains("price"));
}

// Documented: a seal says what the server wrote once, not that it is the last.
void tst_ClientStore::opensAnOlderSealOfItsOwn()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    const QJsonValue older = tab.value("Cart.sealed");
    tab.post("/Cart/add?item=milk");
    tab.postWith("/Cart/look", cartOf({{QStringLiteral("sealed"), older}}));
    QCOMPARE(Cart::seen, QStringLiteral("|0|tea for 5|"));
}

void tst_ClientStore::sealsOnlyWhatIsNew()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    const QJsonValue before = tab.value("Cart.sealed");
    QVERIFY(!tab.post("/Cart/look").body.contains("sealed"));
    tab.post("/Cart/add?item=tea");
    QVERIFY(tab.value("Cart.sealed") != before);
}

void tst_ClientStore::tellsWhatFollowsFromRestoredValues()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    Tab fresh = browser.load();
    QCOMPARE(fresh.value("_Cart.bill"), QStringLiteral("nothing"));
    // What the browser does when it has taken the values out of its storage.
    fresh.type("Cart.sealed", tab.value("Cart.sealed"));
    QCOMPARE(fresh.post("/backstate/edit/Cart").status, 200);
    QCOMPARE(fresh.value("_Cart.bill"), QStringLiteral("tea for 5"));
    QCOMPARE(fresh.value("_Cart.count"), 1);
}

void tst_ClientStore::buildsRegionsFromTheBrowsersValues()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/shelf");
    QVERIFY(tab.post("/Cart/add?item=tea")
                .body.contains(elementsFrame("<p id=\"Cart-items-0\">tea</p>")));
    QVERIFY(tab.post("/Cart/add?item=milk")
                .body.contains(elementsFrame("<p id=\"Cart-items-0\">tea,milk</p>")));
    QVERIFY(tab.post("/backstate/edit/Cart")
                .body.contains(elementsFrame("<p id=\"Cart-items-0\">tea,milk</p>")));
    QVERIFY(tab.postWith("/backstate/edit/Cart", {})
                .body.contains(elementsFrame("<p id=\"Cart-items-0\"></p>")));
}

void tst_ClientStore::buildsRowsFromTheBrowsersValues()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/look");
    QVERIFY(tab.post("/Look/add?title=one").body.contains(">one</li>"));
    const Answer answer = tab.post("/Look/add?title=two");
    QVERIFY(answer.body.contains(">one</li>"));
    QVERIFY(answer.body.contains(">two</li>"));
    QCOMPARE(tab.value("Look.entries").toArray().size(), 2);
    tab.post("/Look/toggle");
    QCOMPARE(tab.value("Look.isDark"), true);
    QVERIFY(!tab.postWith("/backstate/edit/Look", {}).body.contains("one"));
}

void tst_ClientStore::lendsItsValuesToRelatedStates()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Cart/add?item=tea");
    QCOMPARE(tab.post("/Till/pay").status, 200);
    QCOMPARE(tab.value("_Till.paid"), QStringLiteral("tea for 5"));
    // What it changed there is told, too
    QCOMPARE(tab.value("_Cart.items"), QJsonValue(QJsonArray()));
    tab.post("/Cart/look");
    QCOMPARE(Cart::seen, QStringLiteral("|0|nothing|"));
}

void tst_ClientStore::givesItsSignalsAsArguments()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Cart.note", QStringLiteral("for Ada"));
    tab.post("/Till/name?text=%24Cart.note");
    QCOMPARE(tab.value("_Till.paid"), QStringLiteral("for Ada"));
    QCOMPARE(tab.value("Cart.note"), QStringLiteral("for Ada"));
    tab.post("/Cart/add?item=tea");
    tab.post("/Till/name?text=%24_Cart.bill");
    QCOMPARE(tab.value("_Till.paid"), QStringLiteral("tea for 5"));
}

void tst_ClientStore::keepsThemWhileAFlowRuns()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    tab.type("Cart.note", QStringLiteral("for Ada"));
    tab.type("Cart.gifts", 1);
    tab.post("/Cart/give");
    QVERIFY(waitUntil([&] { return tab.value("Cart.gifts") == 2; }));
    QCOMPARE(Cart::s_last->note.value(), QStringLiteral("for Ada"));
    tab.post("/Cart/add?item=tea"); // another event meanwhile
    QCOMPARE(Cart::s_last->gifts.value(), 2);
    Q_EMIT Cart::s_last->go();
    QVERIFY(waitUntil([&] { return tab.value("Cart.gifts") == 3; }));
    QCOMPARE(tab.value("_Cart.bill"), QStringLiteral("tea for 5"));
    QCOMPARE(Cart::s_last->note.value(), QString());
    QCOMPARE(Cart::s_last->gifts.value(), 0);
    tab.post("/Cart/look");
    QCOMPARE(Cart::seen, QStringLiteral("for Ada|3|tea for 5|"));
}

void tst_ClientStore::readsTheValuesThatComeWithAForm()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.submit(
        "/Cart/look",
        "application/x-www-form-urlencoded",
        "field=f&datastar=%7B%22Cart%22%3A%7B%22note%22%3A%22n%22%2C%22gifts%22%3A1%7D%7D");
    QCOMPARE(Cart::seen, QStringLiteral("n|1|nothing|f"));
}

void tst_ClientStore::loadsTheScriptOnlyWhereItIsNeeded()
{
    Browser browser(m_server->port());
    const QByteArray page = browser.get("/").body;
    const qsizetype at = page.indexOf("/backstate/browserstate-");
    QVERIFY(at > 0);
    QVERIFY(at < page.indexOf("type=\"module\""));
    const Answer script = browser.get(page.mid(at, page.indexOf('"', at) - at));
    QCOMPARE(script.status, 200);
    QVERIFY(script.body.contains("backStateStore"));

    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", [](const Till &till) { return P(allowEvents(till), text(till.paid)); });
    QVERIFY(m_server->listen(0));
    Browser other(m_server->port());
    QVERIFY(!other.get("/").body.contains("browserstate"));
}

void tst_ClientStore::keepsWhatTheLayoutShows()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", [](const Till &till) { return P(allowEvents(till), text(till.paid)); });
    m_server->layout([](const Request &, const Page &page, const Look &look) {
        return Div(cls("dark", signal(look.isDark)), page.content);
    });
    QVERIFY(m_server->listen(0));
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.page.body.contains("/backstate/browserstate-"));
    QVERIFY(tab.page.body.contains("backstate-store-Look"));
    tab.post("/Look/toggle");
    QCOMPARE(tab.value("Look.isDark"), true);
}

void tst_ClientStore::refusesARegionOfAnotherState()
{
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(QStringLiteral("A region of Board asks for Cart, whose values the "
                                          "browser keeps: make it a region of a property of "
                                          "Cart\\.")));
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/wrong").status, 500);
}

void tst_ClientStore::refusesAnObjectOfTheProgram()
{
    Cart cart;
    Server server;
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(QStringLiteral("add\\(\\): the browser keeps Cart")));
    server.add(&cart);
    QVERIFY(!server.listen(0));
    QVERIFY(server.errorString().contains(QStringLiteral("add(): the browser keeps Cart")));
}

void tst_ClientStore::refusesKeysOfTheProgram()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/", shelfPage);
    server.keyBy<Cart>([](const Request &) { return QStringLiteral("a"); });
    QVERIFY(!server.listen(0));
    QVERIFY(server.errorString().startsWith(QStringLiteral("Cart: keyBy() shares one object")));
}

QTEST_GUILESS_MAIN(tst_ClientStore)

#include "tst_client_store.moc"

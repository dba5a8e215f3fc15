// Who shares an object, and how long it lives.
#include "browser.h"
#include "offers.h"

#include <BackState/BackState>

#include <QPointer>

using namespace BackState;
using namespace BackState::Html;

// Of everybody who shows one key.
class Product : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_PROPERTY(Product, int, stock, 0)

public:
    Q_INVOKABLE void put(int amount = 1) { stock += amount; }
};

// The same, kept for a time of its own.
class Fleeting : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_TTL(3600)
    BACKSTATE_PROPERTY(Fleeting, int, number, 0)
};

// Of whoever has the same key by the program's function.
class Team : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Team, int, points, 0)

public:
    Q_INVOKABLE void score() { ++points; }
};

class Everybody : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Everybody, int, calls, 0)
};

class Mine : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Mine, int, calls, 0)

public:
    Mine() { hadRelated = related<Everybody>() != nullptr; }
    inline static bool hadRelated = false;
};

// Of one tab; asks for all others.
class Asking : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_PROPERTY(Asking, QString, found)

public:
    Q_INVOKABLE void ask()
    {
        ++related<Everybody>()->calls;
        ++related<Mine>()->calls;
        if (Product *product = related<Product>())
            product->put(10);
        found = related<Asking>() == this ? "myself" : "another";
    }
};

static Element productPage(const Product &product)
{
    return Main(
        allowEvents(product),
        Span(text(product.stock)),
        Button(onClick<&Product::put>(product, 1), "Put"));
}

class tst_Scopes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void shareARecordByItsKey();
    void keepRecordsApart();
    void showSeveralRecordsOnOnePage();
    void takeAnyKey_data();
    void takeAnyKey();
    void refuseAKey_data();
    void refuseAKey();
    void handOutTheRecord();
    void endARecordAfterItsLastTab();
    void keepARecordThatIsShown();
    void keepARecordForItsOwnTime();
    void limitIdleRecords();
    void shareByAKeyOfTheProgram();
    void refuseAnEmptyKeyOfTheProgram();
    void findWhatIsRelated();
    void relateAllOfASession();
    void relateRecordsToNothingButTheGlobal();

private:
    bool listen();

    std::unique_ptr<Server> m_server;
};

void tst_Scopes::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
}

bool tst_Scopes::listen()
{
    const bool listens = m_server->listen(0);
    if (!listens)
        qWarning("%s", qPrintable(m_server->errorString()));
    return listens;
}

void tst_Scopes::shareARecordByItsKey()
{
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    Browser one(m_server->port());
    Browser other(m_server->port());
    Tab mine = one.load("/product/42");
    Tab yours = other.load("/product/42");
    yours.openStream();
    QVERIFY(waitUntil([&] { return yours.isStreamOpen(); }));
    QCOMPARE(mine.actionOf("Put"), "/Product@42/put?amount=1");
    QCOMPARE(mine.post(mine.actionOf("Put")).status, 200);
    QCOMPARE(mine.value("_Product.k3432.stock"), QJsonValue(1));
    QVERIFY(waitUntil([&] { return yours.value("_Product.k3432.stock") == QJsonValue(1); }));
}

void tst_Scopes::keepRecordsApart()
{
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab one = browser.load("/product/1");
    Tab two = browser.load("/product/2");
    QCOMPARE(one.post("/Product@1/put").status, 200);
    QCOMPARE(one.post("/Product@2/put").status, 403); // that tab does not show it
    QCOMPARE(one.post("/Product/put").status, 403);
    QVERIFY(browser.load("/product/1").page.body.contains(">1</span>"));
    QVERIFY(browser.load("/product/2").page.body.contains(">0</span>"));
}

void tst_Scopes::showSeveralRecordsOnOnePage()
{
    m_server->page("/all", [this] {
        return Main(
            productPage(*m_server->state<Product>("a")),
            productPage(*m_server->state<Product>("b")));
    });
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab tab = browser.load("/all");
    QCOMPARE(tab.post("/Product@b/put").status, 200);
    QCOMPARE(tab.value("_Product.k61.stock"), QJsonValue(0));
    QCOMPARE(tab.value("_Product.k62.stock"), QJsonValue(1));
}

void tst_Scopes::takeAnyKey_data()
{
    QTest::addColumn<QByteArray>("segment");
    QTest::addColumn<QString>("key");
    QTest::addRow("a word") << QByteArray("chair") << QStringLiteral("chair");
    QTest::addRow("another script") << QByteArray("%E6%A4%85") << QStringLiteral("\u6905");
    QTest::addRow("a slash") << QByteArray("a%2Fb") << QStringLiteral("a/b");
    QTest::addRow("a quote") << QByteArray("a%22%27b") << QStringLiteral("a\"'b");
    QTest::addRow("at") << QByteArray("a@b") << QStringLiteral("a@b");
    QTest::addRow("the longest") << QByteArray(256, 'x') << QString(256, u'x');
}

void tst_Scopes::takeAnyKey()
{
    QFETCH(QByteArray, segment);
    QFETCH(QString, key);
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab tab = browser.load("/product/" + segment);
    QCOMPARE(tab.page.status, 200);
    QCOMPARE(tab.post(tab.actionOf("Put")).status, 200);
    QCOMPARE(m_server->state<Product>(key)->stock.value(), 1);
}

void tst_Scopes::refuseAKey_data()
{
    QTest::addColumn<QByteArray>("segment");
    QTest::addRow("too long") << QByteArray(257, 'x');
    QTest::addRow("too long in UTF-8") << QByteArray("%C3%A4").repeated(129);
    QTest::addRow("empty") << QByteArray();
}

void tst_Scopes::refuseAKey()
{
    QFETCH(QByteArray, segment);
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/product/" + segment).status, 404);
}

void tst_Scopes::handOutTheRecord()
{
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    Product *product = m_server->state<Product>("42");
    QVERIFY(product);
    QCOMPARE(m_server->state<Product>("42"), product);
    QVERIFY(m_server->state<Product>("43") != product);
    QCOMPARE(m_server->state<Product>(), nullptr);
    product->stock = 7;
    QVERIFY(Browser(m_server->port()).load("/product/42").page.body.contains(">7</span>"));
}

void tst_Scopes::endARecordAfterItsLastTab()
{
    ServerOptions options = testOptions();
    options.tabGrace = std::chrono::milliseconds(100);
    m_server->setOptions(options);
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    QPointer<Product> product = m_server->state<Product>("42");
    Browser browser(m_server->port());
    Tab tab = browser.load("/product/42");
    QCOMPARE(tab.post("/Product@42/put").status, 200);
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    tab.closeStream();
    QVERIFY(waitUntil([&] { return !product; }));
    QVERIFY(browser.load("/product/42").page.body.contains(">0</span>")); // another one
}

void tst_Scopes::keepARecordThatIsShown()
{
    ServerOptions options = testOptions();
    options.tabGrace = std::chrono::milliseconds(30);
    m_server->setOptions(options);
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab tab = browser.load("/product/42");
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    QPointer<Product> shown = m_server->state<Product>("42");
    QPointer<Product> idle = m_server->state<Product>("43"); // made later, and ends
    QVERIFY(waitUntil([&] { return !idle; }));
    QVERIFY(shown);
    shown->stock = 3;
    QVERIFY(waitUntil([&] { return tab.value("_Product.k3432.stock") == QJsonValue(3); }));
}

void tst_Scopes::keepARecordForItsOwnTime()
{
    ServerOptions options = testOptions();
    options.tabGrace = std::chrono::milliseconds(30);
    m_server->setOptions(options);
    QVERIFY(listen());
    QPointer<Fleeting> kept = m_server->state<Fleeting>("42");
    QPointer<Product> idle = m_server->state<Product>("42");
    QVERIFY(waitUntil([&] { return !idle; }));
    QVERIFY(kept);
}

void tst_Scopes::limitIdleRecords()
{
    ServerOptions options = testOptions();
    options.maxIdleRecords = 2;
    options.sessionIdle = std::chrono::milliseconds(100); // looks often
    m_server->setOptions(options);
    m_server->page("/product/<id>", productPage);
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab tab = browser.load("/product/shown");
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    QPointer<Product> shown = m_server->state<Product>("shown");
    QList<QPointer<Product>> idle;
    for (const char *key : {"1", "2", "3", "4"})
        idle.append(m_server->state<Product>(QString::fromLatin1(key)));
    QVERIFY(idle.at(0)); // in this moment whoever asked for it may use it
    QVERIFY(waitUntil([&] { return !idle.at(0) && !idle.at(1); }));
    QVERIFY(idle.at(2) && idle.at(3));
    QVERIFY(shown);
}

void tst_Scopes::shareByAKeyOfTheProgram()
{
    m_server->page("/", [](const Team &team) {
        return Main(allowEvents(team), Span(text(team.points)));
    });
    m_server->keyBy<Team>([](const Request &request) { return request.query("team"); });
    QVERIFY(listen());
    Browser one(m_server->port());
    Browser other(m_server->port());
    Tab red = one.load("/?team=red");
    Tab alsoRed = other.load("/?team=red");
    Tab blue = other.load("/?team=blue");
    QCOMPARE(red.post("/Team/score").status, 200); // pages are the same whatever the key
    QCOMPARE(red.value("_Team.points"), QJsonValue(1));
    QCOMPARE(alsoRed.post("/Team/score").status, 200);
    QCOMPARE(alsoRed.value("_Team.points"), QJsonValue(2));
    QCOMPARE(blue.value("_Team.points"), QJsonValue(0));
    QCOMPARE(m_server->state<Team>("red")->points.value(), 2);
}

void tst_Scopes::refuseAnEmptyKeyOfTheProgram()
{
    m_server->page("/", [](const Team &team) {
        return Main(allowEvents(team), Span(text(team.points)));
    });
    m_server->keyBy<Team>([](const Request &request) { return request.query("team"); });
    QVERIFY(listen());
    QCOMPARE(Browser(m_server->port()).get("/").status, 404);
    // A store might take it for "red"
    QCOMPARE(Browser(m_server->port()).get("/?team=red%00").status, 404);
}

void tst_Scopes::findWhatIsRelated()
{
    m_server->page("/product/<id>", [](const Asking &asking) {
        return Main(allowEvents(asking), Span(text(asking.found)));
    });
    m_server->page("/mine", [](const Mine &mine) {
        return Main(allowEvents(mine), Span(text(mine.calls)));
    });
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab tab = browser.load("/product/7");
    QCOMPARE(tab.post("/Asking/ask").status, 200);
    QCOMPARE(tab.value("_Asking.found"), QJsonValue("myself"));
    QCOMPARE(m_server->state<Everybody>()->calls.value(), 1);
    QCOMPARE(m_server->state<Product>("7")->stock.value(), 10);
    QVERIFY(browser.load("/mine").page.body.contains(">1</span>"));
    QVERIFY(!Mine::hadRelated); // the constructor is too early
    QVERIFY(Browser(m_server->port()).load("/mine").page.body.contains(">0</span>"));
}

// Has the place of the object it is given to, to ask from outside.
class Peek : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Peek, bool, hasTab, true)
    BACKSTATE_PROPERTY(Peek, bool, hasGlobal, false)

public:
    Q_INVOKABLE void look()
    {
        hasTab = related<Asking>() || related<Product>();
        hasGlobal = related<Everybody>() && related<Mine>();
    }
};

void tst_Scopes::relateAllOfASession()
{
    m_server->page("/<id>", [](const Peek &peek, const Asking &, const Product &) {
        return Main(allowEvents(peek), Span(text(peek.hasTab)), Span(text(peek.hasGlobal)));
    });
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab tab = browser.load("/1");
    QCOMPARE(tab.post("/Peek/look").status, 200);
    QCOMPARE(tab.value("_Peek.hasTab"), QJsonValue(false)); // a session has many
    QCOMPARE(tab.value("_Peek.hasGlobal"), QJsonValue(true));
}

// A record that asks.
class Shelf : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_PROPERTY(Shelf, QString, found)

public:
    Q_INVOKABLE void look()
    {
        found = related<Mine>() || related<Asking>() || related<Product>() ? "more"
            : related<Everybody>()                                         ? "the global"
                                                                           : "nothing";
    }
};

void tst_Scopes::relateRecordsToNothingButTheGlobal()
{
    m_server->page("/<id>", [](const Shelf &shelf) {
        return Main(allowEvents(shelf), Span(text(shelf.found)));
    });
    QVERIFY(listen());
    Browser browser(m_server->port());
    Tab tab = browser.load("/1");
    QCOMPARE(tab.post("/Shelf@1/look").status, 200);
    QCOMPARE(tab.value("_Shelf.k31.found"), QJsonValue("the global"));
}

QTEST_GUILESS_MAIN(tst_Scopes)
#include "tst_scopes.moc"

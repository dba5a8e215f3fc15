// Clients without a page: what BACKSTATE_API opens to them.
#include "browser.h"

#include <BackState/BackState>

#include <QJsonDocument>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

// Of a client's session.
class Basket : public State
{
    Q_OBJECT
    BACKSTATE_API
    BACKSTATE_PROPERTY(Basket, int, items, 0)
    BACKSTATE_PROPERTY(Basket, QString, last)
    BACKSTATE_PROPERTY(Basket, std::optional<int>, limit)
    BACKSTATE_PRIVATE(Basket, QString, secret, "hidden")

public:
    Q_INVOKABLE int put(int amount = 1, const QString &name = {})
    {
        items += amount;
        last = name;
        secret = "changed";
        return items;
    }
    Q_INVOKABLE Element show() { return Main("markup"); }
    Q_INVOKABLE void find(const QString &q) { last = q; }
    Q_INVOKABLE void admin() { items = -1; }
    Q_INVOKABLE SignIn enter(const QString &name) { return {name, {"admin"}}; }
    Q_INVOKABLE SignOut leave() { return {}; }
    Q_INVOKABLE QString who(const Request &request)
    {
        return request.user() + u'/' + request.query("x") + u'/' + request.session().id();
    }

private:
    BACKSTATE_EVENT(find, .verb = Verb::Get, .path = "/find")
    BACKSTATE_EVENT(admin, .roles = "admin")
};

class Stock : public State
{
    Q_OBJECT
    BACKSTATE_API
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_PROPERTY(Stock, int, count, 0)

public:
    Q_INVOKABLE void put(int amount) { count += amount; }
};

class Shared : public State
{
    Q_OBJECT
    BACKSTATE_API
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Shared, int, count, 0)

public:
    Q_INVOKABLE void raise() { ++count; }
};

// With rules, which its user's pages and other clients follow alike.
class Guests : public State
{
    Q_OBJECT
    BACKSTATE_API
    BACKSTATE_SCOPE(Global)
    BACKSTATE_EDITABLE(Guests, QString, name)
    BACKSTATE_RULES(name, .required = true, .maxLength = 5)
    BACKSTATE_EDITABLE(Guests, int, seats, 1)
    BACKSTATE_RULES(seats, .max = 8, .sentence = "There are eight seats.")

public:
    Q_INVOKABLE void enter(const QString &name, double seats = 99);
};

void Guests::enter(const QString &who, double howMany)
{
    name = who;
    seats = int(howMany);
}

class Own : public State
{
    Q_OBJECT
    BACKSTATE_API
    BACKSTATE_SCOPE(User)
    BACKSTATE_PROPERTY(Own, int, count, 0)
};

class Closed : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Closed, int, count, 0)

public:
    Q_INVOKABLE void raise() { ++count; }
};

class Sheet : public State
{
    Q_OBJECT
    BACKSTATE_API
    BACKSTATE_SCOPE(Tab)
};

static const QByteArray json = "Accept: application/json\r\n";

class tst_Api : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void givesAState();
    void givesARecord();
    void givesTheGlobalWithoutASession();
    void callsAnEvent();
    void takesArguments_data();
    void takesArguments();
    void refusesArguments_data();
    void refusesArguments();
    void followsRules_data();
    void followsRules();
    void keepsASession();
    void tellsPagesOfChanges();
    void servesAnEventsOwnPathAndVerb();
    void leavesOutMarkup();
    void fillsInTheRequest();
    void needsARole();
    void signsInAndOut();
    void needsAUserForAUsersState();
    void refusesOtherSites_data();
    void refusesOtherSites();
    void isClosedWithoutTheWord();
    void givesBrowsersNoJson();
    void refusesTabScope();
    void countsWhatIsDone();

private:
    std::unique_ptr<Server> m_server;
};

void tst_Api::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", [](const Basket &basket, const Closed &, const Shared &shared) {
        return Main(Span(text(basket.items)), Span(text(shared.count)));
    });
    m_server->page("/stock/<id>", [](const Stock &stock) { return Main(Span(text(stock.count))); });
    m_server->page("/guests", [](const Guests &guests) { return Main(Span(text(guests.name))); });
    m_server->page("/own", [](const Own &own) { return Main(Span(text(own.count))); });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Api::givesAState()
{
    const Answer answer = Browser(m_server->port()).get("/Basket", json);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "application/json");
    QCOMPARE(answer.body, "{\"items\":0,\"last\":\"\",\"limit\":[]}"); // nothing of what is private
}

void tst_Api::givesARecord()
{
    m_server->state<Stock>("a b")->count = 5;
    Browser browser(m_server->port());
    const Answer answer = browser.get("/Stock@a%20b", json);
    QCOMPARE(answer.body, "{\"count\":5}");
    QVERIFY(!answer.hasHeader("Set-Cookie"));
    QCOMPARE(browser.get("/Stock", json).status, 404); // which one?
    QCOMPARE(browser.get("/Stock@" + QByteArray(257, 'x'), json).status, 404);
    QCOMPARE(browser.get("/Basket@1", json).status, 404); // has no keys
}

void tst_Api::givesTheGlobalWithoutASession()
{
    m_server->state<Shared>()->count = 3;
    const Answer answer = Browser(m_server->port()).get("/Shared", json);
    QCOMPARE(answer.body, "{\"count\":3}");
    QVERIFY(!answer.hasHeader("Set-Cookie"));
    QCOMPARE(m_server->statistics().sessions, 0);
}

void tst_Api::callsAnEvent()
{
    const Answer answer = Browser(m_server->port()).send("POST", "/Basket/put?amount=3", json, "");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "application/json");
    QCOMPARE(answer.body, "{\"changed\":{\"items\":3},\"value\":3}");
}

void tst_Api::takesArguments_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("items");
    QTest::addColumn<QString>("last");
    const auto add = [](const char *name,
                        const char *query,
                        const char *type,
                        const char *body,
                        int items,
                        const char *last) {
        QTest::addRow("%s", name) << QByteArray(query) << QByteArray(type) << QByteArray(body)
                                  << items << QString::fromUtf8(last);
    };
    add("defaults", "", "", "", 1, "");
    add("query", "?amount=2&name=pen", "", "", 2, "pen");
    add("JSON", "", "application/json", "{\"amount\":2,\"name\":\"pen\"}", 2, "pen");
    add("JSON with a charset", "", "application/json; charset=utf-8", "{\"amount\":4}", 4, "");
    add("both", "?amount=2", "application/json", "{\"name\":\"pen\"}", 2, "pen");
    add("a form", "", "application/x-www-form-urlencoded", "amount=2&name=a+b", 2, "a b");
    add("a dollar is a dollar", "?amount=2&name=$Basket.items", "", "", 2, "$Basket.items");
    add("two dollars are two", "?amount=2&name=$$x", "", "", 2, "$$x");
    add("a dollar in JSON", "", "application/json", "{\"amount\":2,\"name\":\"$x\"}", 2, "$x");
}

void tst_Api::takesArguments()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    Browser browser(m_server->port());
    const QByteArray fields
        = json + (type.isEmpty() ? QByteArray() : "Content-Type: " + type + "\r\n");
    const Answer answer = browser.send("POST", "/Basket/put" + query, fields, body);
    QVERIFY2(answer.status == 200, answer.body);
    const QJsonObject state = QJsonDocument::fromJson(browser.get("/Basket", json).body).object();
    QTEST(state.value("items").toInt(), "items");
    QTEST(state.value("last").toString(), "last");
}

void tst_Api::refusesArguments_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("answer");
    const auto add = [](const char *name,
                        const char *query,
                        const char *type,
                        const char *body,
                        int status,
                        const char *answer) {
        QTest::addRow("%s", name) << QByteArray(query) << QByteArray(type) << QByteArray(body)
                                  << status << QByteArray(answer);
    };
    add("no number", "?amount=x", "", "", 422, "{\"errors\":{\"amount\":");
    add("text for a number",
        "",
        "application/json",
        "{\"amount\":\"two\"}",
        422,
        "{\"errors\":{\"amount\":");
    add("a fraction", "", "application/json", "{\"amount\":1.5}", 422, "{\"errors\":{\"amount\":");
    add("unknown in the query",
        "?more=1",
        "",
        "",
        422,
        "{\"errors\":{\"more\":\"is not a parameter of put\"}}");
    add("unknown in JSON",
        "",
        "application/json",
        "{\"more\":1}",
        422,
        "{\"errors\":{\"more\":\"is not a parameter of put\"}}");
    add("twice", "?amount=1&amount=2", "", "", 422, "{\"errors\":{\"amount\":");
    add("broken JSON", "", "application/json", "{\"amount\":", 400, "{\"error\":");
    add("a list", "", "application/json", "[2]", 400, "{\"error\":");
    add("another type", "", "text/plain", "amount=2", 415, "{\"error\":");
    add("no type", "", "", "{\"amount\":2}", 415, "{\"error\":");
}

void tst_Api::refusesArguments()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, answer);
    Browser browser(m_server->port());
    browser.get("/Basket", json);
    const QByteArray fields
        = json + (type.isEmpty() ? QByteArray() : "Content-Type: " + type + "\r\n");
    const Answer got = browser.send("POST", "/Basket/put" + query, fields, body);
    QTEST(got.status, "status");
    QVERIFY2(got.body.startsWith(answer), got.body);
    QVERIFY(browser.get("/Basket", json).body.contains("\"items\":0"));
}

void tst_Api::followsRules_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("after");
    const QByteArray none = "{\"name\":\"\",\"seats\":1}";

    QTest::addRow("none is broken") << "{\"name\":\"Ada\",\"seats\":8}"_ba << 200
                                    << "{\"changed\":{\"name\":\"Ada\",\"seats\":8}}"_ba
                                    << "{\"name\":\"Ada\",\"seats\":8}"_ba;
    QTest::addRow("required") << "{\"name\":\"\"}"_ba << 422
                              << "{\"errors\":{\"name\":\"Please fill in this field.\"}}"_ba
                              << none;
    QTest::addRow("too long") << "{\"name\":\"Grace H\"}"_ba << 422
                              << "{\"errors\":{\"name\":\"Please use at most 5 characters.\"}}"_ba
                              << none;
    QTest::addRow("too many, in a parameter of another type")
        << "{\"name\":\"Ada\",\"seats\":9}"_ba << 422
        << "{\"errors\":{\"seats\":\"There are eight seats.\"}}"_ba << none;
    QTest::addRow("no value of the property's type")
        << "{\"name\":\"Ada\",\"seats\":1.5}"_ba << 422 << "{\"errors\":{\"seats\":"_ba << none;
    QTest::addRow("a default is the program's own")
        << "{\"name\":\"Ada\"}"_ba << 200 << "{\"changed\":"_ba
        << "{\"name\":\"Ada\",\"seats\":99}"_ba;
}

void tst_Api::followsRules()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, answer);
    Browser browser(m_server->port());
    const Answer got
        = browser.send("POST", "/Guests/enter", json + "Content-Type: application/json\r\n", body);
    QTEST(got.status, "status");
    QVERIFY2(got.body.startsWith(answer), got.body);
    QTEST(browser.get("/Guests", json).body, "after");
}

void tst_Api::keepsASession()
{
    Browser one(m_server->port());
    Browser other(m_server->port());
    QVERIFY(one.send("POST", "/Basket/put", json, "").hasHeader("Set-Cookie"));
    const Answer again = one.send("POST", "/Basket/put", json, "");
    QVERIFY(!again.hasHeader("Set-Cookie"));
    QCOMPARE(again.body, "{\"changed\":{\"items\":2},\"value\":2}");
    QVERIFY(other.get("/Basket", json).body.contains("\"items\":0"));
}

void tst_Api::tellsPagesOfChanges()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    Browser script(m_server->port());
    script.cookie = browser.cookie;
    QCOMPARE(script.send("POST", "/Basket/put?amount=7", json, "").status, 200);
    QCOMPARE(script.send("POST", "/Shared/raise", json, "").status, 200);
    QVERIFY(waitUntil([&] {
        return tab.value("_Basket.items") == QJsonValue(7)
            && tab.value("_Shared.count") == QJsonValue(1);
    }));
}

void tst_Api::servesAnEventsOwnPathAndVerb()
{
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/find?q=pens", json).body, "{\"changed\":{\"last\":\"pens\"}}");
    const Answer answer = browser.send("POST", "/find?q=pens", json, "");
    QCOMPARE(answer.status, 405);
    QCOMPARE(answer.header("Allow"), "GET");
    QCOMPARE(browser.get("/Basket/put", json).status, 405);
    QCOMPARE(browser.send("POST", "/Basket/find?q=1", json, "").status, 403); // has another path
    QCOMPARE(browser.send("POST", "/Basket/nothing", json, "").status, 403);
    QCOMPARE(browser.send("POST", "/Basket/deleteLater", json, "").status, 403);
}

void tst_Api::leavesOutMarkup()
{
    QCOMPARE(
        Browser(m_server->port()).send("POST", "/Basket/show", json, "").body,
        "{\"changed\":{}}");
}

void tst_Api::fillsInTheRequest()
{
    Browser browser(m_server->port());
    const Answer answer = browser.send("POST", "/Basket/who", json, "");
    const QString value = QJsonDocument::fromJson(answer.body).object().value("value").toString();
    QVERIFY2(value.startsWith("//") && value.size() == 18, qPrintable(value));
    QVERIFY(!browser.cookie.contains(value.mid(2).toLatin1()));
}

void tst_Api::needsARole()
{
    Browser browser(m_server->port());
    const Answer answer = browser.send("POST", "/Basket/admin", json, "");
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.body, "{\"error\":\"This is for those who are signed in.\"}");
    browser.send("POST", "/Basket/enter?name=ada", json, "");
    QCOMPARE(browser.send("POST", "/Basket/admin", json, "").body, "{\"changed\":{\"items\":-1}}");
}

void tst_Api::signsInAndOut()
{
    Browser browser(m_server->port());
    browser.send("POST", "/Basket/put", json, "");
    const QByteArray before = browser.cookie;
    const Answer in = browser.send("POST", "/Basket/enter?name=ada", json, "");
    QCOMPARE(in.status, 200);
    QCOMPARE(in.head.count("Set-Cookie"), 1);
    QVERIFY(browser.cookie != before);
    QVERIFY(browser.send("POST", "/Basket/who", json, "").body.contains("\"value\":\"ada/"));
    const QByteArray inside = browser.cookie;
    QCOMPARE(browser.send("POST", "/Basket/leave", json, "").status, 200);
    QVERIFY(browser.cookie != inside);
    browser.cookie = inside;
    QVERIFY(browser.send("POST", "/Basket/who", json, "").body.contains("\"value\":\"//"));
}

void tst_Api::needsAUserForAUsersState()
{
    Browser browser(m_server->port());
    const Answer answer = browser.get("/Own", json);
    QCOMPARE(answer.status, 401);
    QVERIFY(!answer.hasHeader("Set-Cookie"));
    browser.send("POST", "/Basket/enter?name=ada", json, "");
    QCOMPARE(browser.get("/Own", json).body, "{\"count\":0}");
}

void tst_Api::refusesOtherSites_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::addRow("cross-site") << QByteArray("Sec-Fetch-Site: cross-site\r\n") << 403;
    QTest::addRow("another origin") << QByteArray("Origin: http://evil.example\r\n") << 403;
    QTest::addRow("another port") << QByteArray("Origin: http://127.0.0.1:1\r\n") << 403;
    QTest::addRow("its own page") << QByteArray("Sec-Fetch-Site: same-origin\r\n") << 200;
    QTest::addRow("no browser") << QByteArray() << 200;
}

void tst_Api::refusesOtherSites()
{
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    Browser browser(m_server->port());
    QCOMPARE(browser.send("POST", "/Shared/raise", json + line, "").status, status);
    QCOMPARE(browser.get("/Shared", json + line).status, status);
    QCOMPARE(m_server->state<Shared>()->count.value(), status == 200 ? 1 : 0);
}

void tst_Api::isClosedWithoutTheWord()
{
    Browser browser(m_server->port());
    browser.load();
    QCOMPARE(browser.get("/Closed", json).status, 404);
    QCOMPARE(browser.send("POST", "/Closed/raise", json, "").status, 403);
    QCOMPARE(browser.get("/Unknown", json).status, 404);
}

void tst_Api::givesBrowsersNoJson()
{
    const Answer answer
        = Browser(m_server->port()).get("/Basket", "Accept: text/html,application/json,*/*\r\n");
    QCOMPARE(answer.status, 404);
}

void tst_Api::refusesTabScope()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/", [](const Sheet &) { return Main(); });
    QVERIFY(!server.listen(0));
    QCOMPARE(
        server.errorString(),
        QStringLiteral(
            "Sheet: BACKSTATE_API serves clients without a page, which have no object of "
            "BACKSTATE_SCOPE(Tab): give the class another scope or take one of both out"));
}

void tst_Api::countsWhatIsDone()
{
    QCOMPARE(m_server->statistics().pages, 0);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Browser script(m_server->port());
    script.send("POST", "/Basket/put", json, "");
    tab.post("/Basket/put");
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    const ServerStatistics statistics = m_server->statistics();
    QCOMPARE(statistics.sessions, 2);
    QCOMPARE(statistics.tabs, 1);
    QCOMPARE(statistics.streams, 1);
    QCOMPARE(statistics.users, 0);
    QCOMPARE(statistics.pages, 1);
    QCOMPARE(statistics.events, 2);
    QCOMPARE(statistics.states, (QMap<QString, int>{{"Basket", 2}, {"Closed", 1}, {"Shared", 1}}));
    QVERIFY(statistics.uptime.count() >= 0);
    script.send("POST", "/Basket/enter?name=ada", json, "");
    QCOMPARE(m_server->statistics().users, 1);
    tab.closeStream();
    QVERIFY(waitUntil([&] { return m_server->statistics().streams == 0; }));
}

QTEST_GUILESS_MAIN(tst_Api)
#include "tst_api.moc"

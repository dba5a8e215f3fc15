// A server below a path of a proxy: what leaves has the prefix, what comes in is without it.
#include "browser.h"

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

class Notice : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Notice, QString, title, "Open")

public:
    Q_INVOKABLE void raise() { title = u"Raised"_s; }
    Q_INVOKABLE void lower() { title = u"Open"_s; }
};

static Element links(const Notice &notice)
{
    return Nav(
        A(href("/orders?a=1"), notice.title.value()),
        A(href("//example.org/"), "Elsewhere"),
        A(href("https://example.org/"), "Away"),
        A(href("#top"), "Top"));
}

static Element noticePage(const Notice &notice)
{
    return Main(
        region(notice.title, links),
        A(navigate("/orders"), "Orders"),
        A(attr("href", signal(notice.title)), "Follow"),
        Img(src("/static/a.png"), alt("")),
        P("/not a link"),
        Button(onClick<&Notice::raise>(notice), "Raise"),
        Button(onClick<&Notice::lower>(notice), "Lower"));
}

static Element ordersPage(const Notice &notice)
{
    return Main(P(text(notice.title)), A(href("/"), "Back"));
}

class Gate : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Gate, int, calls, 0)

public:
    Q_INVOKABLE SignIn enter() { return {.user = u"ada"_s, .to = u"/orders"_s}; }
    Q_INVOKABLE Patch leave() { return Patch::redirect("/orders"); }
};

static Element gatePage(const Gate &gate)
{
    return Main(
        Button(onClick<&Gate::enter>(gate), "Enter"),
        Button(onClick<&Gate::leave>(gate), "Leave"));
}

class tst_Prefix : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { m_server.reset(); }

    void isInWhatLeaves_data();
    void isInWhatLeaves();
    void isThatOfEachBrowser();
    void isInCookies_data();
    void isInCookies();
    void isInRedirects();
    void isInPagesThatArrive();
    void countsFromProxiesOnly();
    void isCheckedAtTheStart();

private:
    void serve(const ServerOptions &options);
    Answer get(Browser &browser, const QByteArray &path, const QByteArray &prefix)
    {
        return browser.get(path, prefix.isEmpty() ? "" : "X-Forwarded-Prefix: " + prefix + "\r\n");
    }

    std::unique_ptr<Server> m_server;
};

static ServerOptions behindProxy()
{
    ServerOptions options = testOptions();
    options.proxies = {u"127.0.0.1"_s};
    return options;
}

static ServerOptions below(const QByteArray &prefix)
{
    ServerOptions options = testOptions();
    options.prefix = prefix;
    return options;
}

void tst_Prefix::serve(const ServerOptions &options)
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->authenticate([](const QString &name, const QString &) -> std::optional<Account> {
        return Account{name, {}};
    });
    m_server->page("/", noticePage);
    m_server->page("/orders", ordersPage);
    m_server->page("/gate", gatePage);
    m_server->page("/members", ordersPage, {.signedIn = true});
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Prefix::isInWhatLeaves_data()
{
    QTest::addColumn<bool>("isOption");
    QTest::addColumn<QByteArray>("path");
    QTest::addRow("an option, taken off by the proxy") << true << QByteArray("/");
    QTest::addRow("an option, as it came") << true << QByteArray("/shop/");
    QTest::addRow("an option, without the slash") << true << QByteArray("/shop");
    QTest::addRow("a field, taken off by the proxy") << false << QByteArray("/");
    QTest::addRow("a field, as it came") << false << QByteArray("/shop/");
}

void tst_Prefix::isInWhatLeaves()
{
    QFETCH(const bool, isOption);
    QFETCH(const QByteArray, path);
    serve(isOption ? below("/shop") : behindProxy());
    Browser browser(m_server->port());
    const QByteArray prefix = isOption ? "" : "/shop";
    const Answer answer = get(browser, path, prefix);
    QCOMPARE(answer.status, 200);
    const QByteArray &page = answer.body;
    QVERIFY(page.contains("href=\"/shop/orders?a=1\""));
    QVERIFY(page.contains("href=\"/shop/orders\""));
    QVERIFY(page.contains("src=\"/shop/static/a.png\""));
    QVERIFY(page.contains("href=\"//example.org/\""));
    QVERIFY(page.contains("href=\"https://example.org/\""));
    QVERIFY(page.contains("href=\"#top\""));
    QVERIFY(page.contains("(&#39;/shop/Notice/raise&#39;,o)"));
    QVERIFY(page.contains("&#39;/shop/backstate/stream/"));
    QVERIFY(page.contains("href=\"/shop/backstate/backstate-"));
    QVERIFY(page.contains("src=\"/shop/backstate/backstate-"));
    QVERIFY(page.contains("&#39;/shop&#39;+u")); // an address that an expression makes
    QCOMPARE(Tab(browser, answer).value("_path"), QJsonValue(u"/"_s));
    QVERIFY(!page.contains('\x04'));
    const qsizetype at = page.indexOf("/shop/backstate/backstate-");
    const QByteArray asset = page.mid(at, page.indexOf('"', at) - at);
    QCOMPARE(get(browser, asset, prefix).status, 200);
    QCOMPARE(browser.get(asset.sliced(5)).status, 200);
}

// A region is built once for all.
void tst_Prefix::isThatOfEachBrowser()
{
    serve(behindProxy());
    Browser near(m_server->port());
    Tab nearTab = near.load("/");
    QVERIFY(nearTab.page.body.contains("href=\"/orders?a=1\""));
    QVERIFY(!nearTab.page.body.contains('\x04'));
    Browser far(m_server->port());
    Tab farTab(far, get(far, "/", "/shop"));
    nearTab.openStream();
    farTab.openStream({}, "1", "X-Forwarded-Prefix: /shop\r\n");
    nearTab.post("/Notice/raise");
    QTRY_VERIFY(nearTab.received().contains("Raised"));
    QVERIFY(nearTab.received().contains("href=\"/orders?a=1\""));
    QTRY_VERIFY(farTab.received().contains("Raised"));
    QVERIFY(farTab.received().contains("href=\"/shop/orders?a=1\""));
    QVERIFY(!farTab.received().contains('\x04'));
}

void tst_Prefix::isInCookies_data()
{
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<bool>("isSecure");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("fields");
    QTest::addRow("neither") << QByteArray() << false << QByteArray("session=")
                             << QByteArray("; Path=/; HttpOnly; SameSite=Lax");
    QTest::addRow("a prefix") << QByteArray("/shop") << false << QByteArray("session=")
                              << QByteArray("; Path=/shop; HttpOnly; SameSite=Lax");
    QTest::addRow("TLS") << QByteArray() << true << QByteArray("__Host-session=")
                         << QByteArray("; Path=/; HttpOnly; SameSite=Lax; Secure");
    QTest::addRow("both") << QByteArray("/shop") << true << QByteArray("__Secure-session=")
                          << QByteArray("; Path=/shop; HttpOnly; SameSite=Lax; Secure");
}

void tst_Prefix::isInCookies()
{
    QFETCH(const QByteArray, prefix);
    QFETCH(const bool, isSecure);
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, fields);
    serve(behindProxy());
    Browser browser(m_server->port());
    const QByteArray scheme = isSecure ? "X-Forwarded-Proto: https\r\n" : "";
    const QByteArray sent
        = scheme + (prefix.isEmpty() ? QByteArray() : "X-Forwarded-Prefix: " + prefix + "\r\n");
    const QByteArray given = browser.get("/", sent).header("Set-Cookie");
    QVERIFY2(given.startsWith(name), given.constData());
    QVERIFY2(given.endsWith(fields), given.constData());
    // It opens the session again, there and nowhere else.
    QVERIFY(!browser.get("/", sent).hasHeader("Set-Cookie"));
}

void tst_Prefix::isInRedirects()
{
    serve(below("/shop"));
    Browser browser(m_server->port());
    const Answer led = browser.get("/shop/members");
    QCOMPARE(led.status, 303);
    QCOMPARE(led.header("Location"), "/shop/login?to=%2Fmembers");
    const Answer login = browser.get(led.header("Location"));
    QVERIFY(login.body.contains("action=\"/shop/backstate/sign-in\""));
    const qsizetype at = login.body.indexOf("name=\"token\" value=\"") + 20;
    const QByteArray token = login.body.mid(at, login.body.indexOf('"', at) - at);
    const Answer in = browser.send(
        "POST",
        "/shop/backstate/sign-in",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "token=" + token + "&to=/members&name=ada&password=x");
    QCOMPARE(in.status, 303);
    QCOMPARE(in.header("Location"), "/shop/members");
    QVERIFY(in.header("Set-Cookie").contains("; Path=/shop;"));
    Tab tab = browser.load("/shop/gate");
    QVERIFY(tab.post("/shop/Gate/leave").body.contains("href = \"/shop/orders\""));
    QVERIFY(tab.post("/shop/Gate/enter").body.contains("href = \"/shop/orders\""));
}

void tst_Prefix::isInPagesThatArrive()
{
    serve(below("/shop"));
    Browser browser(m_server->port());
    Tab tab = browser.load("/shop/");
    const Answer arrived = browser.get(
        "/shop/orders",
        "Datastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\n");
    QCOMPARE(arrived.status, 200);
    QVERIFY(arrived.body.contains("{path:\"/shop/orders\""));
    QVERIFY(arrived.body.contains("href=\"/shop/\""));
    QVERIFY(arrived.body.contains("/shop/backstate/stream/"));
    QVERIFY(!arrived.body.contains('\x04'));
}

void tst_Prefix::countsFromProxiesOnly()
{
    serve(testOptions());
    Browser browser(m_server->port());
    QVERIFY(!get(browser, "/", "/shop").body.contains("/shop"));
    serve(behindProxy());
    Browser other(m_server->port());
    for (const QByteArray prefix : {"shop", "//evil.example", "/a\"b", "/..", "/"}) {
        const Answer answer = get(other, "/", prefix);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.contains("href=\"/orders?a=1\""));
    }
    QVERIFY(get(other, "/", "/shop/").body.contains("href=\"/shop/orders?a=1\""));
}

void tst_Prefix::isCheckedAtTheStart()
{
    Server server;
    server.setOptions(below("/shop/"));
    server.page("/", noticePage);
    QVERIFY(!server.listen(0));
    QVERIFY(server.errorString().contains("ServerOptions::prefix: \"/shop/\" is no path"));
}

QTEST_GUILESS_MAIN(tst_Prefix)
#include "tst_prefix.moc"

// By which names a server may be called, by whose pages, and what proxies say of both.
#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <QHttpServer>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

static Element counterPage(const Counter &counter, const Profile &profile)
{
    return Main(
        Span(text(counter.count)),
        Button(onClick<&Counter::increment>(counter, 1), "+1"),
        Input(bind(profile.name, live())));
}

class tst_Names : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(testOptions()); }
    void cleanup() { m_server.reset(); }

    void areRefusedIfUnknown_data();
    void areRefusedIfUnknown();
    void areThoseOfTheOptions();
    void areCheckedAtTheStart();
    void ofOtherSitesCauseNothing_data();
    void ofOtherSitesCauseNothing();
    void ofOurOwnPagesPass_data();
    void ofOurOwnPagesPass();
    void comeFromProxiesThatAreNamed();

private:
    void serve(const ServerOptions &options);

    std::unique_ptr<Server> m_server;
};

void tst_Names::serve(const ServerOptions &options)
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", counterPage);
    m_server->http().route("/own", [] { return "own"; });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

static Answer sendTo(quint16 port, const QByteArray &host, const QByteArray &target)
{
    Browser browser(port);
    browser.host = host;
    return browser.get(target);
}

void tst_Names::areRefusedIfUnknown_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target :
         {"/", "/own", "/backstate/health", "/backstate/about", "/nothing", "/backstate/stream/x"})
        QTest::addRow("%s", target) << QByteArray(target);
}

void tst_Names::areRefusedIfUnknown()
{
    QFETCH(QByteArray, target);
    QTest::ignoreMessage(
        QtWarningMsg,
        "refused a request to \"evil.example:80\" by 421: if that is a name of this server, put it "
        "into ServerOptions::hosts");
    const Answer answer = sendTo(m_server->port(), "evil.example:80", target);
    QCOMPARE(answer.status, 421);
    QCOMPARE(
        answer.body,
        "This server is not called by that name. Its program says by which it is.\n");
    QVERIFY(!answer.head.contains("Set-Cookie"));
    QVERIFY(sendTo(m_server->port(), "127.0.0.1", target).status != 421);
    QVERIFY(sendTo(m_server->port(), "localhost", target).status != 421);
}

void tst_Names::areThoseOfTheOptions()
{
    ServerOptions options = testOptions();
    options.hosts = {"shop.example"};
    serve(options);
    QCOMPARE(sendTo(m_server->port(), "shop.example", "/").status, 200);
    QCOMPARE(sendTo(m_server->port(), "shop.example", "/own").body, "own");
    QCOMPARE(sendTo(m_server->port(), "www.shop.example", "/").status, 421);
}

void tst_Names::areCheckedAtTheStart()
{
    Server server;
    ServerOptions options = testOptions();
    options.hosts = {"https://shop.example"};
    options.proxies = {"nginx"};
    server.setOptions(options);
    server.page("/", counterPage);
    QVERIFY(!server.listen(0));
    QVERIFY(server.errorString().contains("hosts: \"https://shop.example\" is no host's name"));
    QVERIFY(server.errorString().contains("proxies: \"nginx\" is no address"));
}

void tst_Names::ofOtherSitesCauseNothing_data()
{
    QTest::addColumn<QByteArray>("fields");

    QTest::addRow("another site") << "Origin: https://evil.example\r\n"_ba;
    QTest::addRow("another port") << "Origin: http://localhost:1\r\n"_ba;
    QTest::addRow("no port") << "Origin: http://localhost\r\n"_ba;
    QTest::addRow("nobody") << "Origin: null\r\n"_ba;
    QTest::addRow("nobody, as the browser says")
        << "Origin: null\r\nSec-Fetch-Site: cross-site\r\n"_ba;
    QTest::addRow("as the browser says") << "Sec-Fetch-Site: cross-site\r\n"_ba;
    QTest::addRow("of a neighbour") << "Sec-Fetch-Site: same-site\r\n"_ba;
    QTest::addRow("another scheme") << "Origin: https://localhost:PORT\r\n"_ba;
}

void tst_Names::ofOtherSitesCauseNothing()
{
    QFETCH(QByteArray, fields);
    fields.replace("PORT", QByteArray::number(m_server->port()));
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray own = "BackState-Tab: " + tab.id() + "\r\nDatastar-Request: true\r\n";
    const QByteArray json = "Content-Type: application/json\r\n";
    const QByteArray edit = R"({"Profile":{"name":"evil"}})";
    QCOMPARE(browser.send("POST", "/Counter/increment", own + fields).status, 403);
    QCOMPARE(
        browser.send("POST", "/backstate/edit/Profile", own + json + fields, edit).status,
        403);
    QCOMPARE(browser.send("POST", "/backstate/sign-out", fields).status, 403);
    browser.send("POST", "/backstate/leave/" + tab.id(), fields);
    QVERIFY(browser.load().page.body.contains(">0</span>"));
    QVERIFY(!browser.load().page.body.contains("evil"));
    QCOMPARE(tab.post("/Counter/increment").status, 200);
}

void tst_Names::ofOurOwnPagesPass_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addRow("as the browser says") << "Sec-Fetch-Site: same-origin\r\n"_ba;
    QTest::addRow("the origin") << "Origin: http://localhost:PORT\r\n"_ba;
    QTest::addRow("both behind a proxy that is not named")
        << "Origin: https://shop.example\r\nSec-Fetch-Site: same-origin\r\n"_ba;
    QTest::addRow("of a page that tells nobody where it is")
        << "Origin: null\r\nSec-Fetch-Site: same-origin\r\n"_ba;
    QTest::addRow("neither, but the tab") << QByteArray();
}

void tst_Names::ofOurOwnPagesPass()
{
    QFETCH(QByteArray, fields);
    fields.replace("PORT", QByteArray::number(m_server->port()));
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray own = "BackState-Tab: " + tab.id() + "\r\nDatastar-Request: true\r\n";
    QCOMPARE(browser.send("POST", "/Counter/increment", own + fields).status, 200);
}

void tst_Names::comeFromProxiesThatAreNamed()
{
    const QByteArray forwarded = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n";
    const QByteArray origin = "Origin: https://shop.example\r\n";
    {
        Browser browser(m_server->port());
        Tab tab = browser.load();
        QVERIFY(!browser.get("/", forwarded).header("Set-Cookie").contains("Secure"));
        const QByteArray own = "BackState-Tab: " + tab.id() + "\r\n";
        QCOMPARE(browser.send("POST", "/Counter/increment", own + origin + forwarded).status, 403);
    }
    ServerOptions options = testOptions();
    options.hosts = {"shop.example"};
    options.proxies = {"127.0.0.1", "::1"};
    serve(options);
    Browser browser(m_server->port());
    const Answer page = browser.get("/", forwarded);
    QVERIFY(page.header("Set-Cookie").startsWith("__Host-session="));
    QVERIFY(page.header("Set-Cookie").contains("; Path=/; HttpOnly; SameSite=Lax; Secure"));
    Tab tab(browser, page);
    const QByteArray own = "BackState-Tab: " + tab.id() + "\r\nDatastar-Request: true\r\n";
    QCOMPARE(browser.send("POST", "/Counter/increment", own + origin + forwarded).status, 200);
    QCOMPARE(
        browser
            .send("POST", "/Counter/increment", own + "Origin: http://shop.example\r\n" + forwarded)
            .status,
        403);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("refused a request to \"evil.example\""));
    QCOMPARE(browser.get("/", "X-Forwarded-Host: evil.example\r\n").status, 421);
}

QTEST_GUILESS_MAIN(tst_Names)
#include "tst_names.moc"

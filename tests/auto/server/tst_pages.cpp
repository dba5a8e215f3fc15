#include "../wire/test_certificate.h"
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QCryptographicHash>
#include <QHttpServer>
#include <QHttpServerResponse>
#include <QRegularExpression>
#include <QSslSocket>

using namespace BackState;
using namespace BackState::Html;

static Element counterPage(const Counter &counter)
{
    return Main(
        allowEvents(counter),
        Span(id("count"), text(counter.count)),
        Button(onClick<&Counter::increment>(counter, 1), "+1"));
}

static Element scopesPage(const Counter &counter, const Pad &pad, const Board &board)
{
    return Main(
        allowEvents(counter),
        allowEvents(pad),
        allowEvents(board),
        text(counter.count),
        P(text(pad.strokes)),
        P(text(board.number)));
}

static Element productPage(const Request &request)
{
    return Main(
        P(id("id"), request.pathParameter(QStringLiteral("id"))),
        P(id("part"), request.pathParameter(QStringLiteral("part"))),
        P(id("path"), request.path()),
        P(id("query"), request.query(QStringLiteral("q"))),
        P(id("method"), request.method()),
        P(id("language"), request.header(QStringLiteral("Accept-Language"))));
}

static Page titledPage(const Counter &counter)
{
    return {
        QStringLiteral("Five < six"),
        Meta(name("description"), content("Numbers")),
        Main(text(counter.count))};
}

// A page as a member function of an object.
class Welcome
{
public:
    Element page(const Counter &counter, const Request &request) const
    {
        return Main(m_greeting, request.query(QStringLiteral("who")), P(text(counter.count)));
    }

private:
    QString m_greeting = QStringLiteral("Welcome ");
};

// A layout as a member function of an object, which counts its pages.
class Surround
{
public:
    Element around(const Board &board, const Page &page) noexcept
    {
        return Body(B(++m_pages), I(text(board.number)), page.content);
    }

private:
    int m_pages = 0;
};

static Element quietPage(const Counter &counter) noexcept
{
    return Main(text(counter.count));
}

static Element quietLayout(const Page &page) noexcept
{
    return Body(B("quiet"), page.content);
}

class tst_Pages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void areHtmlThatIsNotStored();
    void giveASessionCookie();
    void giveEachBrowserACookieOfItsOwn();
    void giveASecureCookieOverTls();
    void giveNoSecondCookie();
    void giveANewCookieForAForgedOne();
    void showTheSameStateToOneSession();
    void shareStatesByScope();
    void declareOnlyWhatTheyName();
    void neverApplySignals();
    void haveATitleAndAHead();
    void areWrappedByTheLayout();
    void shareTheStatesOfTheLayout();
    void knowTheRequest();
    void preferAFixedPath();
    void areMemberFunctions();
    void areNoexceptFunctions();
    void areLambdasThatChange();
    void areFunctionObjects();
    void areWrappedByANoexceptLayout();
    void areWrappedByALayoutThatChanges();
    void areWrappedByAMemberFunction();
    void areNotFoundElsewhere_data();
    void areNotFoundElsewhere();
    void answerHeadWithoutABody();
    void linkAssetsThatNeverChange();
    void answerAKnownAssetWithoutItsBytes();
    void haveNoOtherAssets();
    void hideTheirFaults();
    void standBesideRoutesOfTheProgram();
    void tellAboutThemselves();

private:
    std::unique_ptr<Server> m_server;
    Welcome m_welcome;
};

void tst_Pages::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", counterPage);
    m_server->page("/scopes", scopesPage);
    m_server->page("/product/<id>", productPage);
    m_server->page("/product/new", counterPage);
    m_server->page("/product/<id>/part/<part>", productPage);
    m_server->page("/titled", titledPage);
    m_server->page("/named", counterPage, {QStringLiteral("Named")});
    m_server->page("/menu", &m_welcome, &Welcome::page);
    m_server->page("/fault", [](const Counter &counter) {
        return Main(allowEvents(counter), text(counter, "typo"));
    });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Pages::cleanup()
{
    m_server.reset();
    QCOMPARE(Counter::alive, 0);
    QCOMPARE(Pad::alive, 0);
    QCOMPARE(Board::alive, 0);
}

void tst_Pages::areHtmlThatIsNotStored()
{
    Browser browser(m_server->port());
    const Tab tab = browser.load("/");
    QCOMPARE(tab.page.status, 200);
    QCOMPARE(tab.page.header("Content-Type"), "text/html; charset=utf-8");
    QCOMPARE(tab.page.header("Cache-Control"), "no-store");
    static const QRegularExpression beginning(
        "^<!DOCTYPE html>\n<html lang=\"en\"( data-nonce=\"[\\w-]{22}\")?><head><meta "
        "charset=\"utf-8\">");
    QVERIFY(beginning.match(QString::fromUtf8(tab.page.body)).hasMatch());
    QVERIFY(tab.page.body.contains(">0</span>"));
    QVERIFY(tab.streamUrl.startsWith("/backstate/stream/"));
}

void tst_Pages::giveASessionCookie()
{
    Browser browser(m_server->port());
    const QString field = QString::fromLatin1(browser.get("/").header("Set-Cookie"));
    // 24 characters of 6 bits, and the signature.
    const QRegularExpression form(QStringLiteral(
        "^session=[A-Za-z0-9_-]{24}\\.[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax$"));
    QVERIFY2(form.match(field).hasMatch(), qPrintable(field));
}

void tst_Pages::giveEachBrowserACookieOfItsOwn()
{
    Browser one(m_server->port());
    Browser other(m_server->port());
    one.load();
    other.load();
    QVERIFY(one.cookie != other.cookie);
}

void tst_Pages::giveASecureCookieOverTls()
{
    Server server;
    ServerOptions options = testOptions();
    options.tls = testTls();
    server.setOptions(options);
    server.page("/", counterPage);
    QVERIFY2(server.listen(0), qPrintable(server.errorString()));
    QCOMPARE(server.url().scheme(), QStringLiteral("https"));

    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone); // signed by itself
    socket.connectToHostEncrypted(QStringLiteral("localhost"), server.port());
    QVERIFY(waitUntil([&socket] { return socket.isEncrypted(); }));
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QByteArray received;
    QVERIFY(waitUntil([&] {
        received += socket.readAll();
        return received.contains("\r\n\r\n");
    }));
    QVERIFY(received.startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(received.contains("; Path=/; HttpOnly; SameSite=Lax; Secure\r\n"));
}

void tst_Pages::giveNoSecondCookie()
{
    Browser browser(m_server->port());
    browser.load();
    const QByteArray first = browser.cookie;
    const Tab again = browser.load();
    QVERIFY(!again.page.hasHeader("Set-Cookie"));
    QCOMPARE(browser.cookie, first);
}

void tst_Pages::giveANewCookieForAForgedOne()
{
    Browser browser(m_server->port());
    browser.cookie = "session=AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA";
    QVERIFY(browser.load().page.hasHeader("Set-Cookie"));
    browser.cookie = "session=";
    QVERIFY(browser.load().page.hasHeader("Set-Cookie"));
    browser.cookie = "other=1";
    QVERIFY(browser.load().page.hasHeader("Set-Cookie"));
}

void tst_Pages::showTheSameStateToOneSession()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.post(tab.actionOf("+1")).status, 200);
    QVERIFY(browser.load().page.body.contains(">1</span>"));

    Browser other(m_server->port());
    QVERIFY(other.load().page.body.contains(">0</span>"));
    QCOMPARE(Counter::alive, 2);
}

void tst_Pages::shareStatesByScope()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/scopes");
    tab.post("/Counter/increment");
    tab.post("/Pad/stroke");
    tab.post("/Board/raise");
    QCOMPARE(tab.value("_Counter.count"), QJsonValue(1));
    QCOMPARE(tab.value("_Pad.strokes"), QJsonValue(1));
    QCOMPARE(tab.value("_Board.number"), QJsonValue(1));

    Tab sameSession = browser.load("/scopes");
    QCOMPARE(sameSession.value("_Counter.count"), QJsonValue(1));
    QCOMPARE(sameSession.value("_Pad.strokes"), QJsonValue(0));
    QCOMPARE(sameSession.value("_Board.number"), QJsonValue(1));

    Browser other(m_server->port());
    Tab otherSession = other.load("/scopes");
    QCOMPARE(otherSession.value("_Counter.count"), QJsonValue(0));
    QCOMPARE(otherSession.value("_Pad.strokes"), QJsonValue(0));
    QCOMPARE(otherSession.value("_Board.number"), QJsonValue(1));

    QCOMPARE(m_server->state<Board>()->number.value(), 1);
    QVERIFY(!m_server->state<Counter>());
    QVERIFY(!m_server->state<Pad>());
}

void tst_Pages::declareOnlyWhatTheyName()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/scopes");
    QCOMPARE(tab.value("_Counter").toObject(), (QJsonObject{{QStringLiteral("count"), 0}}));
    QCOMPARE(tab.value("_Board").toObject(), (QJsonObject{{QStringLiteral("number"), 0}}));
    QVERIFY(tab.value("Board").isUndefined());
    const QByteArray body = tab.page.body.sliced(tab.page.body.indexOf("<body"));
    QVERIFY(!body.contains("null"));
}

void tst_Pages::neverApplySignals()
{
    m_server->page("/profile", [](const Profile &profile) {
        return Input(allowEvents(profile), bind(profile.name));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile?datastar=%7B%22Profile%22%3A%7B%22name%22%3A%22Eve%22%7D%7D");
    QCOMPARE(tab.page.status, 200);
    QCOMPARE(tab.value("Profile.name"), QJsonValue(QString()));
}

void tst_Pages::haveATitleAndAHead()
{
    Browser browser(m_server->port());
    const QByteArray titled = browser.load("/titled").page.body;
    QVERIFY(titled.contains("<title>Five &lt; six</title>"));
    QVERIFY(
        titled.indexOf("<meta name=\"description\" content=\"Numbers\">")
        < titled.indexOf("</head>"));
    QVERIFY(titled.contains("<meta name=\"description\" content=\"Numbers\">"));
    QVERIFY(browser.load("/named").page.body.contains("<title>Named</title>"));
    QVERIFY(browser.load("/").page.body.contains("<title>tst_server_pages</title>"));
}

void tst_Pages::areWrappedByTheLayout()
{
    m_server->layout([](const Request &request, const Page &page) {
        return Div(Header(page.title, " at ", request.path()), page.content, Footer("end"));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/titled");
    QVERIFY(
        tab.page.body.contains("<div><header>Five &lt; six at /titled</header>"
                               "<div id=\"backstate-content\" style=\"display:contents\"><main"));
    QVERIFY(tab.page.body.contains("</main></div><footer>end</footer></div>"));
    QCOMPARE(tab.value("_Counter.count"), QJsonValue(0));
}

void tst_Pages::shareTheStatesOfTheLayout()
{
    m_server->layout([](const Board &board, const Page &page, const Pad &pad) {
        return Div(P(text(board.number)), P(text(pad.strokes)), page.content);
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/");
    QCOMPARE(tab.value("_Counter.count"), QJsonValue(0));
    QCOMPARE(tab.value("_Board.number"), QJsonValue(0));
    QCOMPARE(tab.value("_Pad.strokes"), QJsonValue(0));
}

void tst_Pages::knowTheRequest()
{
    Browser browser(m_server->port());
    const QByteArray body
        = browser.get("/product/a%20b%2Fc%C3%A9?q=x+y%26z", "Accept-Language: de\r\n").body;
    QVERIFY(body.contains("<p id=\"id\">a b/c\xC3\xA9</p>"));
    QVERIFY(body.contains("<p id=\"part\"></p>"));
    QVERIFY(body.contains("<p id=\"path\">/product/a b/c\xC3\xA9</p>"));
    QVERIFY(body.contains("<p id=\"query\">x y&amp;z</p>"));
    QVERIFY(body.contains("<p id=\"method\">GET</p>"));
    QVERIFY(body.contains("<p id=\"language\">de</p>"));
    const QByteArray part = browser.get("/product/1/part/2").body;
    QVERIFY(part.contains("<p id=\"id\">1</p><p id=\"part\">2</p>"));
}

void tst_Pages::preferAFixedPath()
{
    Browser browser(m_server->port());
    QVERIFY(browser.get("/product/new").body.contains("+1</button>"));
    QVERIFY(browser.get("/product/newer").body.contains("<p id=\"id\">newer</p>"));
}

void tst_Pages::areMemberFunctions()
{
    Browser browser(m_server->port());
    QVERIFY(browser.get("/menu?who=Ann").body.contains("<main>Welcome Ann<p"));
}

void tst_Pages::areNoexceptFunctions()
{
    m_server->page("/quiet", quietPage);
    QVERIFY(Browser(m_server->port()).load("/quiet").page.body.contains("<main data-text"));
}

void tst_Pages::areLambdasThatChange()
{
    m_server->page("/visits", [visits = 0](const Counter &) mutable { return Main(++visits); });
    Browser browser(m_server->port());
    QVERIFY(browser.load("/visits").page.body.contains("<main>1</main>"));
    QVERIFY(browser.load("/visits").page.body.contains("<main>2</main>"));
}

void tst_Pages::areFunctionObjects()
{
    struct Visits
    {
        int number = 0;
        Element operator()(const Request &) noexcept { return Main(++number); }
    };
    m_server->page("/visits", Visits{40});
    Browser browser(m_server->port());
    QVERIFY(browser.load("/visits").page.body.contains("<main>41</main>"));
    QVERIFY(browser.load("/visits").page.body.contains("<main>42</main>"));
}

void tst_Pages::areWrappedByANoexceptLayout()
{
    m_server->layout(quietLayout);
    QVERIFY(Browser(m_server->port()).load("/").page.body.contains("<b>quiet</b>"));
}

void tst_Pages::areWrappedByALayoutThatChanges()
{
    m_server->layout(
        [pages = 0](const Page &page) mutable { return Body(B(++pages), page.content); });
    Browser browser(m_server->port());
    QVERIFY(browser.load("/").page.body.contains("<b>1</b>"));
    QVERIFY(browser.load("/").page.body.contains("<b>2</b>"));
}

void tst_Pages::areWrappedByAMemberFunction()
{
    Surround surround;
    m_server->layout(&surround, &Surround::around);
    Browser browser(m_server->port());
    QVERIFY(browser.load("/").page.body.contains("<b>1</b><i "));
    QVERIFY(browser.load("/").page.body.contains("<b>2</b><i "));
    m_server.reset(); // it calls the object
}

void tst_Pages::areNotFoundElsewhere_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target :
         {"/nothing",
          "/scopes/",
          "/SCOPES",
          "/product",
          "/product/",
          "/product/1/part",
          "/Counter"})
        QTest::addRow("%s", target) << QByteArray(target);
}

void tst_Pages::areNotFoundElsewhere()
{
    QFETCH(QByteArray, target);
    Browser browser(m_server->port());
    const Answer answer = browser.get(target);
    QCOMPARE(answer.status, 404);
    QCOMPARE(answer.header("Content-Type"), "text/html; charset=utf-8");
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QVERIFY(answer.body.contains("<h1>Not found</h1>"));
    QVERIFY(!answer.hasHeader("Set-Cookie"));
    QVERIFY(!answer.body.contains("data-signals"));
}

void tst_Pages::answerHeadWithoutABody()
{
    Browser browser(m_server->port());
    const Answer answer = browser.send("HEAD", "/scopes");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.isEmpty());
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QVERIFY(answer.header("Content-Length").toInt() > 100);
    QCOMPARE(Pad::alive, 0); // nobody has that tab
    QCOMPARE(browser.send("HEAD", "/nothing").status, 404);
}

static QByteArrayList assetsOf(const QByteArray &html)
{
    QByteArrayList paths;
    for (qsizetype at = html.indexOf("\"/backstate/"); at >= 0;
         at = html.indexOf("\"/backstate/", at + 1))
        paths.append(html.mid(at + 1, html.indexOf('"', at + 1) - at - 1));
    return paths;
}

void tst_Pages::linkAssetsThatNeverChange()
{
    Browser browser(m_server->port());
    const QByteArrayList paths = assetsOf(browser.load().page.body);
    QCOMPARE(paths.size(), 3); // the style sheet, the page's script, and Datastar after it
    QVERIFY(paths.first().endsWith(".css"));
    QVERIFY(paths.at(1).startsWith("/backstate/backstate-"));
    QVERIFY(paths.last().startsWith("/backstate/datastar-"));
    QVERIFY(paths.last().endsWith(".js"));
    for (const QByteArray &path : paths) {
        const Answer answer = browser.get(path);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Cache-Control"), "public, max-age=31536000, immutable");
        QCOMPARE(answer.header("X-Content-Type-Options"), "nosniff");
        QCOMPARE(
            answer.header("Content-Type"),
            path.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
        const QByteArray hash
            = QCryptographicHash::hash(answer.body, QCryptographicHash::Sha256).toHex().first(16);
        QVERIFY(path.contains('-' + hash + '.'));
        QCOMPARE(answer.header("ETag"), '"' + hash + '"');
    }
}

void tst_Pages::answerAKnownAssetWithoutItsBytes()
{
    Browser browser(m_server->port());
    const QByteArray path = assetsOf(browser.load().page.body).first();
    const QByteArray tag = browser.get(path).header("ETag");
    const Answer known = browser.get(path, "If-None-Match: " + tag + "\r\n");
    QCOMPARE(known.status, 304);
    QVERIFY(known.body.isEmpty());
    QCOMPARE(known.header("ETag"), tag);
    QCOMPARE(browser.get(path, "If-None-Match: \"another\"\r\n").status, 200);
}

void tst_Pages::haveNoOtherAssets()
{
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/backstate/datastar-0000000000000000.js").status, 404);
    QCOMPARE(browser.get("/backstate/").status, 404);
    QCOMPARE(browser.get("/backstate/../states.h").status, 400);
}

void tst_Pages::hideTheirFaults()
{
    Browser browser(m_server->port());
    QTest::ignoreMessage(
        QtWarningMsg,
        "/fault: Counter has no property for \"typo\": declare it with Q_PROPERTY or "
        "BACKSTATE_PROPERTY, or correct the name.");
    const Answer answer = browser.get("/fault");
    QCOMPARE(answer.status, 500);
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QVERIFY(answer.body.contains("<h1>This page has a fault</h1>"));
    QVERIFY(!answer.body.contains("typo"));
    QVERIFY(!answer.body.contains("Counter"));
    QCOMPARE(browser.get("/").status, 200);
}

void tst_Pages::standBesideRoutesOfTheProgram()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/", counterPage);
    server.http().route("/own/<arg>", [](int number) {
        return QHttpServerResponse(QByteArray("text/plain"), "own " + QByteArray::number(number));
    });
    QVERIFY(server.listen(0));
    Browser browser(server.port());
    const Answer own = browser.get("/own/7");
    QCOMPARE(own.status, 200);
    QCOMPARE(own.body, "own 7");
    QVERIFY(!own.hasHeader("Set-Cookie"));
    QCOMPARE(browser.get("/").status, 200);
    QCOMPARE(browser.get("/own").status, 404);
}

void tst_Pages::tellAboutThemselves()
{
    Browser browser(m_server->port());
    const Answer about = browser.get("/backstate/about");
    QCOMPARE(about.status, 200);
    QCOMPARE(about.header("Content-Type"), "application/json");
    QVERIFY(about.body.contains("\"dialect\":"));
    QVERIFY(about.body.contains("\"bundle\":"));
    QVERIFY(!about.body.contains(QByteArray(32, 's')));
}

QTEST_GUILESS_MAIN(tst_Pages)
#include "tst_pages.moc"

// Signing in and out, and what roles open.
#include "browser.h"
#include "offers.h"

#include <BackState/BackState>

#include <QJsonDocument>
#include <QPromise>
#include <QTemporaryDir>
#include <QTimer>

using namespace BackState;
using namespace BackState::Html;

// Of a user, wherever signed in.
class Wallet : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(User)
    BACKSTATE_PROPERTY(Wallet, int, coins, 0)

public:
    Wallet() { ++alive; }
    ~Wallet() override { --alive; }
    inline static int alive = 0;

    Q_INVOKABLE void earn() { ++coins; }
};

// Of a session; signs in and out itself.
class Door : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Door, int, knocks, 0)

public:
    Door() { ++alive; }
    ~Door() override { --alive; }
    inline static int alive = 0;

    Q_INVOKABLE void knock() { ++knocks; }
    Q_INVOKABLE SignIn enter(const QString &name, const QString &to = "/")
    {
        return {name, name == "ada" ? QStringList{"admin", "author"} : QStringList{}, to};
    }
    Q_INVOKABLE SignOut leave() { return {}; }
    Q_INVOKABLE void author() { knocks += 100; }
    Q_INVOKABLE QString who(const Request &request)
    {
        seen = request.user() + (request.hasRole("admin") ? " admin" : "");
        return seen;
    }
    QString seen;

private:
    BACKSTATE_EVENT(author, .roles = "author editor")
};

static Element doorPage(const Door &door, const Request &request)
{
    return Main(
        allowEvents(door),
        Span(text(door.knocks)),
        P("user=", request.user(), request.hasRole("admin") ? "!" : ""),
        error<&Door::author>(door, "author"));
}

static Element walletPage(const Wallet &wallet)
{
    return Main(allowEvents(wallet), Span(text(wallet.coins)));
}

class tst_Users : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void signInByAnEvent();
    void renewTheSession();
    void keepTheSessionsStates();
    void endTheTabsOfBefore();
    void signOutByAnEvent();
    void leadTo_data();
    void leadTo();
    void refuseASignInWithoutAName();
    void endTheStatesOfAnotherUser();
    void shareAUsersState();
    void endAUsersStateWithItsLastSession();
    void leadToTheLoginPage();
    void tellOthersByStatus();
    void needTheRoleOfAPage();
    void needTheRoleOfAnEvent();
    void needTheRoleAtEachStream();
    void signInByTheForm();
    void signInByAFutureDirectory();
    void refuseAWrongPassword_data();
    void refuseAWrongPassword();
    void refuseAnotherBrowsersForm();
    void refuseAFormOfAnotherSite_data();
    void refuseAFormOfAnotherSite();
    void signOutByTheButton();
    void slowDownGuessing();
    void slowDownGuessingHoweverTheNameIsWritten();
    void slowDownGuessingByWhoIsBehindAProxy();
    void areNotLockedOutByOthers();
    void areNotLockedOutWhereTheySignedInBefore();
    void loseTheirRolesAtOnce();
    void loseTheirRolesOverARestart();
    void areSignedOutEverywhere();
    void areSignedOutOverARestart();
    void haveTheRolesThatTheProgramSays();
    void staySignedInAfterARestart();
    void staySignedOutAfterARestart();
    void endASignInThatIsNotUsed();
    void endASignInWhosePageOnlyPolls();
    void refuseAnAlteredCookie();
    void answerWithThePagesStatus();
    void refuseALoginPageBehindItself();

private:
    void serve(ServerOptions options);
    Browser signedIn(const QByteArray &name);
    Answer sendLogin(Browser &browser, const QByteArray &fields, const QByteArray &lines = {});
    QByteArray tokenOf(Browser &browser, const QByteArray &target = "/login");
    // Serves behind a proxy. Returned is what sends a form for clients of it, and says where that
    // leads.
    using Attempt = std::function<QByteArray(const QByteArray &fields, const QByteArray &clients)>;
    Attempt attemptsByProxy();

    std::unique_ptr<Server> m_server;
    bool m_isLater = false; // the directory takes its time
};

static std::optional<Account> accountOf(const QString &name, const QString &password)
{
    if (password != "right" || name == "nobody")
        return std::nullopt;
    return Account{name.toLower(), name == "ada" ? QStringList{"admin"} : QStringList{}};
}

void tst_Users::init()
{
    m_isLater = false;
    serve(testOptions());
}

void tst_Users::serve(ServerOptions options)
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", doorPage);
    m_server->page("/wallet", walletPage);
    m_server->page("/members", [] { return Main("for members"); }, {.signedIn = true});
    m_server->page(
        "/admin",
        [](const Door &) { return Main("for admins"); },
        {.roles = "root admin"});
    m_server->page("/gone", [] {
        return Page{.title = "Gone", .head = {}, .content = Main("gone"), .status = 410};
    });
    if (m_isLater)
        m_server->authenticate([](const QString &name, const QString &password) {
            // Shared: a functor of a timer is copied.
            const auto promise = std::make_shared<QPromise<std::optional<Account>>>();
            promise->start();
            QTimer::singleShot(1, qApp, [promise, name, password] {
                promise->addResult(accountOf(name, password));
                promise->finish();
            });
            return promise->future();
        });
    else
        m_server->authenticate(accountOf);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

Browser tst_Users::signedIn(const QByteArray &name)
{
    Browser browser(m_server->port());
    browser.load().post("/Door/enter?name=" + name);
    return browser;
}

QByteArray tst_Users::tokenOf(Browser &browser, const QByteArray &target)
{
    const QByteArray page = browser.get(target).body;
    const QByteArray before = "name=\"token\" value=\"";
    const qsizetype begin = page.indexOf(before) + before.size();
    return page.mid(begin, page.indexOf('"', begin) - begin);
}

Answer tst_Users::sendLogin(Browser &browser, const QByteArray &fields, const QByteArray &lines)
{
    return browser.send(
        "POST",
        "/backstate/sign-in",
        "Content-Type: application/x-www-form-urlencoded\r\n" + lines,
        fields);
}

void tst_Users::signInByAnEvent()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.page.body.contains("user=</p>"));
    const Answer answer = tab.post("/Door/enter?name=ada&to=/wallet");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "text/event-stream");
    QVERIFY(answer.body.contains("window.location.href = \"/wallet\""));
    QVERIFY(answer.hasHeader("Set-Cookie"));
    QVERIFY(answer.header("Set-Cookie").contains("HttpOnly; SameSite=Lax"));
    QVERIFY(browser.load().page.body.contains("user=ada!</p>"));
    QVERIFY(signedIn("bob").load().page.body.contains("user=bob</p>"));
}

void tst_Users::renewTheSession()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray before = browser.cookie;
    QCOMPARE(tab.post("/Door/knock").status, 200);
    tab.post("/Door/enter?name=ada");
    QVERIFY(browser.cookie.first(30) != before.first(30));

    Browser thief(m_server->port()); // who had fixed the session's cookie
    thief.cookie = before;
    // It may be the browser itself, whose new cookie is on its way
    const Answer moment = thief.get("/");
    QVERIFY(moment.hasHeader("Refresh"));
    QVERIFY(!moment.hasHeader("Set-Cookie"));
    QVERIFY(!moment.body.contains("ada"));
    QVERIFY(thief.get("/admin").status != 200 || thief.get("/admin").hasHeader("Refresh"));
    const QByteArray fields = "Datastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\n";
    QCOMPARE(thief.send("POST", "/Door/knock", fields, "").status, 403);
}

void tst_Users::keepTheSessionsStates()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.post("/Door/knock").status, 200);
    tab.post("/Door/enter?name=ada");
    QVERIFY(browser.load().page.body.contains(">1</span>"));
}

void tst_Users::endTheTabsOfBefore()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab other = browser.load();
    tab.openStream();
    other.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen() && other.isStreamOpen(); }));
    tab.post("/Door/enter?name=ada");
    QVERIFY(waitUntil([&] { return !other.isStreamOpen(); }));
    QVERIFY(other.received().contains("location.reload()"));
    QVERIFY(!tab.received().contains("location.reload()")); // its answer leads it on
    QCOMPARE(other.post("/Door/knock").status, 403);
    QVERIFY(browser.load().page.body.contains(">0</span>"));
}

void tst_Users::signOutByAnEvent()
{
    Browser browser = signedIn("ada");
    const QByteArray before = browser.cookie;
    Tab tab = browser.load();
    QCOMPARE(tab.post("/Door/knock").status, 200);
    const Answer answer = tab.post("/Door/leave");
    QVERIFY(answer.body.contains("window.location.href = \"/\""));
    QVERIFY(browser.cookie != before);
    const QByteArray page = browser.load().page.body;
    QVERIFY(page.contains("user=</p>"));
    QVERIFY(page.contains(">0</span>")); // its states are gone with it
    browser.cookie = before;
    QVERIFY(!browser.get("/members").body.contains("for members"));
    QVERIFY(!browser.get("/").body.contains("ada"));
}

void tst_Users::leadTo_data()
{
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("href");
    QTest::addRow("a path") << QByteArray("/a?b=c") << QByteArray("/a?b=c");
    QTest::addRow("another host") << QByteArray("//evil.example") << QByteArray("/");
    QTest::addRow("a backslash") << QByteArray("/\\evil.example") << QByteArray("/");
    QTest::addRow("a URL") << QByteArray("https://evil.example/") << QByteArray("/");
    QTest::addRow("a script") << QByteArray("javascript:alert(1)") << QByteArray("/");
    QTest::addRow("a line") << QByteArray("/a\r\nSet-Cookie: b=c") << QByteArray("/");
    QTest::addRow("a tab between") << QByteArray("/\t/evil.example") << QByteArray("/");
    QTest::addRow("nothing") << QByteArray("") << QByteArray("/");
}

void tst_Users::leadTo()
{
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, href);
    Browser browser(m_server->port());
    const Answer told = browser.load().post("/Door/enter?name=ada&to=" + to.toPercentEncoding());
    QVERIFY2(told.body.contains("window.location.href = \"" + href + "\""), told.body);

    Browser other(m_server->port());
    const QByteArray token = tokenOf(other);
    const Answer answer = sendLogin(
        other,
        "name=ada&password=right&token=" + token + "&to=" + to.toPercentEncoding());
    QCOMPARE(answer.status, 303);
    QCOMPARE(answer.header("Location"), href);
    QCOMPARE(answer.head.count("Set-Cookie"), 1);
}

void tst_Users::refuseASignInWithoutAName()
{
    Browser browser(m_server->port());
    QTest::ignoreMessage(
        QtWarningMsg,
        "the event enter returned a sign-in without a user's name: nobody was signed in");
    QCOMPARE(browser.load().post("/Door/enter?name=").status, 500);
    QVERIFY(browser.load().page.body.contains("user=</p>"));
}

void tst_Users::endTheStatesOfAnotherUser()
{
    Browser browser = signedIn("ada");
    QCOMPARE(browser.load().post("/Door/knock").status, 200);
    browser.load().post("/Door/enter?name=bob");
    const QByteArray page = browser.load().page.body;
    QVERIFY(page.contains("user=bob</p>"));
    QVERIFY(page.contains(">0</span>"));
}

void tst_Users::shareAUsersState()
{
    Browser one = signedIn("ada");
    Browser other = signedIn("ada");
    Browser stranger = signedIn("bob");
    Tab mine = one.load("/wallet");
    Tab yours = other.load("/wallet");
    Tab theirs = stranger.load("/wallet");
    yours.openStream();
    QVERIFY(waitUntil([&] { return yours.isStreamOpen(); }));
    QCOMPARE(mine.post("/Wallet/earn").status, 200);
    QVERIFY(waitUntil([&] { return yours.value("_Wallet.coins") == QJsonValue(1); }));
    QCOMPARE(theirs.post("/Wallet/earn").status, 200);
    QCOMPARE(theirs.value("_Wallet.coins"), QJsonValue(1));
    QCOMPARE(Wallet::alive, 2);
}

void tst_Users::endAUsersStateWithItsLastSession()
{
    Browser one = signedIn("ada");
    Browser other = signedIn("ada");
    one.load("/wallet").post("/Wallet/earn");
    other.load().post("/Door/leave");
    QCOMPARE(Wallet::alive, 1);
    QVERIFY(one.load("/wallet").page.body.contains(">1</span>"));
    one.load().post("/Door/leave");
    QCOMPARE(Wallet::alive, 0);
    QVERIFY(signedIn("ada").load("/wallet").page.body.contains(">0</span>"));
}

void tst_Users::leadToTheLoginPage()
{
    Browser browser(m_server->port());
    const Answer answer = browser.get("/members?a=1&b=2");
    QCOMPARE(answer.status, 303);
    QCOMPARE(answer.header("Location"), "/login?to=%2Fmembers%3Fa%3D1%26b%3D2");
    // A user's state needs a user
    QCOMPARE(browser.get("/wallet").header("Location"), "/login?to=%2Fwallet");
    QCOMPARE(browser.get("/admin").status, 303);
    QCOMPARE(browser.get("/admin", "Datastar-Request: true\r\n").status, 200);
    QVERIFY(browser.get("/admin", "Datastar-Request: true\r\n")
                .body.contains("window.location.href = \"/login?to=%2Fadmin\""));
    QVERIFY(browser.get("/login?to=/members").body.contains("name=\"to\" value=\"/members\""));
}

void tst_Users::tellOthersByStatus()
{
    Browser browser(m_server->port());
    const Answer answer = browser.get("/members", "Accept: application/json\r\n");
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.body, "{\"error\":\"This page is for those who are signed in.\"}");
    QCOMPARE(signedIn("bob").get("/admin", "Accept: application/json\r\n").status, 403);
}

void tst_Users::needTheRoleOfAPage()
{
    Browser bob = signedIn("bob");
    const Answer answer = bob.get("/admin");
    QCOMPARE(answer.status, 403);
    QVERIFY(answer.body.contains("Not for your account"));
    QVERIFY(!answer.body.contains("for admins"));
    QVERIFY(bob.get("/admin", "Datastar-Request: true\r\n") // which would show nothing of a 403
                .body.contains("window.location.href = \"/admin\""));
    QVERIFY(bob.get("/members").body.contains("for members"));
    QVERIFY(signedIn("ada").get("/admin").body.contains("for admins"));
}

void tst_Users::needTheRoleOfAnEvent()
{
    Browser nobody(m_server->port());
    Tab tab = nobody.load();
    const Answer told = tab.post("/Door/author");
    QCOMPARE(told.status, 200);
    QCOMPARE(tab.value("_errors.Door.author"), QJsonValue("This is for those who are signed in."));
    QCOMPARE(tab.value("_Door.knocks"), QJsonValue(0));

    Browser bob = signedIn("bob");
    Tab his = bob.load();
    his.post("/Door/author");
    QCOMPARE(
        his.value("_errors.Door.author"),
        QJsonValue("Your account does not have the role that this needs."));
    const QByteArray fields = "BackState-Tab: " + his.id() + "\r\n";
    const Answer answer = bob.send("POST", "/Door/author", fields, "");
    QCOMPARE(answer.status, 403);
    QCOMPARE(answer.body, "{\"error\":\"Your account does not have the role that this needs.\"}");
    QVERIFY(bob.load().page.body.contains(">0</span>"));

    Browser ada = signedIn("ada");
    Tab hers = ada.load();
    hers.post("/Door/author");
    QCOMPARE(hers.value("_Door.knocks"), QJsonValue(100));
}

// What a tab's id opens is what its session may see now.
void tst_Users::needTheRoleAtEachStream()
{
    Browser ada = signedIn("ada");
    Tab tab = ada.load("/admin");
    Browser copy(m_server->port()); // the same browser, whose cookie is kept
    copy.cookie = ada.cookie;
    ada.load().post("/Door/leave");
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.received().contains("location.reload()"); }));
    const QByteArray fields = "Datastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\n";
    QCOMPARE(copy.send("POST", "/Door/knock", fields, "").status, 403);
}

void tst_Users::signInByTheForm()
{
    Browser browser(m_server->port());
    const QByteArray token = tokenOf(browser, "/login?to=/members");
    const QByteArray before = browser.cookie;
    const Answer answer
        = sendLogin(browser, "name=ada&password=right&to=%2Fmembers&token=" + token);
    QCOMPARE(answer.status, 303);
    QCOMPARE(answer.header("Location"), "/members");
    QVERIFY(browser.cookie != before);
    QVERIFY(browser.get("/members").body.contains("for members"));
    QVERIFY(browser.load().page.body.contains("user=ada!"));
}

void tst_Users::signInByAFutureDirectory()
{
    m_isLater = true;
    serve(testOptions());
    Browser browser(m_server->port());
    const QByteArray token = tokenOf(browser);
    QCOMPARE(
        sendLogin(browser, "name=ada&password=wrong&token=" + token).header("Location"),
        "/login?to=%2F&failed=yes");
    QCOMPARE(sendLogin(browser, "name=ada&password=right&token=" + token).header("Location"), "/");
    QVERIFY(browser.load().page.body.contains("user=ada!"));
}

void tst_Users::refuseAWrongPassword_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addRow("wrong") << QByteArray("name=ada&password=wrong");
    QTest::addRow("none") << QByteArray("name=ada");
    QTest::addRow("unknown name") << QByteArray("name=nobody&password=right");
    QTest::addRow("no name") << QByteArray("password=right");
    QTest::addRow("endless") << QByteArray("name=ada&password=" + QByteArray(2000, 'x'));
}

void tst_Users::refuseAWrongPassword()
{
    QFETCH(QByteArray, fields);
    Browser browser(m_server->port());
    const QByteArray token = tokenOf(browser);
    const QByteArray before = browser.cookie;
    const Answer answer = sendLogin(browser, fields + "&to=%2Fadmin&token=" + token);
    QCOMPARE(answer.status, 303);
    QCOMPARE(answer.header("Location"), "/login?to=%2Fadmin&failed=yes");
    QCOMPARE(browser.cookie, before);
    QVERIFY(browser.get(answer.header("Location"))
                .body.contains("The name or the password is not right."));
    QVERIFY(browser.load().page.body.contains("user=</p>"));
}

void tst_Users::refuseAnotherBrowsersForm()
{
    Browser attacker(m_server->port());
    const QByteArray token = tokenOf(attacker);
    Browser victim(m_server->port());
    victim.load();
    for (const QByteArray &given : {token, QByteArray(), QByteArray("a.b.c")}) {
        const Answer answer = sendLogin(victim, "name=bob&password=right&token=" + given);
        QCOMPARE(answer.header("Location"), "/login?to=%2F&failed=stale");
    }
    QVERIFY(victim.load().page.body.contains("user=</p>"));
    victim.cookie.clear();
    QCOMPARE(
        sendLogin(victim, "name=bob&password=right&token=" + token).header("Location"),
        "/login?to=%2F&failed=stale");
}

void tst_Users::refuseAFormOfAnotherSite_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isTaken");
    QTest::addRow("cross-site") << QByteArray("Sec-Fetch-Site: cross-site") << false;
    QTest::addRow("same-site") << QByteArray("Sec-Fetch-Site: same-site") << false;
    QTest::addRow("same-origin") << QByteArray("Sec-Fetch-Site: same-origin") << true;
    QTest::addRow("another origin") << QByteArray("Origin: https://evil.example") << false;
    QTest::addRow("no origin") << QByteArray("Origin: null") << false;
}

void tst_Users::refuseAFormOfAnotherSite()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, isTaken);
    Browser browser(m_server->port());
    const QByteArray token = tokenOf(browser);
    const Answer answer
        = sendLogin(browser, "name=bob&password=right&token=" + token, line + "\r\n");
    QCOMPARE(answer.status, isTaken ? 303 : 403);
    QCOMPARE(browser.load().page.body.contains("user=bob"), isTaken);
    const Answer out = signedIn("ada").send("POST", "/backstate/sign-out", line + "\r\n", "");
    QCOMPARE(out.status, isTaken ? 303 : 403);
}

void tst_Users::signOutByTheButton()
{
    Browser browser = signedIn("ada");
    QCOMPARE(browser.get("/backstate/sign-out").status, 405); // a link or an image is no button
    QVERIFY(browser.load().page.body.contains("user=ada"));
    const Answer answer = browser.send("POST", "/backstate/sign-out", {}, "");
    QCOMPARE(answer.status, 303);
    QCOMPARE(answer.header("Location"), "/");
    QVERIFY(browser.load().page.body.contains("user=</p>"));
    QCOMPARE(
        signOut("Sign out").bytes(),
        "<form method=\"post\" action=\"/backstate/sign-out\"><button>Sign out</button></form>");
}

void tst_Users::slowDownGuessing()
{
    Browser browser(m_server->port());
    const QByteArray token = tokenOf(browser);
    const auto attempt = [&](const QByteArray &fields) {
        return sendLogin(browser, fields + "&token=" + token).header("Location");
    };
    for (int i = 0; i < 5; ++i)
        QCOMPARE(attempt("name=ada&password=wrong"), "/login?to=%2F&failed=yes");
    QCOMPARE(attempt("name=ada&password=right"), "/login?to=%2F&failed=wait");
    QCOMPARE(attempt("name=ADA&password=right"), "/login?to=%2F&failed=wait");
    QVERIFY(browser.get("/login?failed=wait").body.contains("too many attempts"));
    QCOMPARE(attempt("name=bob&password=right"), "/"); // others are not kept out
}

void tst_Users::slowDownGuessingHoweverTheNameIsWritten()
{
    Browser browser(m_server->port());
    for (const QByteArray name : {"ada", "Ada", "+ADA", "ada+", "%EF%BC%A1da"}) {
        const QByteArray fields = "name=" + name + "&password=wrong&token=" + tokenOf(browser);
        QCOMPARE(sendLogin(browser, fields).header("Location"), "/login?to=%2F&failed=yes");
    }
    const QByteArray fields = "name=++aDa&password=right&token=" + tokenOf(browser);
    QCOMPARE(sendLogin(browser, fields).header("Location"), "/login?to=%2F&failed=wait");
}

tst_Users::Attempt tst_Users::attemptsByProxy()
{
    ServerOptions options = testOptions();
    options.proxies = {"127.0.0.1", "::1"};
    serve(options);
    const auto browser = std::make_shared<Browser>(m_server->port());
    const QByteArray token = "&token=" + tokenOf(*browser);
    return [this, browser, token](const QByteArray &fields, const QByteArray &clients) {
        return sendLogin(*browser, fields + token, "X-Forwarded-For: " + clients + "\r\n")
            .header("Location");
    };
}

// One of them must not keep all others out.
void tst_Users::slowDownGuessingByWhoIsBehindAProxy()
{
    const auto attempt = attemptsByProxy();
    for (int i = 0; i < 50; ++i)
        attempt(
            "name=nobody" + QByteArray::number(i) + "&password=wrong",
            "192.0.2.200, 192.0.2.1");
    QCOMPARE(
        attempt("name=bob&password=right", "192.0.2.201,192.0.2.1"),
        "/login?to=%2F&failed=wait");
    for (int i = 0; i < 50; ++i)
        attempt(
            "name=another" + QByteArray::number(i) + "&password=wrong",
            "2001:db8::" + QByteArray::number(i + 1));
    QCOMPARE(attempt("name=bob&password=right", "2001:db8::ffff"), "/login?to=%2F&failed=wait");
    QCOMPARE(attempt("name=bob&password=right", "192.0.2.2"), "/");
}

// Wrong passwords of somebody else are counted by name and address together.
void tst_Users::areNotLockedOutByOthers()
{
    const auto attempt = attemptsByProxy();
    for (int i = 0; i < 20; ++i)
        attempt("name=ada&password=wrong", "192.0.2.1");
    QCOMPARE(attempt("name=ada&password=right", "192.0.2.1"), "/login?to=%2F&failed=wait");
    QCOMPARE(attempt("name=ada&password=right", "192.0.2.2"), "/");
}

void tst_Users::areNotLockedOutWhereTheySignedInBefore()
{
    const auto signIn = [this] {
        Browser ada(m_server->port());
        const QByteArray fields = "name=ada&password=right&token=" + tokenOf(ada);
        return sendLogin(ada, fields).header("Location");
    };
    QCOMPARE(signIn(), "/");
    Browser stranger(m_server->port());
    const QByteArray token = "&token=" + tokenOf(stranger);
    for (int i = 0; i < 99; ++i)
        QCOMPARE(
            sendLogin(stranger, "name=ada&password=wrong" + token).header("Location"),
            "/login?to=%2F&failed=yes");
    QCOMPARE(signIn(), "/");
    // From the hundredth failure in a row on, the place counts as any other.
    QByteArrayList answers;
    for (int i = 0; i < 120; ++i)
        answers.append(sendLogin(stranger, "name=ada&password=wrong" + token).header("Location"));
    QCOMPARE(answers.count("/login?to=%2F&failed=yes"), 100 + 5);
    QCOMPARE(answers.last(), "/login?to=%2F&failed=wait");
}

void tst_Users::loseTheirRolesAtOnce()
{
    Browser browser = signedIn("ada");
    Tab tab = browser.load();
    tab.openStream();
    QCOMPARE(browser.get("/admin").status, 200);
    m_server->setRoles("ada", {"author"});
    QTRY_VERIFY(tab.received().contains("location.reload")); // the open page loads again
    QCOMPARE(browser.get("/admin").status, 403);
    QVERIFY(browser.load().page.body.contains("user=ada<"));
    QCOMPARE(browser.load().post("/Door/author").status, 200);
    m_server->setRoles("ada", {"admin"});
    QCOMPARE(browser.get("/admin").status, 200);
    m_server->setRoles("nobody", {"admin"}); // changes nobody
    QCOMPARE(browser.get("/admin").status, 200);
}

void tst_Users::loseTheirRolesOverARestart()
{
    const QTemporaryDir folder;
    ServerOptions options = testOptions();
    options.secret.clear();
    options.secretFile = folder.filePath("secret");
    serve(options);
    Browser browser = signedIn("ada");
    const QByteArray kept = browser.cookie;
    m_server->setRoles("ada", {});
    serve(options);
    Browser after(m_server->port());
    after.cookie = kept;
    QCOMPARE(after.get("/admin").status, 403);
    QVERIFY(after.load().page.body.contains("user=ada<"));
}

void tst_Users::areSignedOutEverywhere()
{
    Browser first = signedIn("ada");
    Browser second = signedIn("ada");
    Browser other = signedIn("bob");
    Tab tab = first.load();
    tab.openStream();
    m_server->signOut("ada");
    QTRY_VERIFY(tab.received().contains("location.reload"));
    QVERIFY(first.load().page.body.contains("user=</p>"));
    QVERIFY(second.load().page.body.contains("user=</p>"));
    QVERIFY(other.load().page.body.contains("user=bob"));
    QVERIFY(signedIn("ada").load().page.body.contains("user=ada"));
}

void tst_Users::areSignedOutOverARestart()
{
    const QTemporaryDir folder;
    ServerOptions options = testOptions();
    options.secret.clear();
    options.secretFile = folder.filePath("secret");
    serve(options);
    const QByteArray kept = signedIn("ada").cookie;
    const QByteArray others = signedIn("bob").cookie;
    serve(options); // nobody has come back when ada is signed out
    m_server->signOut("ada");
    for (int i = 0; i < 2; ++i) {
        Browser ada(m_server->port());
        ada.cookie = kept;
        QVERIFY(ada.load().page.body.contains("user=</p>"));
        Browser bob(m_server->port());
        bob.cookie = others;
        QVERIFY(bob.load().page.body.contains("user=bob"));
        serve(options);
    }
}

void tst_Users::haveTheRolesThatTheProgramSays()
{
    std::optional<QStringList> roles{{"admin"}};
    ServerOptions options = testOptions();
    options.secret = QByteArray(32, 's');
    options.rolesFor = [&roles](const QString &user) {
        if (user == "eve")
            throw std::runtime_error("no directory");
        return roles;
    };
    serve(options);
    Browser browser = signedIn("bob");
    QCOMPARE(browser.get("/admin").status, 200);
    Tab window = browser.load(); // what it offers was for those roles
    window.openStream();
    roles = QStringList();
    QCOMPARE(browser.get("/admin").status, 403);
    QTRY_VERIFY(window.received().contains("reload"));
    roles = QStringList{"root"};
    const QByteArray cookie = browser.cookie;
    serve(options);
    Browser after(m_server->port());
    after.cookie = cookie;
    QCOMPARE(after.get("/admin").status, 200);
    roles.reset();
    QVERIFY(after.load().page.body.contains("user=</p>"));
    roles = QStringList{"root"};
    after.cookie = cookie;
    QVERIFY(after.load().page.body.contains("user=</p>"));
    QTest::ignoreMessage(QtWarningMsg, "the function of rolesFor threw an exception: no directory");
    QVERIFY(signedIn("eve").load().page.body.contains("user=eve"));
}

void tst_Users::staySignedInAfterARestart()
{
    ServerOptions options = testOptions();
    options.secret = QByteArray(32, 's');
    serve(options);
    Browser before = signedIn("ada");
    before.load("/wallet").post("/Wallet/earn");
    serve(options);
    Browser after(m_server->port());
    after.cookie = before.cookie;
    QVERIFY(after.load().page.body.contains("user=ada!"));
    QVERIFY(after.get("/admin").body.contains("for admins"));
    QCOMPARE(after.get("/wallet").status, 200);
}

void tst_Users::staySignedOutAfterARestart()
{
    const QTemporaryDir folder;
    ServerOptions options = testOptions();
    options.secret.clear();
    options.secretFile = folder.filePath("secret");
    serve(options);
    Browser browser = signedIn("ada");
    const QByteArray kept = browser.cookie;
    Browser other = signedIn("bob");
    browser.load().post("/Door/leave");
    serve(options);
    Browser thief(m_server->port());
    thief.cookie = kept;
    QVERIFY(thief.load().page.body.contains("user=</p>"));
    Browser again(m_server->port());
    again.cookie = other.cookie;
    QVERIFY(again.load().page.body.contains("user=bob"));
    QFile ended(folder.filePath("secret.ended"));
    QVERIFY(ended.open(QIODevice::ReadOnly));
    // Nothing that opens anything
    QVERIFY(!ended.readAll().contains(kept.mid(kept.indexOf('=') + 1, 24)));
}

void tst_Users::endASignInThatIsNotUsed()
{
    ServerOptions options = testOptions();
    options.signedInFor = std::chrono::milliseconds(200);
    serve(options);
    Browser browser = signedIn("ada");
    Tab tab = browser.load("/wallet");
    QCOMPARE(tab.page.status, 200);
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    QVERIFY(waitUntil([&] { return Wallet::alive == 0; })); // an open page is no use of it
    QVERIFY(browser.load().page.body.contains("user=</p>"));
}

void tst_Users::endASignInWhosePageOnlyPolls()
{
    ServerOptions options = testOptions();
    options.signedInFor = std::chrono::milliseconds(500);
    serve(options);
    Browser browser = signedIn("ada");
    Tab tab = browser.load("/wallet");
    QCOMPARE(tab.page.status, 200);
    QVERIFY(waitUntil([&] {
        browser.get("/backstate/poll/" + tab.id());
        return Wallet::alive == 0;
    }));
    QVERIFY(browser.load().page.body.contains("user=</p>"));
}

void tst_Users::refuseAnAlteredCookie()
{
    ServerOptions options = testOptions();
    options.secret = QByteArray(32, 's');
    serve(options);
    const QByteArray name = signedIn("bob").cookie;
    serve(options); // so that the cookie is read, and not only its id
    const QByteArray value = name.mid(name.indexOf('=') + 1);
    const QList<QByteArray> parts = value.split('.');
    QCOMPARE(parts.size(), 3);
    QByteArray claims = QByteArray::fromBase64(parts.at(1), QByteArray::Base64UrlEncoding);
    QVERIFY(claims.contains("bob"));
    claims.replace("bob", "ada");
    const QByteArray altered
        = claims.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    for (const QByteArray &cookie :
         {parts.at(0) + '.' + altered + '.' + parts.at(2),
          parts.at(0) + '.' + parts.at(2),
          QByteArray(24, 'A') + '.' + parts.at(1) + '.' + parts.at(2)}) {
        Browser browser(m_server->port());
        browser.cookie = name.left(name.indexOf('=') + 1) + cookie;
        QVERIFY(browser.load().page.body.contains("user=</p>"));
    }
    Browser browser(m_server->port());
    browser.cookie = name;
    QVERIFY(browser.load().page.body.contains("user=bob</p>"));
}

void tst_Users::answerWithThePagesStatus()
{
    const Answer answer = Browser(m_server->port()).get("/gone");
    QCOMPARE(answer.status, 410);
    QVERIFY(answer.body.contains("<main>gone</main>"));
}

void tst_Users::refuseALoginPageBehindItself()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/login", [] { return Main(); }, {.signedIn = true});
    QVERIFY(!server.listen(0));
    QCOMPARE(
        server.errorString(),
        QStringLiteral(
            "the page /login, where people sign in, is only for those who are signed in: take "
            "signedIn and roles out of its PageOptions"));
}

QTEST_GUILESS_MAIN(tst_Users)
#include "tst_users.moc"

#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QJsonDocument>

using namespace BackState;
using namespace BackState::Html;

static Element counterPage(const Counter &counter)
{
    return Main(
        allowEvents(counter),
        Span(text(counter.count)),
        Button(onClick<&Counter::increment>(counter, 1), "+1"),
        Button(onClick<&Counter::place>(counter, 3), "Place"),
        error<&Counter::increment>(counter, "amount"));
}

static Element deskPage(const Desk &desk)
{
    return Main(
        allowEvents(desk),
        Span(text(desk.calls)),
        Button(onClick<&Desk::find>(desk, "a b"), "Find"),
        Button(onClick<&Desk::wipe>(desk, 3), "Wipe"));
}

static Element profilePage(const Profile &profile)
{
    return Main(allowEvents(profile), P(text(profile.greeting)), P(text(profile.name)));
}

// Its event may run an event loop of its own, as one that opens a dialogue does.
class Dialogue : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Dialogue, int, answers, 0)

public:
    Q_INVOKABLE void ask()
    {
        meanwhile();
        ++answers;
    }

    inline static std::function<void()> meanwhile;
};

static Element dialoguePage(const Dialogue &dialogue)
{
    return Main(
        allowEvents(dialogue),
        P(text(dialogue.answers)),
        Button(onClick<&Dialogue::ask>(dialogue), "Ask"));
}

class tst_Events : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void areCalled();
    void answerWithTheirChangesAlone();
    void answerNothingWhenNothingChanged();
    void takeArguments_data();
    void takeArguments();
    void refuseArguments_data();
    void refuseArguments();
    void takeNothingFromHeadersOrCookies();
    void takeARefusalBack();
    void neverRepeatANameThatIsNoName_data();
    void neverRepeatANameThatIsNoName();
    void nameTheParameterOrTheEvent_data();
    void nameTheParameterOrTheEvent();
    void tellOtherClientsByJson();
    void haveAPathOfTheirOwn();
    void takeSignalsOfADelete_data();
    void takeSignalsOfADelete();
    void answerWithElements();
    void answerWithAnElementInItsPlace();
    void answerWithPatches();
    void takeForms_data();
    void takeForms();
    void takeATextThatBeginsWithADollar();
    void knowTheRequest();
    void refuseWhatIsNoJson_data();
    void refuseWhatIsNoJson();
    void areOfOneObjectOfSeveral();
    void areCalledBeforeTheNextOne();
    void mayWaitWhileTheirTabComesBack();

private:
    std::unique_ptr<Server> m_server;
};

void tst_Events::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", counterPage);
    m_server->page("/desk", deskPage);
    m_server->page("/profile", profilePage);
    m_server->page("/dialogue", dialoguePage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Events::areCalled()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.actionOf("+1"), "/Counter/increment?amount=1");
    const Answer answer = tab.post(tab.actionOf("+1"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "text/event-stream");
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QCOMPARE(answer.body, signalsFrame("{\"_Counter\":{\"count\":1}}"));
    tab.post(tab.actionOf("+1"));
    QCOMPARE(tab.value("_Counter.count"), QJsonValue(2));
}

void tst_Events::answerWithTheirChangesAlone()
{
    m_server->page("/both", [](const Counter &counter, const Desk &desk) {
        return Main(
            allowEvents(counter),
            allowEvents(desk),
            P(text(counter.count)),
            P(text(counter.other)),
            P(text(desk.calls)));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/both");
    QCOMPARE(tab.post("/Desk/move").body, signalsFrame("{\"_Desk\":{\"calls\":1}}"));
    QCOMPARE(tab.post("/Counter/reset").status, 403);
    QCOMPARE(tab.post("/Counter/increment").body, signalsFrame("{\"_Counter\":{\"count\":1}}"));
}

void tst_Events::answerNothingWhenNothingChanged()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.post("/Counter/increment?amount=0");
    QCOMPARE(answer.status, 204);
    QVERIFY(answer.body.isEmpty());
    QVERIFY(!answer.hasHeader("Content-Type"));
}

void tst_Events::takeArguments_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("count");

    QTest::addRow("a default") << QByteArray("/Counter/increment") << 1;
    QTest::addRow("one") << QByteArray("/Counter/increment?amount=41") << 41;
    QTest::addRow("negative") << QByteArray("/Counter/increment?amount=-2") << -2;
    QTest::addRow("escaped") << QByteArray("/Counter/increment?%61mount=%34") << 4;
    QTest::addRow("in any order") << QByteArray("/Counter/place?y=2&x=1") << 102;
    QTest::addRow("some") << QByteArray("/Counter/place?x=1") << 110;
    QTest::addRow("the largest") << QByteArray("/Counter/takeSmall?small=255") << 255;
}

void tst_Events::takeArguments()
{
    QFETCH(QByteArray, target);
    QFETCH(int, count);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.post(target).status, 200);
    QCOMPARE(tab.value("_Counter.count"), QJsonValue(count));
}

void tst_Events::refuseArguments_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("errors");

    QTest::addRow("another type")
        << QByteArray("/Counter/increment?amount=many")
        << QByteArray(
               "{\"amount\":\"expected a whole number from -2147483648 to 2147483647, got text\"}");
    QTest::addRow("a fraction")
        << QByteArray("/Counter/increment?amount=1.5")
        << QByteArray(
               "{\"amount\":\"expected a whole number from -2147483648 to 2147483647, got 1.5\"}");
    QTest::addRow("empty") << QByteArray("/Counter/increment?amount=")
                           << QByteArray("{\"amount\":\"a number is needed\"}");
    QTest::addRow("out of range")
        << QByteArray("/Counter/takeSmall?small=256")
        << QByteArray("{\"small\":\"expected a whole number from 0 to 255, got 256\"}");
    QTest::addRow("missing") << QByteArray("/Counter/place")
                             << QByteArray("{\"x\":\"is missing\"}");
    QTest::addRow("missing before one")
        << QByteArray("/Counter/place?y=1") << QByteArray("{\"x\":\"is missing\"}");
    QTest::addRow("surplus") << QByteArray("/Counter/increment?amount=1&extra=2")
                             << QByteArray(
                                    "{\"increment\":\"extra is not a parameter of increment\"}");
    QTest::addRow("twice") << QByteArray("/Counter/increment?amount=1&amount=2")
                           << QByteArray("{\"amount\":\"is given twice\"}");
    QTest::addRow("a signal that was not sent")
        << QByteArray("/Counter/increment?amount=%24Other.value")
        << QByteArray("{\"amount\":\"the signal it refers to was not sent\"}");
}

void tst_Events::refuseArguments()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, errors);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.post(target);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, signalsFrame("{\"_errors\":{\"Counter\":" + errors + "}}"));
    QVERIFY(browser.load().page.body.contains(">0</span>"));
}

void tst_Events::takeNothingFromHeadersOrCookies()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray fields = "Datastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\n";
    const QByteArray cookie = browser.cookie;
    browser.cookie = cookie + "; x=5; y=6";
    const Answer refused = browser.send("POST", "/Counter/place", fields + "x: 5\r\ny: 6\r\n");
    QVERIFY2(refused.body.contains("\"_errors\":{\"Counter\":{\"x\""), refused.body);
    // The query goes before the signals of the object, they before the default.
    const QByteArray type = "Content-Type: application/json\r\n";
    const QByteArray signal = R"({"Counter":{"x":1,"y":2}})";
    QVERIFY(browser.send("POST", "/Counter/place?x=7", fields + "y: 6\r\n" + type, signal)
                .body.contains("\"count\":702"));
    QVERIFY(browser.send("POST", "/Counter/place?x=8", fields + "y: 6\r\n" + type, "{}")
                .body.contains("\"count\":810"));
}

void tst_Events::takeARefusalBack()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.value("_errors.Counter.amount"), QJsonValue(QString()));
    tab.post("/Counter/increment?amount=x");
    QVERIFY(!tab.value("_errors.Counter.amount").toString().isEmpty());
    // One refusal replaces another.
    tab.post("/Counter/place?x=y");
    QCOMPARE(tab.value("_errors.Counter.amount"), QJsonValue(QString()));
    QVERIFY(!tab.value("_errors.Counter.x").toString().isEmpty());
    const Answer good = tab.post("/Counter/increment");
    QCOMPARE(
        good.body,
        signalsFrame("{\"_Counter\":{\"count\":1}}")
            + signalsFrame("{\"_errors\":{\"Counter\":{\"x\":\"\"}}}"));
    QCOMPARE(tab.post("/Counter/increment").body, signalsFrame("{\"_Counter\":{\"count\":2}}"));
}

void tst_Events::neverRepeatANameThatIsNoName_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name :
         {"a\"}}}",
          "a b",
          "\xC3\xA9",
          "",
          "a\nevent: x",
          "amount\"",
          "amount[\"]",
          "$x",
          "@get('/')"})
        QTest::addRow("%s", name) << QByteArray(name);
}

void tst_Events::neverRepeatANameThatIsNoName()
{
    QFETCH(QByteArray, name);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.post("/Counter/increment?" + name.toPercentEncoding() + "=1");
    QCOMPARE(answer.status, 200);
    QCOMPARE(
        answer.body,
        signalsFrame("{\"_errors\":{\"Counter\":{\"increment\":\"An argument is not a parameter of "
                     "increment\"}}}"));
}

// Whatever is given is told by a name that the program chose.
void tst_Events::nameTheParameterOrTheEvent_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"__proto__", "constructor", "a__b", "_tab", "a.b", "1a", "Amount"})
        QTest::addRow("%s", name) << QByteArray(name);
}

void tst_Events::nameTheParameterOrTheEvent()
{
    QFETCH(QByteArray, name);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(
        tab.post("/Counter/increment?" + name + "=1").body,
        signalsFrame(
            "{\"_errors\":{\"Counter\":{\"increment\":\"" + name
            + " is not a parameter of increment\"}}}"));
}

void tst_Events::tellOtherClientsByJson()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = browser.send(
        "POST",
        "/Counter/increment?amount=x",
        "BackState-Tab: " + tab.id() + "\r\n",
        "");
    QCOMPARE(answer.status, 422);
    QCOMPARE(answer.header("Content-Type"), "application/json");
    QCOMPARE(
        answer.body,
        "{\"errors\":{\"amount\":\"expected a whole number from -2147483648 to 2147483647, got "
        "text\"}}");
}

void tst_Events::haveAPathOfTheirOwn()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/desk");
    QCOMPARE(tab.actionOf("Find"), "/search/now?q=a%20b");
    QCOMPARE(tab.call("GET", tab.actionOf("Find")).status, 200);
    QCOMPARE(tab.value("_Desk.calls"), QJsonValue(3));
    QCOMPARE(tab.call("POST", tab.actionOf("Find")).status, 405);
    QCOMPARE(tab.call("GET", "/Desk/find?q=a").status, 403);
    // To others that path is no page, and no event.
    QCOMPARE(browser.get("/search/now?q=a").status, 404);
    Tab other = browser.load();
    QCOMPARE(other.call("GET", "/search/now?q=a").status, 403);
}

void tst_Events::takeSignalsOfADelete_data()
{
    QTest::addColumn<bool>("isInBody");
    QTest::addRow("in the query, as 1.0 sends them") << false;
    QTest::addRow("in the body, as beta.11 sends them") << true;
}

void tst_Events::takeSignalsOfADelete()
{
    QFETCH(bool, isInBody);
    Browser browser(m_server->port());
    Tab tab = browser.load("/desk");
    QCOMPARE(tab.actionOf("Wipe"), "/Desk/wipe?below=3");
    const QByteArray fields
        = "Datastar-Request: true\r\nContent-Type: application/json\r\nBackState-Tab: " + tab.id()
        + "\r\n";
    const QByteArray json = "{\"Desk\":{\"below\":5}}";
    const Answer answer = isInBody
        ? browser.send("DELETE", "/Desk/wipe", fields, json)
        : browser.send("DELETE", "/Desk/wipe?datastar=" + json.toPercentEncoding(), fields);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, signalsFrame("{\"_Desk\":{\"calls\":-5}}"));
}

void tst_Events::answerWithElements()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/desk");
    QCOMPARE(
        tab.post("/Desk/element").body,
        signalsFrame("{\"_Desk\":{\"calls\":1}}") + elementsFrame("<p id=\"note\">Noted</p>"));
    QCOMPARE(tab.post("/Desk/nothing").status, 204);
}

void tst_Events::answerWithAnElementInItsPlace()
{
    ElementsOptions options;
    options.selector = "#list";
    options.mode = Mode::Append;
    Browser browser(m_server->port());
    Tab tab = browser.load("/desk");
    QCOMPARE(
        tab.post("/Desk/placed").body,
        (*Frame::patchElements(QByteArrayView("<li>New</li>"), options)).bytes());
}

void tst_Events::answerWithPatches()
{
    const QByteArray removed = (*Frame::removeElements("#note")).bytes();
    Browser browser(m_server->port());
    Tab tab = browser.load("/desk");
    QCOMPARE(tab.post("/Desk/patch").body, removed);
    QCOMPARE(tab.post("/Desk/patches").body, signalsFrame("{\"hint\":7}") + removed);
}

void tst_Events::takeForms_data()
{
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("body");
    QTest::addRow("urlencoded") << QByteArray("application/x-www-form-urlencoded")
                                << QByteArray("name=Ann+B&note=%C3%A9%26&other=1");
    QTest::addRow("multipart")
        << QByteArray("multipart/form-data; boundary=b")
        << QByteArray("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAnn B\r\n"
                      "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n\xC3\xA9&\r\n"
                      "--b--\r\n");
}

void tst_Events::takeForms()
{
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, body);
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile");
    QCOMPARE(tab.submit("/Profile/apply?why=so", contentType, body).status, 200);
    // The query is of the event alone: what is no parameter is refused.
    QCOMPARE(
        tab.value("_errors.Profile.apply"),
        QJsonValue(QStringLiteral("why is not a parameter of apply")));
    QCOMPARE(tab.submit("/Profile/apply", contentType, body).status, 200);
    QCOMPARE(
        tab.value("_Profile.greeting").toString(),
        QStringLiteral("Ann B|Ann B|\u00E9&||POST|/Profile/apply||datastar|session"));
}

void tst_Events::takeATextThatBeginsWithADollar()
{
    const QByteArray contentType = "application/x-www-form-urlencoded";
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile");
    tab.submit("/Profile/apply", contentType, "name=%24Profile.name");
    QVERIFY(tab.value("_Profile.greeting").toString().startsWith(QStringLiteral("$Profile.name|")));
    tab.post("/Profile/say?words=%24%24x");
    QCOMPARE(tab.value("_Profile.greeting"), QJsonValue(QStringLiteral("$x")));
}

void tst_Events::knowTheRequest()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile");
    const QJsonObject values{
        {QStringLiteral("Profile"), QJsonObject{{QStringLiteral("name"), QStringLiteral("Bo")}}}};
    tab.postWith("/Profile/apply?name=Cy", values);
    QCOMPARE(
        tab.value("_Profile.greeting").toString(),
        QStringLiteral("Cy|||Bo|POST|/Profile/apply||datastar|session"));
}

void tst_Events::refuseWhatIsNoJson_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body : {"{", "[]", "1", "\"text\"", "{\"a\":1}}", "null"})
        QTest::addRow("%s", body) << QByteArray(body);
}

void tst_Events::refuseWhatIsNoJson()
{
    QFETCH(QByteArray, body);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.submit("/Counter/increment", "application/json", body).status, 400);
    QVERIFY(browser.load().page.body.contains(">0</span>"));
}

void tst_Events::areOfOneObjectOfSeveral()
{
    Counter left;
    Counter right;
    left.setObjectName(QStringLiteral("left"));
    right.setObjectName(QStringLiteral("a/b @\u00E9"));
    m_server->add(&left);
    m_server->add(&right);
    QCOMPARE(m_server->state<Counter>(QStringLiteral("left")), &left);
    m_server->page("/two", [&left, &right] {
        return Main(
            P(text(left.count)),
            P(text(right.count)),
            Button(onClick<&Counter::increment>(left, 1), "Left"),
            Button(onClick<&Counter::increment>(right, 2), "Right"));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/two");
    QCOMPARE(tab.actionOf("Left"), "/Counter@left/increment?amount=1");
    QCOMPARE(tab.actionOf("Right"), "/Counter@a%2Fb%20%40%C3%A9/increment?amount=2");
    QCOMPARE(
        tab.post(tab.actionOf("Left")).body,
        signalsFrame("{\"_Counter\":{\"k6c656674\":{\"count\":1}}}"));
    QCOMPARE(
        tab.post(tab.actionOf("Right")).body,
        signalsFrame("{\"_Counter\":{\"k612f622040c3a9\":{\"count\":2}}}"));
    QCOMPARE(left.count.value(), 1);
    QCOMPARE(right.count.value(), 2);
    QCOMPARE(tab.post("/Counter/increment").status, 403);
    QCOMPARE(tab.post("/Counter@/increment").status, 403);
    QCOMPARE(tab.post("/Counter@other/increment").status, 403);
    QCOMPARE(
        tab.post("/Counter@left/increment?amount=x").body,
        signalsFrame("{\"_errors\":{\"Counter\":{\"k6c656674\":"
                     "{\"amount\":\"expected a whole number from -2147483648 to 2147483647, got "
                     "text\"}}}}"));
}

// Quick clicks of one browser go over several connections.
void tst_Events::areCalledBeforeTheNextOne()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray request = "POST /Counter/increment HTTP/1.1\r\nHost: localhost\r\nCookie: "
        + browser.cookie + "\r\nDatastar-Request: true\r\nBackState-Tab: " + tab.id()
        + "\r\nContent-Length: 0\r\n\r\n";
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    QByteArray received;
    for (int i = 0; i < 20; ++i) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        sockets.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        sockets.back()->write(request);
    }
    QVERIFY(waitUntil([&] {
        for (const auto &socket : sockets)
            received += socket->readAll();
        return received.count("HTTP/1.1 200 OK") == 20;
    }));
    QVERIFY(browser.load().page.body.contains(">20</span>"));
}

// The browser puts the page aside, and shows it again: that is another tab, of the same id.
void tst_Events::mayWaitWhileTheirTabComesBack()
{
    Browser browser(m_server->port());
    Browser other(m_server->port()); // another connection of the same
    Tab tab = browser.load("/dialogue");
    other.cookie = browser.cookie;
    Dialogue::meanwhile = [&] {
        QCOMPARE(other.send("POST", "/backstate/leave/" + tab.id(), {}, "").status, 204);
        other.load("/dialogue"); // may well lie where the former one lay
        tab.openStream();
        QTRY_VERIFY(tab.isStreamOpen());
    };
    QCOMPARE(tab.post("/Dialogue/ask").status, 204); // not by this answer
    QTRY_COMPARE(tab.value("_Dialogue.answers"), QJsonValue(1));
    Dialogue::meanwhile = [] { };
    tab.post("/Dialogue/ask");
    QTRY_COMPARE(tab.value("_Dialogue.answers"), QJsonValue(2));
}

QTEST_GUILESS_MAIN(tst_Events)
#include "tst_events.moc"

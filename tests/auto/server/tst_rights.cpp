// Who may call what.
#include "browser.h"
#include "states.h"

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

static Element counterPage(const Counter &counter)
{
    return Main(
        Span(text(counter.count)),
        Button(onClick<&Counter::increment>(counter, 1), "+1"),
        Button(onClick<&Counter::place>(counter, 3), "Place"),
        error<&Counter::increment>(counter, "amount"));
}

static Element deskPage(const Desk &desk)
{
    return Main(
        Span(text(desk.calls)),
        Button(onClick<&Desk::find>(desk, "a b"), "Find"),
        Button(onClick<&Desk::wipe>(desk, 3), "Wipe"));
}

class tst_Rights : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void needTheTabsHeader();
    void needTheSession();
    void areRefusedAnotherTabsId_data();
    void areRefusedAnotherTabsId();
    void areOfObjectsThatTheTabShows();
    void areNothingElse_data();
    void areNothingElse();
    void haveOneVerb_data();
    void haveOneVerb();

private:
    std::unique_ptr<Server> m_server;
};

void tst_Rights::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", counterPage);
    m_server->page("/desk", deskPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Rights::needTheTabsHeader()
{
    Browser browser(m_server->port());
    browser.load();
    const Answer answer
        = browser.send("POST", "/Counter/increment", "Datastar-Request: true\r\n", "");
    QCOMPARE(answer.status, 403);
    QCOMPARE(answer.header("Content-Type"), "application/json");
    QCOMPARE(
        answer.body,
        "{\"error\":\"An event needs the BackState-Tab header of a page that shows its object.\"}");
    QVERIFY(browser.load().page.body.contains(">0</span>"));
}

void tst_Rights::needTheSession()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray cookie = std::exchange(browser.cookie, {});
    QCOMPARE(tab.post("/Counter/increment").status, 403);
    browser.cookie = "session=AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA";
    QCOMPARE(tab.post("/Counter/increment").status, 403);

    Browser other(m_server->port());
    other.load();
    browser.cookie = other.cookie;
    QCOMPARE(tab.post("/Counter/increment").status, 403);
    QVERIFY(other.load().page.body.contains(">0</span>"));

    browser.cookie = cookie;
    QVERIFY(browser.load().page.body.contains(">0</span>"));
    QCOMPARE(tab.post("/Counter/increment").status, 200);
}

void tst_Rights::areRefusedAnotherTabsId_data()
{
    QTest::addColumn<QByteArray>("kind");
    for (const char *kind :
         {"shorter", "longer", "altered", "page altered", "signature altered", "nothing", "dots"})
        QTest::addRow("%s", kind) << QByteArray(kind);
}

void tst_Rights::areRefusedAnotherTabsId()
{
    QFETCH(QByteArray, kind);
    Browser browser(m_server->port());
    QByteArray id = browser.load().id();
    const QByteArray page = QByteArray("/desk").toBase64(QByteArray::OmitTrailingEquals);
    if (kind == "shorter")
        id.chop(1);
    else if (kind == "longer")
        id.append('A');
    else if (kind == "altered")
        id[0] = id[0] == 'A' ? 'B' : 'A';
    else if (kind == "page altered")
        id.replace(id.indexOf('.') + 1, id.lastIndexOf('.') - id.indexOf('.') - 1, page);
    else if (kind == "signature altered")
        id[id.size() - 2] = id[id.size() - 2] == 'A' ? 'B' : 'A';
    else if (kind == "nothing")
        id = "x";
    else
        id = "..";
    const QByteArray fields = "Datastar-Request: true\r\nBackState-Tab: " + id + "\r\n";
    QCOMPARE(browser.send("POST", "/Counter/increment", fields, "").status, 403);
    QCOMPARE(browser.send("POST", "/Desk/move", fields, "").status, 403);
    QVERIFY(browser.load().page.body.contains(">0</span>"));
}

void tst_Rights::areOfObjectsThatTheTabShows()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.post("/Desk/move");
    QCOMPARE(answer.status, 403);
    QCOMPARE(
        answer.body,
        "{\"error\":\"The page of this tab shows no object with such an event.\"}");
    Tab desk = browser.load("/desk");
    QCOMPARE(desk.value("_Desk.calls"), QJsonValue(0));
    QCOMPARE(desk.post("/Desk/move").status, 200);
    QCOMPARE(desk.post("/Counter/increment").status, 403);
}

void tst_Rights::areNothingElse_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char *method :
         {"unknown",
          "notAnEvent",
          "plainSlot",
          "privateSlot",
          "setCount?value=9",
          "set_count?value=9",
          "get_count",
          "countChanged",
          "deleteLater",
          "destroyed",
          "refresh",
          "objectName",
          "increment/more",
          "Increment",
          "increment%00",
          ""})
        QTest::addRow("%s", method) << QByteArray(method);
}

void tst_Rights::areNothingElse()
{
    QFETCH(QByteArray, method);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.post("/Counter/" + method);
    QVERIFY2(answer.status == 403 || answer.status == 400, answer.head);
    QCOMPARE(Counter::alive, 1);
    QVERIFY(browser.load().page.body.contains(">0</span>"));
}

void tst_Rights::haveOneVerb_data()
{
    QTest::addColumn<QByteArray>("verb");
    for (const char *verb : {"GET", "PUT", "PATCH", "DELETE"})
        QTest::addRow("%s", verb) << QByteArray(verb);
}

void tst_Rights::haveOneVerb()
{
    QFETCH(QByteArray, verb);
    Browser browser(m_server->port());
    const QByteArray fields
        = "Datastar-Request: true\r\nBackState-Tab: " + browser.load().id() + "\r\n";
    const Answer answer = browser.send(verb, "/Counter/increment", fields, QByteArray(""));
    QCOMPARE(answer.status, 405);
    QCOMPARE(answer.header("Allow"), "POST");
    QVERIFY(browser.load().page.body.contains(">0</span>"));
}

QTEST_GUILESS_MAIN(tst_Rights)
#include "tst_rights.moc"

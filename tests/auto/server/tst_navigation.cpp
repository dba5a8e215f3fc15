#include "browser.h"
#include "states.h"

#include <BackState/BackState>
#include <BackState/datastar/navigation.h>

using namespace BackState;
using namespace BackState::Html;

static Page boardPage(const Request &request, const Board &board)
{
    return {
        QStringLiteral("Board </script>"),
        {},
        Main(
            local("open", true),
            P(request.query(QStringLiteral("q")), "|", request.query(QStringLiteral("datastar"))),
            region(board.title, [](const Board &shown) { return H1(shown.title.value()); }),
            Input(bind(board.draft)))};
}

static Element padPage(const Pad &pad)
{
    return Main(P(text(pad.strokes)));
}

class tst_Navigation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void bringsThePageInItsParts();
    void isAWholePageForOthers();
    void dropsTheTabBefore();
    void bringsTheLayoutUpToDate();
    void givesTheLayoutIdsOfItsOwn();
    void knowsThePathAtFirstPaint();
    void readsTheQueryWithoutSignals();
    void sendsNothingWhereThePageIsLoadedWhole_data();
    void sendsNothingWhereThePageIsLoadedWhole();
    void servesTheSecondOfTwoClicks();
    void refusesOtherAddresses_data();
    void refusesOtherAddresses();

private:
    Answer move(Browser &browser, Tab &from, const QByteArray &target)
    {
        return browser.get(
            target,
            "Datastar-Request: true\r\nBackState-Tab: " + from.id() + "\r\n");
    }
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Navigation::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", padPage);
    m_server->page("/board", boardPage);
    m_server->page("/head", [] {
        return Page{QStringLiteral("Head"), Meta(name("x")), Main("Head")};
    });
    m_server->page("/gone", [] { return Page{QStringLiteral("Gone"), {}, Main("Gone"), 404}; });
    m_server->page("/closed", padPage, {.title = {}, .signedIn = true});
    m_server->page("/fault", [](const Pad &pad) { return Main(text(pad, "typo")); });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Navigation::cleanup()
{
    m_server.reset();
    QCOMPARE(Pad::alive, 0);
    QCOMPARE(Board::alive, 0);
}

void tst_Navigation::bringsThePageInItsParts()
{
    Browser browser(m_server->port());
    Tab from = browser.load();
    const Answer answer = move(browser, from, "/board?q=1");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "text/event-stream");
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    const QList<Told> told = parseTold(answer.body);
    QCOMPARE(told.size(), 5);
    const QByteArray script = Dialect::current().executeScript.isEmpty() ? "elements" : "script";
    QVERIFY(told[0].data[script].contains(
        R"(backState.arrive({path:"/board?q=1",title:"Board \u003c/script\u003e"}))"));
    QVERIFY(told[1].data["signals"].startsWith(
        R"({"Board":{"draft":""},"_errors":{"Board":{"draft":""}},)"
        R"("_local":{"open":true},"_tab":")"));
    QVERIFY(told[1].data["signals"].endsWith(R"(","_path":"/board","_poll":0})"));
    const QByteArray elements = Dialect::current().elementsKey.toByteArray();
    QCOMPARE(told[2].data["selector"], "#backstate-content");
    QVERIFY(told[2].data[elements].startsWith(
        "<div id=\"backstate-content\" style=\"display:contents\"><main"));
    QVERIFY(told[2].data[elements].endsWith("</main></div>"));
    QVERIFY(told[3].data[elements].contains("id=\"backstate-stream\""));
    QVERIFY(told[4].data[script].contains("backState.finish("));

    Tab arrived(browser, answer);
    arrived.openStream();
    board().title = "New";
    QTRY_COMPARE(arrived.received(), elementsFrame("<h1 id=\"Board-title-0\">New</h1>"));
}

void tst_Navigation::isAWholePageForOthers()
{
    Browser browser(m_server->port());
    Tab from = browser.load();
    QVERIFY(browser.get("/board").body.startsWith("<!DOCTYPE html>"));
    QVERIFY(
        browser.get("/board", "BackState-Tab: " + from.id() + "\r\n").body.startsWith("<!DOCTYPE"));
    QVERIFY(browser.get("/board", "Datastar-Request: true\r\n").body.startsWith("<!DOCTYPE"));
}

void tst_Navigation::dropsTheTabBefore()
{
    Browser browser(m_server->port());
    Tab from = browser.load();
    from.openStream();
    QCOMPARE(Pad::alive, 1);
    QCOMPARE(move(browser, from, "/board").status, 200);
    QCOMPARE(Pad::alive, 0);
    QTRY_VERIFY(!from.isStreamOpen());
    QCOMPARE(m_server->statistics().tabs, 1);
}

void tst_Navigation::bringsTheLayoutUpToDate()
{
    m_server->layout([this](const Request &, const Page &page) {
        const Element news
            = region(board().title, [](const Board &shown) { return B(shown.title.value()); });
        return Div(
            Nav(local("menu", false), text(board().number)),
            news,
            Ul(rows(
                board().entries,
                &Entry::id,
                [](const Entry &entry) { return Li(entry.title); })),
            page.content);
    });
    Browser browser(m_server->port());
    Tab from = browser.load();
    board().title = "Later";
    board().number = 7;
    board().entries = {{1, QStringLiteral("a")}};
    const QByteArray body = move(browser, from, "/").body;
    QVERIFY(body.contains(R"("_Board":{"number":7})"));
    QVERIFY(body.contains(missingFrame(R"({"_local":{"menu":false}})")));
    QVERIFY(body.contains(elementsFrame("<b id=\"layout-Board-title-0\">Later</b>")));
    QVERIFY(body.contains("<li id=\"layout-Board-entries-0-r31\">a</li>"));
    QCOMPARE(body.count("<nav"), 0);
}

void tst_Navigation::givesTheLayoutIdsOfItsOwn()
{
    m_server->layout([this](const Request &, const Page &page) {
        return Div(
            region(board().title, [](const Board &shown) { return B(shown.title.value()); }),
            page.content);
    });
    Browser browser(m_server->port());
    for (const char *path : {"/", "/board"})
        QVERIFY(browser.load(path).page.body.contains("<b id=\"layout-Board-title-0\">"));
    QVERIFY(browser.load("/board").page.body.contains("<h1 id=\"Board-title-0\">"));
}

void tst_Navigation::knowsThePathAtFirstPaint()
{
    m_server->layout([](const Request &, const Page &page) {
        return Div(
            A(cls("here", currentPath() == "/board"), navigate("/board"), "Board"),
            A(cls("here", currentPath() == "/"), navigate("/"), "Pad"),
            page.content);
    });
    Browser browser(m_server->port());
    const QByteArray body = browser.load("/board").page.body;
    QVERIFY(body.contains("href=\"/board\" data-navigate=\"\""));
    const qsizetype board = body.indexOf(">Board</a>");
    QCOMPARE(body.first(board).count("class=\"here\""), 1);
    QCOMPARE(body.count("class=\"here\""), 1);
    QCOMPARE(browser.load("/board").value("_path"), QJsonValue(QStringLiteral("/board")));
}

void tst_Navigation::readsTheQueryWithoutSignals()
{
    Browser browser(m_server->port());
    Tab from = browser.load();
    const QByteArray body = move(browser, from, "/board?q=a%26b&datastar=%7B%7D").body;
    QVERIFY(body.contains("<p>a&amp;b|</p>"));
    QVERIFY(body.contains(R"(path:"/board?q=a%26b")"));
}

void tst_Navigation::sendsNothingWhereThePageIsLoadedWhole_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addRow("another head") << QByteArray("/head");
    QTest::addRow("another status") << QByteArray("/gone");
    QTest::addRow("for those who are signed in") << QByteArray("/closed");
    QTest::addRow("a fault") << QByteArray("/fault");
}

void tst_Navigation::sendsNothingWhereThePageIsLoadedWhole()
{
    QFETCH(QByteArray, target);
    Browser browser(m_server->port());
    Tab from = browser.load();
    from.openStream();
    const Answer answer = move(browser, from, target);
    QCOMPARE(answer.status, 204);
    QVERIFY(from.isStreamOpen()); // it is what is shown still
    QCOMPARE(m_server->statistics().tabs, 1);
    // A tab that the server does not know may show another head.
    Tab unknown = browser.load();
    unknown.type("_tab", QStringLiteral("x"));
    QCOMPARE(move(browser, unknown, "/board").status, 204);
}

void tst_Navigation::servesTheSecondOfTwoClicks()
{
    Browser browser(m_server->port());
    Tab from = browser.load();
    QCOMPARE(move(browser, from, "/board").status, 200); // which never arrives
    QCOMPARE(move(browser, from, "/").status, 200);
    QCOMPARE(m_server->statistics().tabs, 1);
    QCOMPARE(Pad::alive, 1);
}

void tst_Navigation::refusesOtherAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addRow("another server") << QStringLiteral("https://example.org/");
    QTest::addRow("another server without a scheme") << QStringLiteral("//example.org/");
    QTest::addRow("relative") << QStringLiteral("board");
}

void tst_Navigation::refusesOtherAddresses()
{
    QFETCH(QString, url);
    Private::Rendering rendering;
    QVERIFY(navigate(url).isNone());
    QCOMPARE(rendering.problems().size(), 1);
    QVERIFY(rendering.problems().first().contains(url));
}

QTEST_GUILESS_MAIN(tst_Navigation)
#include "tst_navigation.moc"

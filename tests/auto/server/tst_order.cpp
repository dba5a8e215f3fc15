// Calls of a Server in an order of the program's own: each works, or says why it does not.

#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <QHttpServer>
#include <QHttpServerResponse>

using namespace BackState;
using namespace BackState::Html;

// Uses are noted for the whole program, so that each mistake has a class of its own.

class Veiled : public State
{
    Q_OBJECT
    BACKSTATE_PRIVATE(Veiled, QString, password)
};

class Masked : public State
{
    Q_OBJECT
    BACKSTATE_PRIVATE(Masked, QString, password)
};

class Club : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Club, int, members, 0)
};

static Element counterPage(const Counter &counter)
{
    return Main(text(counter.count));
}

static QString clubOf(const Request &request)
{
    return request.query("club");
}

static std::optional<Account> nobody(const QString &, const QString &)
{
    return {};
}

class tst_Order : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void keepsRoutesWhenOptionsAreSet();
    void keepsRoutesWhenOptionsAreSetAfterClose();
    void takesOptionsThatAreSetAfterHttp();
    void saysThatOptionsComeTooLate();
    void saysThatAStoreComesTooLate();
    void servesAPageThatComesLate();
    void saysWhyALatePageIsNotServed();
    void checksWhatALatePageShows();
    void checksWhatALateLayoutShows();
    void refusesASecondLayout();
    void refusesAKeyForWhatWasMade();
    void refusesASecondKey();
    void opensTheLoginPageLate();
    void saysThatItRemovesWhatIsNotLent();

private:
    void listen();

    std::unique_ptr<Server> m_server;
};

void tst_Order::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", counterPage);
}

void tst_Order::listen()
{
    QVERIFY(m_server->listen(0));
}

void tst_Order::keepsRoutesWhenOptionsAreSet()
{
    const QHttpServer *http = &m_server->http();
    m_server->http().route("/mine", [] { return QHttpServerResponse("mine"); });
    m_server->setOptions(testOptions());
    QVERIFY(&m_server->http() == http);
    listen();
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/mine").body, "mine");
}

void tst_Order::keepsRoutesWhenOptionsAreSetAfterClose()
{
    m_server->http().route("/mine", [] { return QHttpServerResponse("mine"); });
    listen();
    m_server->close();
    m_server->setOptions(testOptions());
    listen();
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/mine").body, "mine");
}

void tst_Order::takesOptionsThatAreSetAfterHttp()
{
    m_server->http();
    ServerOptions options = testOptions();
    options.maxBody = 100;
    m_server->setOptions(options);
    listen();
    Browser browser(m_server->port());
    const auto post = [&](int size) {
        return browser.send("POST", "/Counter/increment", {}, QByteArray(size, 'x')).status;
    };
    QVERIFY(post(100) != 413);
    QCOMPARE(post(101), 413);
}

void tst_Order::saysThatOptionsComeTooLate()
{
    listen();
    QTest::ignoreMessage(
        QtWarningMsg,
        "setOptions() after listen() changes nothing: call it before");
    ServerOptions options = testOptions();
    options.maxSessions = 7;
    m_server->setOptions(options);
    QCOMPARE(m_server->options().maxSessions, testOptions().maxSessions);
}

void tst_Order::saysThatAStoreComesTooLate()
{
    const char *why = "store() after listen() changes nothing: call it before";
    listen();
    QTest::ignoreMessage(QtWarningMsg, why);
    m_server->store(std::make_unique<MemoryStore>());
    m_server->close();
    // Objects that live still were never told of it.
    QTest::ignoreMessage(QtWarningMsg, why);
    m_server->store(std::make_unique<MemoryStore>());
    QVERIFY(m_server->statistics().store.isEmpty());
}

void tst_Order::servesAPageThatComesLate()
{
    listen();
    m_server->page("/late", counterPage);
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/late").status, 200);
}

void tst_Order::saysWhyALatePageIsNotServed()
{
    listen();
    QTest::ignoreMessage(QtWarningMsg, "page(\"late\"): a path begins with a slash: \"/late\"");
    m_server->page("late", counterPage);
}

void tst_Order::checksWhatALatePageShows()
{
    listen();
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(
            "^Veiled::password is shown by a page but may never leave the server: remove"));
    m_server->page("/late", [](const Veiled &state) { return Main(text(state.password)); });
}

void tst_Order::checksWhatALateLayoutShows()
{
    listen();
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(
            "^Masked::password is shown by a page but may never leave the server: remove"));
    m_server->layout([](const Page &page, const Masked &state) {
        return Fragment(P(text(state.password)), page.content);
    });
}

void tst_Order::refusesASecondLayout()
{
    m_server->layout([](const Page &page) { return Div(page.content); });
    m_server->layout([](const Page &page) { return Section(page.content); });
    QVERIFY(!m_server->listen(0));
    QCOMPARE(
        m_server->errorString(),
        "layout(): there is one already, and all pages have the same: put what both wrap around a "
        "page into one function");
}

void tst_Order::refusesAKeyForWhatWasMade()
{
    QVERIFY(m_server->state<Club>());
    m_server->keyBy<Club>(clubOf);
    QVERIFY(!m_server->listen(0));
    QCOMPARE(
        m_server->errorString(),
        "keyBy(): a Club was made before it had its key, and no page would show that one: call "
        "keyBy() before state() and listen()");
}

void tst_Order::refusesASecondKey()
{
    m_server->keyBy<Club>(clubOf);
    m_server->keyBy<Club>(clubOf);
    QVERIFY(!m_server->listen(0));
    QCOMPARE(
        m_server->errorString(),
        "keyBy(): Club has its key already, which would be lost: remove one of the two");
}

void tst_Order::opensTheLoginPageLate()
{
    listen();
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/login").status, 404);
    m_server->authenticate(nobody);
    QCOMPARE(browser.get("/login").status, 200);
}

void tst_Order::saysThatItRemovesWhatIsNotLent()
{
    Club *club = m_server->state<Club>();
    QTest::ignoreMessage(
        QtWarningMsg,
        "remove(): this Club is not lent to the server: add() it before");
    m_server->remove(club);
    QCOMPARE(m_server->state<Club>(), club);
    Club lent;
    m_server->add(&lent);
    QCOMPARE(m_server->state<Club>(), &lent);
    m_server->remove(&lent);
    QCOMPARE(m_server->state<Club>(), club);
}

QTEST_GUILESS_MAIN(tst_Order)
#include "tst_order.moc"

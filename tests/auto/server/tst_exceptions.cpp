// Whatever the program's code throws ends where it was called: the server and all others go on.
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QPromise>

#include <stdexcept>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

static const QString fault = u"This has a fault. The server's log says more."_s;
static const QString notChecked = u"This could not be checked. The server's log says why."_s;

static QFuture<int> brokenFuture()
{
    QPromise<int> promise;
    promise.start();
    promise.setException(std::make_exception_ptr(std::runtime_error("later")));
    promise.finish();
    return promise.future();
}

class Mine : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_EDITABLE(Mine, QString, words)
    BACKSTATE_EDITABLE(Mine, int, level, 0)
    BACKSTATE_PROPERTY(Mine, QStringList, list)
    Q_PROPERTY(int depth READ depth WRITE setDepth NOTIFY depthChanged USER true)
    Q_PROPERTY(int secret READ secret NOTIFY depthChanged)

public:
    int depth() const { return m_depth; }
    void setDepth(int depth)
    {
        if (depth < 0)
            throw std::out_of_range("too deep");
        m_depth = depth;
        Q_EMIT depthChanged();
    }
    int secret() const
    {
        if (m_depth == 13)
            throw std::logic_error("unlucky");
        return m_depth;
    }
    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "words" && value.toString() == "boom")
            throw std::runtime_error("no such words");
        return {};
    }
    Refusals validateTogether(const Proposed &values) const override
    {
        if (values.value<&Mine::level>() == 99)
            throw std::runtime_error("no such level");
        return {};
    }
    Q_INVOKABLE void set(const QString &text) { words = text; }
    Q_INVOKABLE void put(const QString &text) { list = QStringList{text}; }
    Q_INVOKABLE void explode() { throw std::runtime_error("boom"); }
    Q_INVOKABLE void explodeOddly() { throw 7; }
    Q_INVOKABLE Flow<> explodeFlow()
    {
        words = "before";
        co_yield changes;
        throw std::runtime_error("in a flow");
    }
    Q_INVOKABLE Flow<> awaitBroken()
    {
        level = co_await brokenFuture();
        words = "never";
    }

Q_SIGNALS:
    void depthChanged();

private:
    int m_depth = 0;
};

// Can't be made.
class Dud : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Dud, int, count, 0)

public:
    Dud() { throw std::runtime_error("dud"); }
};

static Element minePage(const Mine &mine)
{
    return Main(
        allowEvents(mine),
        Input(bind(mine.words, live())),
        Input(bind(mine.level, live())),
        Input(bind<&Mine::depth>(mine, live())),
        P(text(mine, "secret")),
        region(
            mine.words,
            [](const Mine &shown) {
                if (shown.words == "bad region")
                    throw std::runtime_error("in a region");
                return B("region " + shown.words);
            }),
        Ul(rows(
            mine.list,
            [](const QString &key) { return key; },
            [](const QString &row) {
                if (row == "bad row")
                    throw std::runtime_error("in a row");
                return Li("row " + row);
            })),
        Button(onClick<&Mine::explode>(mine), "Explode"));
}

static Element brokenPage(const Mine &)
{
    throw std::runtime_error("in a page");
}

static Element dudPage(const Dud &dud)
{
    return P(allowEvents(dud), text(dud.count));
}

class BrokenStore : public StateStore
{
public:
    QFuture<Loaded> load(const StoreKey &) override { throw std::runtime_error("store"); }
    QFuture<Expected<void>>
    save(const StoreKey &, const QJsonObject &, std::chrono::seconds) override
    {
        throw std::runtime_error("store");
    }
    QFuture<Expected<bool>> remove(const StoreKey &) override { throw std::runtime_error("store"); }
    QFuture<Expected<bool>> exists(const StoreKey &) override { throw std::runtime_error("store"); }
    QFuture<Expected<qsizetype>> cleanup() override { throw std::runtime_error("store"); }
    QString description() const override { return "broken"; }
};

class tst_Exceptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void ofEventsAreRefusals_data();
    void ofEventsAreRefusals();
    void ofFlowsAreRefusals_data();
    void ofFlowsAreRefusals();
    void ofEditsAreRefusals_data();
    void ofEditsAreRefusals();
    void ofPagesAreAnswered_data();
    void ofPagesAreAnswered();
    void ofRegionsLeaveThemAsTheyWere();
    void ofRowsLeaveThemAsTheyWere();
    void ofGettersLeaveOutTheValue();
    void ofLayoutsAreAnswered();
    void ofDirectoriesAreToldByTheLoginPage_data();
    void ofDirectoriesAreToldByTheLoginPage();
    void ofStoresAreErrors();

private:
    void expectLog(const QString &sentence);
    void checkThatItGoesOn();

    std::unique_ptr<Server> m_server;
};

void tst_Exceptions::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", minePage);
    m_server->page("/broken", brokenPage);
    m_server->page("/dud", dudPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Exceptions::cleanup()
{
    m_server.reset();
}

void tst_Exceptions::expectLog(const QString &sentence)
{
    QTest::ignoreMessage(QtWarningMsg, qPrintable(sentence));
}

void tst_Exceptions::checkThatItGoesOn()
{
    Browser other(m_server->port());
    Tab tab = other.load();
    tab.openStream();
    QCOMPARE(tab.post("/Mine/set?text=on").status, 204);
    QTRY_COMPARE(tab.value("Mine.words"), QJsonValue("on"));
}

void tst_Exceptions::ofEventsAreRefusals_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QString>("what");
    QTest::addRow("a std::exception") << "explode"_ba << "boom";
    QTest::addRow("a number") << "explodeOddly"_ba << "something that is no std::exception";
}

void tst_Exceptions::ofEventsAreRefusals()
{
    QFETCH(QByteArray, event);
    QFETCH(QString, what);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QString sentence = "Mine::" + event + "() threw an exception: " + what;
    expectLog(sentence);
    QCOMPARE(tab.post("/Mine/" + event).status, 200);
    QCOMPARE(tab.value("_errors.Mine." + event).toString(), fault);
    expectLog(sentence);
    const Answer answer
        = browser.send("POST", "/Mine/" + event, "BackState-Tab: " + tab.id() + "\r\n");
    QCOMPARE(answer.status, 500);
    checkThatItGoesOn();
}

void tst_Exceptions::ofFlowsAreRefusals_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QString>("what");
    QTest::addRow("after a yield") << "explodeFlow"_ba << "in a flow";
    QTest::addRow("of a future") << "awaitBroken"_ba << "later";
}

void tst_Exceptions::ofFlowsAreRefusals()
{
    QFETCH(QByteArray, event);
    QFETCH(QString, what);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    expectLog("the flow " + event + " threw an exception: " + what);
    tab.post("/Mine/" + event);
    QTRY_COMPARE(tab.value("_errors.Mine." + event).toString(), fault);
    checkThatItGoesOn();
}

void tst_Exceptions::ofEditsAreRefusals_data()
{
    QTest::addColumn<QByteArray>("property");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("sentence");
    QTest::addRow("validate()") << "words"_ba << QJsonValue("boom")
                                << "Mine::validate() threw an exception: no such words"
                                << notChecked;
    QTest::addRow("validateTogether()")
        << "level"_ba << QJsonValue(99)
        << "Mine::validateTogether() threw an exception: no such level" << notChecked;
    QTest::addRow("the setter") << "depth"_ba << QJsonValue(-1)
                                << "the setter of Mine::depth threw an exception: too deep"
                                << u"This value was not accepted."_s;
}

void tst_Exceptions::ofEditsAreRefusals()
{
    QFETCH(QByteArray, property);
    QFETCH(QJsonValue, value);
    QFETCH(QString, where);
    QFETCH(QString, sentence);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    expectLog(where);
    if (property == "level")
        expectLog(where); // once together, once to find out which goes
    tab.type("Mine." + property, value);
    tab.post("/backstate/edit/Mine");
    QCOMPARE(tab.value("_errors.Mine." + property).toString(), sentence);
    checkThatItGoesOn();
}

void tst_Exceptions::ofPagesAreAnswered_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("where");
    QTest::addRow("of the page function")
        << "/broken"_ba << "the page /broken threw an exception: in a page";
    QTest::addRow("of a constructor") << "/dud"_ba
                                      << "the constructor of Dud threw an exception: dud";
}

void tst_Exceptions::ofPagesAreAnswered()
{
    QFETCH(QByteArray, path);
    QFETCH(QString, where);
    Browser browser(m_server->port());
    expectLog(where);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("^" + path + ": "));
    const Answer answer = browser.get(path);
    QCOMPARE(answer.status, 500);
    QVERIFY(answer.body.contains("This page has a fault"));
    checkThatItGoesOn();
}

void tst_Exceptions::ofRegionsLeaveThemAsTheyWere()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Mine/set?text=good");
    QTRY_VERIFY(tab.received().contains("region good"));
    tab.takeReceived();
    expectLog("the region Mine-words-0 threw an exception: in a region");
    tab.post("/Mine/set?text=bad%20region");
    QTRY_COMPARE(tab.value("Mine.words"), QJsonValue("bad region"));
    QVERIFY(!tab.received().contains("<b"));
    tab.post("/Mine/set?text=better");
    QTRY_VERIFY(tab.received().contains("region better"));
}

void tst_Exceptions::ofRowsLeaveThemAsTheyWere()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.post("/Mine/put?text=good");
    QTRY_VERIFY(tab.received().contains("row good"));
    tab.takeReceived();
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression("the rows .* threw an exception: in a row"));
    tab.post("/Mine/put?text=bad%20row");
    tab.post("/Mine/put?text=better");
    QTRY_VERIFY(tab.received().contains("row better"));
    QVERIFY(!tab.received().contains("bad row"));
}

void tst_Exceptions::ofGettersLeaveOutTheValue()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QTest::ignoreMessage(QtWarningMsg, "the getter of secret threw an exception: unlucky");
    tab.type("Mine.depth", 13);
    tab.post("/backstate/edit/Mine");
    QTRY_COMPARE(tab.value("_Mine.secret"), QJsonValue());
    tab.type("Mine.depth", 14);
    tab.post("/backstate/edit/Mine");
    QTRY_COMPARE(tab.value("_Mine.secret"), QJsonValue(14));
}

void tst_Exceptions::ofLayoutsAreAnswered()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/", dudPage);
    server.page("/plain", [](const Request &) { return P("plain"); });
    server.layout([](const Request &, const Page &page) -> Element {
        if (page.content.bytes().contains("plain"))
            throw std::runtime_error("in the layout");
        return page.content;
    });
    QVERIFY(server.listen(0));
    expectLog("the page /plain threw an exception: in the layout");
    QTest::ignoreMessage(QtWarningMsg, "/plain: an exception ended it");
    QCOMPARE(Browser(server.port()).get("/plain").status, 500);
}

void tst_Exceptions::ofDirectoriesAreToldByTheLoginPage_data()
{
    QTest::addColumn<bool>("isLater");
    QTest::addRow("at once") << false;
    QTest::addRow("by a future") << true;
}

void tst_Exceptions::ofDirectoriesAreToldByTheLoginPage()
{
    QFETCH(bool, isLater);
    Server server;
    server.setOptions(testOptions());
    server.authenticate([isLater](const QString &, const QString &) {
        if (!isLater)
            throw std::runtime_error("no directory");
        QPromise<std::optional<Account>> promise;
        promise.start();
        promise.setException(std::make_exception_ptr(std::runtime_error("no directory")));
        promise.finish();
        return promise.future();
    });
    QVERIFY(server.listen(0));
    Browser browser(server.port());
    const QByteArray page = browser.get("/login").body;
    const qsizetype at = page.indexOf("name=\"token\" value=\"") + 20;
    const QByteArray token = page.sliced(at, page.indexOf('"', at) - at);
    if (!isLater)
        expectLog("the function of authenticate() threw an exception: no directory");
    const Answer answer = browser.send(
        "POST",
        "/backstate/sign-in",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "name=ada&password=x&token=" + token);
    QCOMPARE(answer.status, 303);
    QVERIFY(answer.header("Location").endsWith(isLater ? "failed=yes" : "failed=fault"));
}

void tst_Exceptions::ofStoresAreErrors()
{
    m_server = std::make_unique<Server>();
    ServerOptions options = testOptions();
    options.storeWait = 10ms;
    m_server->setOptions(options);
    m_server->store(std::make_unique<BrokenStore>());
    m_server->page("/", minePage);
    for (const char *function : {"load", "cleanup"})
        expectLog(u"StateStore::%1() threw an exception: store"_s.arg(QLatin1StringView(function)));
    QVERIFY(m_server->listen(0));
    Browser browser(m_server->port());
    QCOMPARE(browser.load().page.status, 200);
    QCOMPARE(browser.load().post("/Mine/set?text=on").status, 200);
}

QTEST_GUILESS_MAIN(tst_Exceptions)
#include "tst_exceptions.moc"

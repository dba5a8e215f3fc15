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

// Code of the program's runs wherever one is read, written or compared.
struct Price
{
    Q_GADGET
    Q_PROPERTY(int cents READ getCents WRITE setCents)

public:
    int getCents() const
    {
        if (cents == 13)
            throw std::logic_error("unlucky");
        return cents;
    }
    void setCents(int given)
    {
        if (given < 0)
            throw std::out_of_range("negative");
        cents = given;
    }
    bool operator==(const Price &other) const
    {
        if (cents == 77)
            throw std::logic_error("beyond compare");
        return cents == other.cents;
    }

    int cents = 0;
};

class Mine : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_EDITABLE(Mine, Price, price)
    BACKSTATE_API
    Q_PROPERTY(Price last MEMBER last)
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
    Q_INVOKABLE void pay(const Price &given) { last = given; }
    Q_INVOKABLE Price paid() { return last; }
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

    Price last;
    bool isViewBad = false;

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
        allow(mine.price),
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
    QFuture<Saved>
    save(const StoreKey &, const QJsonObject &, std::chrono::seconds, std::optional<quint64>)
        override
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
    void ofMembersAreRefusals_data();
    void ofMembersAreRefusals();
    void ofMembersLeaveOutTheValue();
    void ofComparisonsAreChanges();
    void ofSlotsEndThere();
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

void tst_Exceptions::ofMembersAreRefusals_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addRow("of an edit") << "/backstate/edit/Mine"_ba
                                << R"({"Mine":{"price":{"cents":-1}}})"_ba;
    QTest::addRow("of an argument") << "/Mine/pay?given=%7B%22cents%22:-1%7D"_ba << "{}"_ba;
    QTest::addRow("of a signal as an argument")
        << "/Mine/pay?given=$Mine.price"_ba << R"({"Mine":{"price":{"cents":-1}}})"_ba;
    QTest::addRow("of a call from elsewhere")
        << "/Api/Mine/pay"_ba << R"({"given":{"cents":-1}})"_ba;
}

void tst_Exceptions::ofMembersAreRefusals()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression("^the member cents threw an exception: negative"));
    const QByteArray fields = "BackState-Tab: " + tab.id() + "\r\nDatastar-Request: true\r\n";
    const bool isApi = path.startsWith("/Api/");
    const Answer answer = browser.send(
        "POST",
        isApi ? path.mid(4) : path,
        (isApi ? QByteArray("Accept: application/json\r\n") : fields)
            + "Content-Type: application/json\r\n",
        body);
    QVERIFY(answer.status != 0);
    QVERIFY2(answer.status >= 400 || answer.body.contains("not taken"), answer.body.constData());
    QCOMPARE(m_server->state<Mine>()->price->cents, 0);
    QCOMPARE(m_server->state<Mine>()->last.cents, 0);
    checkThatItGoesOn();
}

void tst_Exceptions::ofMembersLeaveOutTheValue()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    Price unlucky;
    unlucky.cents = 13;
    m_server->state<Mine>()->price = unlucky;
    m_server->state<Mine>()->words = "told";
    QTRY_COMPARE(tab.value("Mine.words"), QJsonValue("told"));
    QVERIFY(browser.get("/").status != 0);
    unlucky.cents = 1;
    m_server->state<Mine>()->price = unlucky;
    checkThatItGoesOn();
}

void tst_Exceptions::ofComparisonsAreChanges()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    m_server->state<Mine>()->last.cents = 77;
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression("operator== threw an exception: beyond compare"));
    QVERIFY(tab.post("/Mine/set?text=on").status < 300);
    m_server->state<Mine>()->last.cents = 1;
    checkThatItGoesOn();
}

void tst_Exceptions::ofSlotsEndThere()
{
    connect(m_server->state<Mine>(), &State::viewersChanged, this, [] {
        throw std::runtime_error("in a slot");
    });
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression("viewersChanged.. of Mine threw an exception: in a slot"));
    Browser browser(m_server->port());
    {
        Tab tab = browser.load();
        tab.openStream();
        QTRY_VERIFY(m_server->state<Mine>()->viewers() > 0);
    }
    disconnect(m_server->state<Mine>(), nullptr, this, nullptr);
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
    QVERIFY(
        browser.load().post("/Mine/set?text=on").body.contains("be read now")); // it may be there
}

QTEST_GUILESS_MAIN(tst_Exceptions)
#include "tst_exceptions.moc"

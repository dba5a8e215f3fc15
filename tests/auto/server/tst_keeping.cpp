// What a server does with a store.
#include "browser.h"
#include "offers.h"
#include "shelf.h"
#include "states.h"

#include <BackState/BackState>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTimer>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

class Notes : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Notes, QStringList, notes)
    BACKSTATE_PRIVATE(Notes, QString, secret)
    BACKSTATE_TRANSIENT(Notes, int, visits, 0)
    BACKSTATE_PROPERTY(Notes, int, count, 0)
    Q_PROPERTY(QString plain MEMBER plain)

public:
    Notes()
    {
        count.setBinding([this] { return int(notes.size()); });
    }
    Q_INVOKABLE void add(const QString &note)
    {
        notes.change([&](QStringList &list) { list.append(note); });
        ++visits;
    }
    QString plain;
};

class Product : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_PROPERTY(Product, int, stock, 0)

public:
    Q_INVOKABLE void order(int amount) { stock += amount; }
};

class Brief : public State, public Counted<Brief>
{
    Q_OBJECT
    BACKSTATE_TTL(1)
    BACKSTATE_PROPERTY(Brief, int, count, 0)

public:
    Q_INVOKABLE void increment() { ++count; }
};

class Draft : public State
{
    Q_OBJECT
    BACKSTATE_STORE(Custom)
    BACKSTATE_PROPERTY(Draft, QString, words)

public:
    Q_INVOKABLE void write(const QString &text) { words = text; }
};

class Api : public State
{
    Q_OBJECT
    BACKSTATE_API
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Api, int, count, 0)
};

class Door : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE SignIn enter(const QString &name) { return {name}; }
};

// Of one tab, and says nothing of a store.
class Sketch : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_PROPERTY(Sketch, int, lines, 0)

public:
    Q_INVOKABLE void draw() { ++lines; }
};

// A device of the program's.
class Motor : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Motor, int, speed, 0)
};

class Dial : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_EDITABLE_TRANSIENT(Dial, int, target, 1)
    BACKSTATE_PRIVATE_TRANSIENT(Dial, int, key, 2)
    BACKSTATE_EDITABLE(Dial, int, kept, 3)
};

static Element counterPage(const Counter &counter)
{
    return Main(allowEvents(counter), text(counter.count));
}

static Element padPage(const Pad &pad)
{
    return Main(allowEvents(pad), text(pad.strokes));
}

static Element notesPage(const Notes &notes)
{
    return Main(allowEvents(notes), P(text(notes.notes)), P(text(notes.count)));
}

static Element productPage(const Product &product)
{
    return Main(allowEvents(product), text(product.stock));
}

static Element briefPage(const Brief &brief)
{
    return Main(allowEvents(brief), text(brief.count));
}

static Element draftPage(const Draft &draft)
{
    return Main(allowEvents(draft), text(draft.words));
}

static Element apiPage(const Api &api)
{
    return Main(allowEvents(api), text(api.count));
}

// A request whose answer is read later: that of Browser waits for it.
class Asked
{
public:
    Asked(const Browser &browser, const QByteArray &target)
    {
        m_socket.connectToHost(QHostAddress::LocalHost, browser.port);
        const QByteArray cookie
            = browser.cookie.isEmpty() ? QByteArray() : "Cookie: " + browser.cookie + "\r\n";
        m_socket.write(
            "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + cookie
            + "Connection: close\r\n\r\n");
    }
    QByteArray received()
    {
        m_received += m_socket.readAll();
        return m_received;
    }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

class tst_Keeping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void bringsValuesBackAfterARestart_data();
    void bringsValuesBackAfterARestart();
    void bringsATabBackAfterARestart();
    void keepsOnlyWhatIsStored();
    void loadsNothingForWhoIsNew();
    void savesOnceForManyChanges();
    void savesNotWhatItLoaded();
    void savesWhatChangedWhenItCloses();
    void savesRecordsWhenTheyEnd();
    void leavesOutWhatDoesNotConvert();
    void waitsForASlowStore();
    void waitsForWhatOnlyThePageFunctionNames();
    void waitsForValuesBeforeAnEvent();
    void closesInTimeWhenTheStoreDoesNotAnswer();
    void loadsOnceForManyRequests();
    void servesThePageWhenTheStoreIsTooSlow();
    void servesThePageWhenTheStoreFails();
    void savesLaterWhatAStoreDidNotTake();
    void savesOthersThanWhatAStoreNeverTakes();
    void savesNotOverWhatItCouldNotLoad();
    void waitsForValuesForClientsWithoutAPage();
    void keepsWhatTheProgramLent();
    void keepsTabsAndLentObjectsOnlyIfTheySaySo();
    void keepsNothingOfWhatIsTransient();
    void keepsTheTimeToLive();
    void endsWhatNobodyUses();
    void savesByHand();
    void saysThatThereIsNoStore();
    void refusesAStoreWithAProblem();
    void movesTheValuesOfASessionThatSignsIn();

private:
    void serve(const ServerOptions &options = quick());
    void restart(Browser *browser = nullptr); // on another port
    static ServerOptions quick();

    Shelf m_shelf;
    std::unique_ptr<Server> m_server;
};

ServerOptions tst_Keeping::quick()
{
    ServerOptions options = testOptions();
    options.saveDelay = 20ms;
    return options;
}

void tst_Keeping::init()
{
    m_shelf = {};
    serve();
}

void tst_Keeping::serve(const ServerOptions &options)
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", counterPage);
    m_server->page("/pad", padPage);
    m_server->page("/notes", notesPage);
    m_server->page("/product/<id>", productPage);
    m_server->page("/brief", briefPage);
    m_server->page("/draft", draftPage);
    m_server->page("/api", apiPage);
    m_server->page("/sketch", [](const Sketch &sketch) {
        return Main(allowEvents(sketch), text(sketch.lines));
    });
    m_server->page("/dial", [](const Dial &dial) { return Main(Input(bind(dial.target))); });
    m_server->page("/named", [this](const Counter &counter) {
        return Main(
            allowEvents(counter),
            P(text(counter.count)),
            P(text(m_server->state<Board>()->number)));
    });
    m_server->page("/door", [](const Door &door) {
        return Main(allowEvents(door), Button(onClick<&Door::enter>(door, "ada")));
    });
    m_server->store(std::make_unique<ShelfStore>(m_shelf));
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Keeping::restart(Browser *browser)
{
    serve();
    if (browser)
        browser->port = m_server->port();
}

void tst_Keeping::bringsValuesBackAfterARestart_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QByteArray>("path");
    QTest::addRow("session") << QByteArray("/") << QByteArray("/Counter/increment?amount=7")
                             << QByteArray("_Counter.count");
    QTest::addRow("global") << QByteArray("/api") << QByteArray("") << QByteArray("_Api.count");
    QTest::addRow("record") << QByteArray("/product/42") << QByteArray("/Product@42/order?amount=7")
                            << QByteArray("_Product.k3432.stock");
}

void tst_Keeping::bringsValuesBackAfterARestart()
{
    QFETCH(QByteArray, page);
    QFETCH(QByteArray, action);
    QFETCH(QByteArray, path);
    Browser browser(m_server->port());
    Tab tab = browser.load(page);
    if (action.isEmpty())
        m_server->state<Api>()->count = 7;
    else
        QVERIFY(tab.post(action).status < 300);
    restart();
    Browser again(m_server->port());
    again.cookie = browser.cookie;
    Tab back = again.load(page);
    QCOMPARE(back.value(path.constData()), QJsonValue(7));
    QVERIFY(back.page.body.contains(">7<"));
    Browser other(m_server->port());
    Tab others = other.load(page);
    QCOMPARE(others.value(path.constData()), QJsonValue(page == "/" ? 0 : 7));
}

// The page is still open in the browser.
void tst_Keeping::bringsATabBackAfterARestart()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/pad");
    QVERIFY(tab.post("/Pad/stroke").status < 300);
    QVERIFY(tab.post("/Pad/stroke").status < 300);
    restart(&browser);
    QVERIFY(tab.post("/Pad/stroke").status < 300);
    QCOMPARE(tab.value("_Pad.strokes"), QJsonValue(3));
    restart(&browser);
    tab.openStream();
    QTRY_COMPARE(tab.value("_Pad.strokes"), QJsonValue(3));
    // ServerOptions::tabGrace
    QCOMPARE(m_shelf.timesToLive.value(m_shelf.timesToLive.keys().first()), 600s);
}

void tst_Keeping::keepsOnlyWhatIsStored()
{
    auto *notes = m_server->state<Notes>();
    notes->secret = "kept";
    notes->plain = "kept, too";
    notes->add("one");
    m_server->close();
    const QJsonObject expected{
        {"notes", QJsonArray{"one"}},
        {"secret", "kept"},
        {"plain", "kept, too"}};
    QCOMPARE(m_shelf.find("Notes"), expected);
    restart();
    notes = m_server->state<Notes>();
    QCOMPARE(notes->secret.value(), QString("kept"));
    QCOMPARE(notes->plain, QString("kept, too"));
    QCOMPARE(notes->visits.value(), 0);
    QCOMPARE(notes->count.value(), 1);
    notes->add("two");
    QCOMPARE(notes->count.value(), 2); // the binding is there still
}

void tst_Keeping::loadsNothingForWhoIsNew()
{
    Browser browser(m_server->port());
    browser.load("/");
    browser.load("/pad");
    QCOMPARE(m_shelf.loads, 0);
    restart(&browser);
    browser.load("/"); // it may have values there
    QCOMPARE(m_shelf.loads, 1);
    QCOMPARE(m_shelf.saves, 0);
}

void tst_Keeping::savesOnceForManyChanges()
{
    ServerOptions options = testOptions();
    options.saveDelay = 300ms;
    serve(options);
    auto *notes = m_server->state<Notes>();
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 10; ++i) {
        notes->add(QString::number(i));
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(m_shelf.saves, 1);
    QVERIFY(timer.elapsed() >= 290);
    QCOMPARE(m_shelf.find("Notes").value("notes").toArray().size(), 10);
    // A stream of changes does not put it off.
    QTimer adding;
    connect(&adding, &QTimer::timeout, this, [notes] { notes->add("more"); });
    adding.start(10);
    QTRY_VERIFY(m_shelf.saves >= 3);
}

void tst_Keeping::savesNotWhatItLoaded()
{
    m_shelf.values.insert({"Notes", "global"}, {{"notes", QJsonArray{"one"}}});
    Browser browser(m_server->port());
    Tab tab = browser.load("/notes");
    QCOMPARE(tab.value("_Notes.count"), QJsonValue(1));
    m_server->close();
    QCOMPARE(m_shelf.saves, 0);
}

void tst_Keeping::savesWhatChangedWhenItCloses()
{
    ServerOptions options = testOptions();
    options.saveDelay = 1h;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load("/");
    QVERIFY(tab.post("/Counter/increment").status < 300);
    m_server->state<Notes>()->add("one");
    QCOMPARE(m_shelf.saves, 0);
    m_server->close();
    QCOMPARE(m_shelf.saves, 2);
    m_server->state<Notes>()->add("after it");
    m_server.reset();
    QCOMPARE(m_shelf.find("Notes").value("notes").toArray().size(), 2);
}

void tst_Keeping::savesRecordsWhenTheyEnd()
{
    ServerOptions options = testOptions();
    options.saveDelay = 1h;
    options.tabGrace = 50ms;
    serve(options);
    {
        Browser browser(m_server->port());
        Tab tab = browser.load("/product/9");
        QVERIFY(tab.post("/Product@9/order?amount=3").status < 300);
    }
    QTRY_COMPARE(m_shelf.find("Product", "record/9"), QJsonObject({{"stock", 3}}));
    QCOMPARE(m_shelf.timesToLive.value({"Product", "record/9"}), 0s); // for ever
}

void tst_Keeping::leavesOutWhatDoesNotConvert()
{
    m_shelf.values.insert(
        {"Notes", "global"},
        {{"notes", "no list"}, {"gone", 1}, {"visits", 5}, {"secret", "fine"}});
    QTest::ignoreMessage(
        QtWarningMsg,
        "left out of what was stored: Notes gone is no stored property any more");
    QTest::ignoreMessage(
        QtWarningMsg,
        "left out of what was stored: Notes notes has another type now");
    QTest::ignoreMessage(
        QtWarningMsg,
        "left out of what was stored: Notes visits is no stored property any more");
    QCOMPARE(m_server->state<Notes>()->secret.value(), QString("fine"));
    QCOMPARE(m_server->state<Notes>()->visits.value(), 0);
}

void tst_Keeping::waitsForASlowStore()
{
    m_shelf.values.insert({"Notes", "global"}, {{"notes", QJsonArray{"one"}}});
    m_shelf.isSlow = true;
    Browser browser(m_server->port());
    Asked page(browser, "/notes");
    QTRY_COMPARE(int(m_shelf.held.size()), 1);
    QCOMPARE(browser.get("/backstate/about").status, 200); // nobody else waits
    QCOMPARE(page.received(), QByteArray());
    m_shelf.release();
    QTRY_VERIFY(page.received().contains("</html>"));
    QVERIFY(page.received().contains(">one<"));
    QCOMPARE(page.received().count("Set-Cookie"), 1);
    QCOMPARE(m_server->statistics().sessions, 1); // made once
    QCOMPARE(m_server->statistics().tabs, 1);
}

void tst_Keeping::waitsForWhatOnlyThePageFunctionNames()
{
    m_shelf.values.insert({"Board", "global"}, {{"number", 12}});
    m_shelf.isSlow = true;
    Browser browser(m_server->port());
    Asked page(browser, "/named");
    QTRY_COMPARE(int(m_shelf.held.size()), 1);
    m_shelf.release();
    QTRY_VERIFY(page.received().contains(">12<"));
}

void tst_Keeping::waitsForValuesBeforeAnEvent()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/pad");
    QVERIFY(tab.post("/Pad/stroke").status < 300);
    restart(&browser);
    m_shelf.isSlow = true;
    QTimer release; // what the event waits for
    connect(&release, &QTimer::timeout, this, [this] { m_shelf.release(); });
    release.start(50);
    QVERIFY(tab.post("/Pad/stroke").status < 300);
    QCOMPARE(tab.value("_Pad.strokes"), QJsonValue(2));
    m_shelf.isSlow = false;
    m_shelf.release();
}

void tst_Keeping::closesInTimeWhenTheStoreDoesNotAnswer()
{
    ServerOptions options = quick();
    options.shutdownWait = 100ms;
    serve(options);
    m_server->state<Notes>()->add("one");
    m_shelf.isSlow = true;
    QElapsedTimer timer;
    timer.start();
    QTest::ignoreMessage(
        QtCriticalMsg,
        "the store did not take the last values of 1 objects in time");
    m_server->close();
    QVERIFY(timer.elapsed() >= 90);
    QVERIFY(timer.elapsed() < 5000);
    m_shelf.isSlow = false;
    m_shelf.release();
}

void tst_Keeping::loadsOnceForManyRequests()
{
    m_shelf.values.insert({"Notes", "global"}, {{"notes", QJsonArray{"one"}}});
    m_shelf.isSlow = true;
    Browser browser(m_server->port());
    Asked first(browser, "/notes");
    Asked second(browser, "/notes");
    QTRY_COMPARE(int(m_shelf.held.size()), 1);
    QCOMPARE(browser.get("/backstate/about").status, 200);
    m_shelf.release();
    QTRY_VERIFY(first.received().contains(">one<"));
    QTRY_VERIFY(second.received().contains(">one<"));
    QCOMPARE(m_shelf.loads, 1);
}

void tst_Keeping::servesThePageWhenTheStoreIsTooSlow()
{
    ServerOptions options = quick();
    options.storeWait = 60ms;
    serve(options);
    m_shelf.values.insert({"Notes", "global"}, {{"notes", QJsonArray{"one"}}, {"secret", "old"}});
    m_shelf.isSlow = true;
    Browser browser(m_server->port());
    Tab tab = browser.load("/notes");
    QCOMPARE(tab.value("_Notes.count"), QJsonValue(0));
    tab.openStream();
    m_server->state<Notes>()->secret = "new"; // the user's own change is not undone
    m_shelf.isSlow = false;
    m_shelf.release();
    QTRY_COMPARE(tab.value("_Notes.count"), QJsonValue(1)); // by the stream
    QCOMPARE(m_server->state<Notes>()->secret.value(), QString("new"));
    QTRY_COMPARE(m_shelf.find("Notes").value("secret"), QJsonValue("new"));
    QCOMPARE(m_shelf.find("Notes").value("notes"), QJsonValue(QJsonArray{"one"}));
}

void tst_Keeping::servesThePageWhenTheStoreFails()
{
    m_shelf.values.insert({"Notes", "global"}, {{"notes", QJsonArray{"one"}}});
    m_shelf.isFailing = true;
    QTest::ignoreMessage(
        QtWarningMsg,
        "the store could not be read; what was not loaded is shown with its defaults and takes no "
        "events until it can: the shelf fell down");
    Browser browser(m_server->port());
    Tab tab = browser.load("/notes");
    QCOMPARE(tab.page.status, 200);
    QCOMPARE(tab.value("_Notes.count"), QJsonValue(0));
    tab.openStream();
    m_shelf.isFailing = false;
    QTRY_COMPARE(tab.value("_Notes.count"), QJsonValue(1));
}

void tst_Keeping::savesLaterWhatAStoreDidNotTake()
{
    QVERIFY(m_server->state<Notes>()); // loaded, while it still works
    m_shelf.isFailing = true;
    QTest::ignoreMessage(
        QtWarningMsg,
        "the store did not take values, which are kept and saved later: the shelf fell down");
    m_server->state<Notes>()->add("one");
    QTRY_COMPARE(m_shelf.saves, 1);
    m_server->state<Notes>()->add("two");
    QTRY_VERIFY(m_shelf.saves > 2); // it goes on trying
    QVERIFY(m_shelf.values.isEmpty());
    m_shelf.isFailing = false;
    QTRY_COMPARE(m_shelf.find("Notes").value("notes"), QJsonValue(QJsonArray{"one", "two"}));
}

void tst_Keeping::savesOthersThanWhatAStoreNeverTakes()
{
    // loaded
    QVERIFY(m_server->state<Notes>() && m_server->state<Api>() && m_server->state<Board>());
    m_shelf.refused = "Notes";
    QTest::ignoreMessage(
        QtWarningMsg,
        "the store did not take values, which are kept and saved later: it does not fit");
    QTest::ignoreMessage(
        QtWarningMsg,
        "the store takes others' values, but not those of Notes which are kept and tried again: it "
        "does not fit");
    m_server->state<Notes>()->add("one");
    QTRY_COMPARE(m_shelf.saves, 1);
    m_server->state<Api>()->count = 7;
    QTRY_COMPARE(m_shelf.find("Api").value("count"), QJsonValue(7));
    const int saves = m_shelf.saves;
    m_server->state<Board>()->number = 8; // at once: the store is not taken for one that fails
    QTRY_COMPARE(m_shelf.find("Board").value("number"), QJsonValue(8));
    QVERIFY(m_shelf.saves <= saves + 2);
    m_shelf.refused.clear();
    m_server->state<Notes>()->add("two");
    QTRY_COMPARE(m_shelf.find("Notes").value("notes"), QJsonValue(QJsonArray{"one", "two"}));
}

void tst_Keeping::savesNotOverWhatItCouldNotLoad()
{
    const QJsonObject stored{{"notes", QJsonArray{"one"}}};
    m_shelf.values.insert({"Notes", "global"}, stored);
    m_shelf.isFailing = true;
    m_server->state<Notes>()->secret = "new";
    m_server->close();
    QCOMPARE(m_shelf.saves, 0);
    QCOMPARE(m_shelf.find("Notes"), stored);
}

void tst_Keeping::waitsForValuesForClientsWithoutAPage()
{
    m_shelf.values.insert({"Api", "global"}, {{"count", 5}});
    m_shelf.isSlow = true;
    Browser browser(m_server->port());
    Asked state(browser, "/Api");
    QTRY_COMPARE(int(m_shelf.held.size()), 1);
    m_shelf.release();
    QTRY_VERIFY(state.received().endsWith(R"({"count":5})"));
}

void tst_Keeping::keepsWhatTheProgramLent()
{
    m_shelf.values.insert({"Board", "object/left"}, {{"number", 3}});
    {
        Board left;
        left.setObjectName("left");
        Board right;
        right.setObjectName("right");
        m_server->add(&left);
        m_server->add(&right);
        QCOMPARE(left.number.value(), 3);
        right.number = 4;
        QTRY_COMPARE(m_shelf.find("Board", "object/right").value("number"), QJsonValue(4));
        left.number = 5;
        m_server->remove(&left);
        QCOMPARE(m_shelf.find("Board", "object/left").value("number"), QJsonValue(5));
    }
}

void tst_Keeping::keepsTabsAndLentObjectsOnlyIfTheySaySo()
{
    m_shelf.values.insert({"Motor", "object/left"}, {{"speed", 3}});
    Motor motor;
    motor.setObjectName("left");
    m_server->add(&motor);
    QCOMPARE(motor.speed.value(), 0); // a file does not start it
    motor.speed = 5;
    Browser browser(m_server->port());
    Tab sketch = browser.load("/sketch");
    QVERIFY(sketch.post("/Sketch/draw").status < 300);
    Tab pad = browser.load("/pad");
    QVERIFY(pad.post("/Pad/stroke").status < 300);
    m_server->close();
    QCOMPARE(m_shelf.find("Motor", "object/left").value("speed"), QJsonValue(3));
    QCOMPARE(m_shelf.values.size(), 2); // with the pad
    m_server->remove(&motor);
}

void tst_Keeping::keepsNothingOfWhatIsTransient()
{
    auto *dial = m_server->state<Dial>();
    dial->target = 10;
    dial->key = 20;
    dial->kept = 30;
    QTRY_COMPARE(m_shelf.find("Dial"), QJsonObject({{"kept", 30}}));
    Browser browser(m_server->port());
    Tab tab = browser.load("/dial");
    QVERIFY(tab.value("_Dial.key").isUndefined());
    QCOMPARE(tab.value("Dial.target"), QJsonValue(10)); // the user's to set
}

void tst_Keeping::keepsTheTimeToLive()
{
    Browser browser(m_server->port());
    Tab counter = browser.load("/");
    QVERIFY(counter.post("/Counter/increment").status < 300);
    Tab brief = browser.load("/brief");
    QVERIFY(brief.post("/Brief/increment").status < 300);
    QTRY_COMPARE(m_shelf.timesToLive.size(), 2);
    for (auto next = m_shelf.timesToLive.cbegin(); next != m_shelf.timesToLive.cend(); ++next) {
        const bool isBrief = next.key().nameSpace == "Brief";
        QCOMPARE(
            *next,
            isBrief ? std::chrono::seconds(1) : std::chrono::seconds(std::chrono::hours(24 * 30)));
        QVERIFY(next.key().owner.startsWith("session/"));
        QVERIFY(!browser.cookie.contains(next.key().owner.mid(8).toLatin1())); // it opens nothing
    }
    const int saves = m_shelf.saves;
    QTRY_VERIFY(m_shelf.saves > saves + 1); // while it is shown its time begins anew
}

void tst_Keeping::endsWhatNobodyUses()
{
    ServerOptions options = quick();
    options.tabGrace = 50ms;
    serve(options);
    m_server.reset();
    const int before = Brief::alive;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load("/brief");
    QVERIFY(tab.post("/Brief/increment").status < 300);
    QCOMPARE(Brief::alive, before + 1);
    QTRY_COMPARE(Brief::alive, before);
    QCOMPARE(m_server->statistics().sessions, 1); // the session itself goes on
    QCOMPARE(browser.load("/brief").value("_Brief.count"), QJsonValue(1));
}

void tst_Keeping::savesByHand()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/draft");
    Draft own; // the program's
    m_server->add(&own);
    own.words = "first";
    QCoreApplication::processEvents();
    m_server->state<Notes>()->add("one");
    QTRY_COMPARE(m_shelf.saves, 1); // of the notes: those would be saved by now
    QVERIFY(!*own.storage().exists().result());
    QVERIFY(own.storage().save().result());
    QVERIFY(*own.storage().exists().result());
    own.words = "second";
    QVERIFY(*own.storage().load().result());
    QCOMPARE(own.words.value(), QString("first"));
    QVERIFY(*own.storage().remove().result());
    QVERIFY(!*own.storage().load().result());
    QCOMPARE(own.words.value(), QString("first"));
    m_shelf.isFailing = true;
    const Expected<void> failed = own.storage().save().result();
    QVERIFY(!failed);
    QCOMPARE(failed.error().message, QString("the shelf fell down"));
    m_server->remove(&own);
    QCOMPARE(m_shelf.find("Draft"), QJsonObject());
}

void tst_Keeping::saysThatThereIsNoStore()
{
    Draft homeless;
    QVERIFY(!homeless.storage().save().result());
    Server server;
    server.setOptions(testOptions());
    server.page("/draft", draftPage);
    QVERIFY(server.listen(0));
    Draft own;
    server.add(&own);
    const Expected<void> saved = own.storage().save().result();
    QVERIFY(!saved);
    QVERIFY2(saved.error().message.contains("Draft::storage()"), qPrintable(saved.error().message));
    QVERIFY2(
        saved.error().message.contains("call Server::store()"),
        qPrintable(saved.error().message));
    QCOMPARE(server.statistics().store, QString());
    QCOMPARE(m_server->statistics().store, QString("a shelf"));
}

void tst_Keeping::refusesAStoreWithAProblem()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/draft", draftPage);
    auto store = std::make_unique<ShelfStore>(m_shelf);
    store->setProblem("the shelf has no boards");
    server.store(std::move(store));
    QVERIFY(!server.listen(0));
    QCOMPARE(server.errorString(), QString("the shelf has no boards"));
}

void tst_Keeping::movesTheValuesOfASessionThatSignsIn()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/");
    QVERIFY(tab.post("/Counter/increment?amount=5").status < 300);
    QTRY_COMPARE(m_shelf.values.size(), 1);
    const StoreKey before = m_shelf.values.keys().first();
    const QByteArray cookie = browser.cookie;
    Tab door = browser.load("/door");
    QVERIFY(door.post("/Door/enter?name=ada").status < 300);
    QVERIFY(browser.cookie != cookie);
    QTRY_VERIFY(!m_shelf.values.contains(before));
    QCOMPARE(m_shelf.find("Counter", before.owner), QJsonObject());
    restart(&browser);
    QCOMPARE(browser.load("/").value("_Counter.count"), QJsonValue(5));
}

QTEST_GUILESS_MAIN(tst_Keeping)
#include "tst_keeping.moc"

// What was not loaded is not written over: it takes no event and no edit until it is there.
#include "browser.h"
#include "offers.h"
#include "shelf.h"
#include "states.h"

#include <BackState/BackState>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTimer>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

// Hundreds of entries, kept for all.
class Guestbook : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_API
    BACKSTATE_PROPERTY(Guestbook, QStringList, entries)
    BACKSTATE_EDITABLE(Guestbook, QString, title)

public:
    Q_INVOKABLE void sign(const QString &name)
    {
        entries.change([&](QStringList &list) { list.append(name); });
    }
};

class Ware : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_PROPERTY(Ware, int, stock, 0)

public:
    Q_INVOKABLE void order() { ++stock; }
};

class Door : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE SignIn enter(const QString &name) { return {name}; }
};

class Clerk : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)

public:
    Q_INVOKABLE void sign() { related<Guestbook>()->sign("by the clerk"); }
};

static Element bookPage(const Guestbook &book)
{
    return Main(allowAll(book), P(text(book.entries)), Input(bind(book.title)));
}

static const auto sentence = "be read now";

// To Datastar every refusal is an answer like others, with its sentence.
static bool isRefused(const Answer &answer, const char *part = sentence)
{
    return answer.status == 200 && answer.body.contains("_errors") && answer.body.contains(part);
}

class tst_Unloaded : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void takesNoEvent();
    void takesNoEdit();
    void takesNothingFromClientsWithoutAPage();
    void takesNoEditByAnEventOfAnother();
    void isNotChangedByTheWay_data();
    void isNotChangedByTheWay();
    void isThereForWhoAsks_data();
    void isThereForWhoAsks();
    void waitsForWhatComesInTime();
    void saysSoOnItsPageUntilItIsThere();
    void isNotToldToAPageThatKnowsBetter();
    void isNotWaitedForWhereTheStoreIsSilent();
    void isToldByHealthAndStatistics();
    void refusesMoreThanMayWait();
    void keepsWhatEndedUntilItIsSaved();
    void keepsTheKeyItMovedFrom();
    void savesAgainWhatTheStoreLost();
    void takesTheValuesOfAnotherServer();
    void savesWhatASaveByHandDidNot();
    void goesOnAfterARemovalThatFailed();
    void tellsEachSaveByHand();
    void isShownWhileNothingCanBeSaved();

private:
    void serve(const ServerOptions &options = quick());
    static ServerOptions quick();
    QStringList kept() const;

    Shelf m_shelf;
    std::unique_ptr<Server> m_server;
};

ServerOptions tst_Unloaded::quick()
{
    ServerOptions options = testOptions();
    options.saveDelay = 20ms;
    options.storeWait = 90ms;
    options.shutdownWait = 300ms;
    return options;
}

void tst_Unloaded::init()
{
    m_shelf = {};
    QJsonArray entries;
    for (int i = 0; i < 100; ++i)
        entries.append(QString::number(i));
    m_shelf.values.insert({"Guestbook", "global"}, {{"entries", entries}, {"title", "Ours"}});
}

void tst_Unloaded::cleanup()
{
    m_shelf.isFailing = m_shelf.isSlow = false;
    m_shelf.release();
    m_server.reset();
}

void tst_Unloaded::serve(const ServerOptions &options)
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", bookPage);
    m_server->page("/counter", [](const Counter &counter) {
        return Main(allowEvents(counter), text(counter.count));
    });
    m_server->page("/both", [](const Counter &counter, const Guestbook &book) {
        return Main(
            Input(bind(book.title)),
            Button(onClick<&Counter::increment>(counter, 1)),
            allowAll(book),
            allowEvents(counter));
    });
    m_server->page("/ware/<id>", [](const Ware &ware) {
        return Main(allowEvents(ware), text(ware.stock));
    });
    m_server->page("/clerk", [](const Clerk &clerk) { return Main(allowEvents(clerk)); });
    m_server->page("/door", [](const Door &door) { return Main(allowEvents(door)); });
    m_server->store(std::make_unique<ShelfStore>(m_shelf));
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

QStringList tst_Unloaded::kept() const
{
    QStringList names;
    for (const QJsonValue &name : m_shelf.find("Guestbook").value("entries").toArray())
        names.append(name.toString());
    return names;
}

void tst_Unloaded::takesNoEvent()
{
    m_shelf.isFailing = true;
    serve();
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.page.status, 200);
    QVERIFY(isRefused(tab.post("/Guestbook/sign?name=Ada")));
    m_shelf.isFailing = false;
    QTRY_COMPARE(m_server->state<Guestbook>()->entries.value().size(), 100);
    QVERIFY(tab.post("/Guestbook/sign?name=Ada").status < 300);
    m_server->close();
    QCOMPARE(kept().size(), 101);
    QCOMPARE(kept().constLast(), QString("Ada"));
}

void tst_Unloaded::takesNoEdit()
{
    m_shelf.isFailing = true;
    serve();
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Guestbook.title", "Mine");
    QCOMPARE(tab.post("/backstate/edit/Guestbook").status, 503);
    QCOMPARE(m_server->state<Guestbook>()->title.value(), QString());
    m_shelf.isFailing = false;
    QTRY_COMPARE(m_server->state<Guestbook>()->title.value(), QString("Ours"));
}

void tst_Unloaded::takesNothingFromClientsWithoutAPage()
{
    m_shelf.isFailing = true;
    serve();
    Browser browser(m_server->port());
    const QByteArray json = "Content-Type: application/json\r\nAccept: application/json\r\n";
    QCOMPARE(browser.send("POST", "/Guestbook/sign", json, R"({"name":"Ada"})").status, 503);
    // What it would be told is not what is kept.
    QCOMPARE(browser.get("/Guestbook", "Accept: application/json\r\n").status, 503);
    m_shelf.isFailing = false;
    QTRY_COMPARE(browser.get("/Guestbook", "Accept: application/json\r\n").status, 200);
    QVERIFY(browser.send("POST", "/Guestbook/sign", json, R"({"name":"Ada"})").status < 300);
}

void tst_Unloaded::takesNoEditByAnEventOfAnother()
{
    m_shelf.isFailing = true;
    serve();
    Browser browser(m_server->port());
    Tab tab = browser.load("/both"); // the session is new, and its counter with it
    tab.type("Guestbook.title", "Mine");
    QVERIFY(isRefused(tab.post("/Counter/increment?amount=1")));
    QVERIFY(isRefused(tab.post("/Counter/increment?amount=$Guestbook.title")));
    QCOMPARE(m_server->state<Guestbook>()->title.value(), QString());
    Tab other = browser.load("/counter");
    QVERIFY(other.post("/Counter/increment").status < 300); // it needs nothing
}

// The page does not show it: the event asks for it.
void tst_Unloaded::isNotChangedByTheWay_data()
{
    QTest::addColumn<bool>("isFailing");
    QTest::addRow("a store that fails") << true;
    QTest::addRow("a store that takes its time") << false;
}

void tst_Unloaded::isNotChangedByTheWay()
{
    QFETCH(bool, isFailing);
    (isFailing ? m_shelf.isFailing : m_shelf.isSlow) = true;
    serve();
    Browser browser(m_server->port());
    Tab tab = browser.load("/clerk");
    QVERIFY(isRefused(tab.post("/Clerk/sign"), "stays as it is"));
    m_shelf.isFailing = m_shelf.isSlow = false;
    m_shelf.release();
    QTRY_COMPARE(m_server->state<Guestbook>()->entries.value().size(), 100);
    QVERIFY(tab.post("/Clerk/sign").status < 300);
    m_server->close();
    QCOMPARE(kept().size(), 101);
}

void tst_Unloaded::isThereForWhoAsks_data()
{
    QTest::addColumn<QString>("file");
    QTest::addRow("memory") << "";
    QTest::addRow("SQLite") << "states.sqlite";
}

// Code of the program's finds the values at once, and goes on with them.
void tst_Unloaded::isThereForWhoAsks()
{
    QFETCH(QString, file);
    const QTemporaryDir folder;
    std::unique_ptr<StateStore> store;
    if (file.isEmpty())
        store = std::make_unique<MemoryStore>();
    else
        store = std::make_unique<SqlStore>(folder.filePath(file));
    QVERIFY(store->save({"Guestbook", "global"}, {{"entries", QJsonArray{"one"}}}).result());
    m_server = std::make_unique<Server>();
    m_server->setOptions(quick());
    m_server->page("/clerk", [](const Clerk &clerk) { return Main(allowEvents(clerk)); });
    m_server->store(std::move(store));
    QVERIFY(m_server->listen(0));
    Browser browser(m_server->port());
    QVERIFY(browser.load("/clerk").post("/Clerk/sign").status < 300); // it is made by that
    QCOMPARE(m_server->state<Guestbook>()->entries.value(), QStringList({"one", "by the clerk"}));
    m_server->close();
}

void tst_Unloaded::waitsForWhatComesInTime()
{
    ServerOptions options = quick();
    options.storeWait = 5s;
    m_shelf.isFailing = true;
    serve(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QTimer repair; // while the event waits
    connect(&repair, &QTimer::timeout, this, [this] { m_shelf.isFailing = false; });
    repair.start(50);
    QVERIFY(tab.post("/Guestbook/sign?name=Ada").status < 300);
    QCOMPARE(m_server->state<Guestbook>()->entries.value().size(), 101);
}

void tst_Unloaded::saysSoOnItsPageUntilItIsThere()
{
    m_shelf.isFailing = true;
    serve();
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.page.body.contains("id=\"backstate-unloaded\""));
    QVERIFY(tab.page.body.contains(sentence));
    Tab other = browser.load("/door"); // has no need of the store
    QVERIFY(!other.page.body.contains("backstate-unloaded"));
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    Tab late = browser.load();
    QCOMPARE(late.value("_unloaded"), QJsonValue(true));
    m_shelf.isFailing = false;
    QTRY_COMPARE(tab.value("_unloaded"), QJsonValue(false));
    QTRY_COMPARE(tab.value("_Guestbook.entries").toArray().size(), 100);
    QVERIFY(!browser.load().page.body.contains("backstate-unloaded"));
    late.openStream(); // only now
    QTRY_COMPARE(late.value("_unloaded"), QJsonValue(false));
    tab.takeReceived();
    tab.closeStream();
    tab.openStream();
    QTRY_VERIFY(tab.received().contains("_unloaded")); // it may have missed it
}

// Its page is open since before the restart.
void tst_Unloaded::isNotToldToAPageThatKnowsBetter()
{
    serve();
    Browser browser(m_server->port());
    Tab tab = browser.load();
    m_shelf.isFailing = true;
    serve();
    browser.port = m_server->port();
    tab.openStream();
    QTRY_COMPARE(tab.streamStatus(), 503); // the page says that it is lost, and comes again
    QCOMPARE(tab.post("/Guestbook/sign?name=Ada").status, 503); // there is no tab to be told
    QVERIFY(!tab.received().contains("entries"));
    m_shelf.isFailing = false;
    QTRY_VERIFY([&] {
        tab.openStream();
        return waitUntil([&] { return tab.streamStatus() != 0; }) && tab.streamStatus() == 200;
    }());
    QTRY_COMPARE(tab.value("_Guestbook.entries").toArray().size(), 100);
}

void tst_Unloaded::isNotWaitedForWhereTheStoreIsSilent()
{
    ServerOptions options = quick();
    options.storeWait = 300ms;
    m_shelf.isSlow = true;
    serve(options);
    Browser browser(m_server->port());
    QTest::ignoreMessage(
        QtWarningMsg,
        "the store does not answer; what was not loaded is shown with its defaults and takes no "
        "events until it does");
    QVERIFY(browser.load().page.body.contains("backstate-unloaded"));
    QElapsedTimer timer;
    timer.start();
    constexpr int pages = 20;
    for (int i = 0; i < pages; ++i)
        QVERIFY(browser.load("/ware/" + QByteArray::number(i)).page.body.contains("unloaded"));
    QVERIFY(timer.elapsed() < pages * 300 / 2); // each by itself would have waited
    QTest::ignoreMessage(QtInfoMsg, "the store answers again");
    m_shelf.isSlow = false;
    m_shelf.release();
    QTRY_COMPARE(m_server->state<Guestbook>()->entries.value().size(), 100);
    QVERIFY(!browser.load("/ware/1").page.body.contains("backstate-unloaded"));
}

void tst_Unloaded::isToldByHealthAndStatistics()
{
    serve();
    Browser browser(m_server->port());
    const QByteArray ready = "/backstate/health?ready";
    QCOMPARE(browser.get(ready).status, 200);
    QCOMPARE(m_server->statistics().storeProblem, QString());
    m_shelf.isFailing = true;
    // Nobody needs it at this moment: who asks makes it look.
    QTRY_COMPARE(browser.get(ready).status, 503);
    QCOMPARE(browser.get("/backstate/health").status, 200); // it lives
    QCOMPARE(m_server->statistics().storeProblem, QString("the shelf fell down"));
    m_server->state<Ware>("1");
    m_shelf.isFailing = false;
    QTRY_COMPARE(browser.get(ready).status, 200);
    QCOMPARE(m_server->statistics().storeProblem, QString());
    QCOMPARE(m_server->statistics().unsaved, 0);
}

void tst_Unloaded::refusesMoreThanMayWait()
{
    ServerOptions options = quick();
    options.maxUnsaved = 3;
    serve(options);
    Browser browser(m_server->port());
    std::vector<std::unique_ptr<Tab>> tabs;
    for (int i = 0; i < 5; ++i)
        tabs.push_back(std::make_unique<Tab>(browser.load("/ware/" + QByteArray::number(i))));
    m_shelf.isFailing = true;
    const auto order = [&tabs](int i) {
        return tabs.at(std::size_t(i))->post("/Ware@" + QByteArray::number(i) + "/order");
    };
    for (int i = 0; i < 3; ++i)
        QVERIFY(!isRefused(order(i), "waits"));
    QTRY_COMPARE(m_server->statistics().unsaved, 3);
    QTRY_VERIFY(!m_server->statistics().storeProblem.isEmpty());
    QVERIFY(isRefused(order(3), "Too much waits to be saved"));
    QVERIFY(!isRefused(order(0), "waits")); // it waits already
    m_shelf.isFailing = false;
    QTRY_COMPARE(m_server->statistics().unsaved, 0);
    QVERIFY(!isRefused(order(3), "waits"));
    m_server->close();
    QCOMPARE(m_shelf.find("Ware", "record/0").value("stock"), QJsonValue(2));
    QCOMPARE(m_shelf.find("Ware", "record/3").value("stock"), QJsonValue(1));
}

void tst_Unloaded::keepsWhatEndedUntilItIsSaved()
{
    ServerOptions options = quick();
    options.tabGrace = 50ms;
    serve(options);
    Browser browser(m_server->port());
    {
        Tab tab = browser.load("/ware/7");
        m_shelf.isFailing = true;
        QVERIFY(tab.post("/Ware@7/order").status < 300);
    }
    QTRY_COMPARE(m_server->statistics().states.value("Ware"), 0);
    QCOMPARE(m_server->statistics().unsaved, 1);
    Tab again = browser.load("/ware/7"); // of what waits
    QCOMPARE(again.value("_Ware.k37.stock"), QJsonValue(1));
    QVERIFY(again.post("/Ware@7/order").status < 300);
    m_shelf.isFailing = false;
    QTRY_COMPARE(m_shelf.find("Ware", "record/7").value("stock"), QJsonValue(2));
}

// The values of a session whose user signs in while the store can't be read are where they were.
void tst_Unloaded::keepsTheKeyItMovedFrom()
{
    serve();
    Browser browser(m_server->port());
    QVERIFY(browser.load("/counter").post("/Counter/increment?amount=5").status < 300);
    m_server->close();
    m_shelf.isFailing = true;
    serve();
    browser.port = m_server->port();
    browser.load("/counter"); // and is not loaded
    QVERIFY(browser.load("/door").post("/Door/enter?name=ada").status < 300);
    m_shelf.isFailing = false;
    QTRY_COMPARE(browser.load("/counter").value("_Counter.count"), QJsonValue(5));
    m_server->close();
    int counters = 0;
    for (auto next = m_shelf.values.cbegin(); next != m_shelf.values.cend(); ++next)
        counters += next.key().nameSpace == "Counter" ? 1 : 0;
    QCOMPARE(counters, 1);
}

void tst_Unloaded::savesAgainWhatTheStoreLost()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(quick());
    auto store = std::make_unique<ShelfStore>(m_shelf);
    ShelfStore *shelf = store.get();
    m_server->store(std::move(store));
    QVERIFY(m_server->listen(0));
    QCOMPARE(m_server->state<Guestbook>()->entries.value().size(), 100);
    m_shelf.values.clear();
    shelf->lose();
    QTRY_COMPARE(kept().size(), 100);
}

void tst_Unloaded::takesTheValuesOfAnotherServer()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(quick());
    auto memory = std::make_unique<MemoryStore>();
    MemoryStore *store = memory.get();
    const StoreKey key{"Guestbook", "global"};
    QVERIFY(store->save(key, {{"title", "first"}}).result());
    m_server->store(std::move(memory));
    QVERIFY(m_server->listen(0));
    auto *book = m_server->state<Guestbook>();
    QCOMPARE(book->title.value(), QString("first"));
    book->title = "second";
    QTRY_COMPARE((*store->load(key).result())->values.value("title"), QJsonValue("second"));
    book->title = "third"; // from what it saved itself
    QTRY_COMPARE((*store->load(key).result())->values.value("title"), QJsonValue("third"));
    QVERIFY(store->save(key, {{"title", "theirs"}}).result());
    QTest::ignoreMessage(
        QtWarningMsg,
        "another server saved other values of Guestbook meanwhile: they are taken, and what was "
        "changed here is lost");
    book->title = "ours";
    QTRY_COMPARE(book->title.value(), QString("theirs"));
    book->title = "fourth";
    QTRY_COMPARE((*store->load(key).result())->values.value("title"), QJsonValue("fourth"));
}

void tst_Unloaded::savesWhatASaveByHandDidNot()
{
    serve();
    auto *book = m_server->state<Guestbook>();
    m_shelf.isFailing = true;
    book->title = "second";
    QVERIFY(!book->storage().save().result());
    m_shelf.isFailing = false;
    QTRY_COMPARE(m_shelf.find("Guestbook").value("title"), QJsonValue("second"));
    // And nothing is held up by it.
    auto *ware = m_server->state<Ware>("1");
    ware->order();
    QTRY_COMPARE(m_shelf.find("Ware", "record/1").value("stock"), QJsonValue(1));
}

void tst_Unloaded::goesOnAfterARemovalThatFailed()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(quick());
    const QTemporaryDir folder;
    const QString path = folder.filePath("folder/states.sqlite");
    m_server->store(std::make_unique<SqlStore>(path));
    QVERIFY(m_server->listen(0));
    auto *book = m_server->state<Guestbook>();
    book->title = "first";
    const auto saved = book->storage().save();
    QTRY_VERIFY(saved.isFinished());
    QVERIFY(saved.result());
    {
        QSqlDatabase other = QSqlDatabase::addDatabase("QSQLITE", "other");
        other.setDatabaseName(path);
        QVERIFY(other.open());
        QVERIFY(QSqlQuery(other).exec("BEGIN IMMEDIATE"));
        QVERIFY(!book->storage().remove().result());
        book->title = "second";
        QVERIFY(QSqlQuery(other).exec("COMMIT"));
    }
    QSqlDatabase::removeDatabase("other");
    QTRY_COMPARE(m_server->statistics().unsaved, 0);
    QCOMPARE(book->title.value(), QString("second"));
    m_server.reset();
    SqlStore store(path);
    const StateStore::Loaded kept = store.load({"Guestbook", "global"}).result();
    QCOMPARE((*kept)->values.value("title"), QJsonValue("second"));
}

// The one who waits saves again when told.
void tst_Unloaded::tellsEachSaveByHand()
{
    serve();
    auto *book = m_server->state<Guestbook>();
    m_shelf.isSlow = true;
    book->title = "second";
    QFuture<Expected<void>> again;
    book->storage().save().then([&again, book](const Expected<void> &) {
        book->title = "third";
        again = book->storage().save();
    });
    QTRY_COMPARE(int(m_shelf.held.size()), 1);
    m_shelf.release();
    QTRY_VERIFY(again.isValid());
    QTRY_COMPARE(int(m_shelf.held.size()), 1);
    m_shelf.isSlow = false;
    m_shelf.release();
    QTRY_VERIFY(again.isFinished());
    QVERIFY(again.result());
    QCOMPARE(m_shelf.find("Guestbook").value("title"), QJsonValue("third"));
    QTRY_COMPARE(m_server->statistics().unsaved, 0);
    QCOMPARE(m_server->statistics().storeProblem, QString());
}

void tst_Unloaded::isShownWhileNothingCanBeSaved()
{
    serve();
    auto *ware = m_server->state<Ware>("1");
    m_shelf.isSlow = true;
    ware->order();
    QTRY_COMPARE(int(m_shelf.held.size()), 1);
    QTRY_VERIFY(!m_server->statistics().storeProblem.isEmpty()); // the save is overdue
    m_shelf.isSlow = false; // for what is read
    Browser browser(m_server->port());
    QVERIFY(!browser.load().page.body.contains("backstate-unloaded"));
    QVERIFY(browser.load().post("/Guestbook/sign?name=Ada").status < 300);
}

QTEST_GUILESS_MAIN(tst_Unloaded)
#include "tst_unloaded.moc"

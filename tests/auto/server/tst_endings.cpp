// Objects, tabs and servers that end while an event runs, or by themselves.
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QEventLoop>
#include <QTimer>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

static std::function<void()> duringEvent; // what hold() does in an event loop of its own
static QObject *timers = nullptr; // the context of what happens outside of events

template<typename Self>
class Mortal : public State
{
public:
    Mortal() { ++alive; }
    ~Mortal() override { --alive; }
    inline static int alive = 0;

protected:
    void endNow() { delete this; }
};

// Each can end itself at any time.
#define MORTAL(Class, ...)                                                                         \
    class Class : public Mortal<Class>                                                             \
    {                                                                                              \
        Q_OBJECT                                                                                   \
        BACKSTATE_SCOPE(__VA_ARGS__)                                                               \
        BACKSTATE_EDITABLE(Class, QString, words, "new")                                           \
        BACKSTATE_PROPERTY(Class, QStringList, list)                                               \
                                                                                                   \
    public:                                                                                        \
        Q_INVOKABLE void set(const QString &text)                                                  \
        {                                                                                          \
            words = text;                                                                          \
            list = QStringList{text};                                                              \
        }                                                                                          \
        Q_INVOKABLE void die()                                                                     \
        {                                                                                          \
            words = "dying";                                                                       \
            endNow();                                                                              \
        }                                                                                          \
        Q_INVOKABLE void dieLater()                                                                \
        {                                                                                          \
            deleteLater();                                                                         \
        }                                                                                          \
        Q_INVOKABLE void dieByTimer()                                                              \
        {                                                                                          \
            QTimer::singleShot(0, timers, [self = this] { self->endNow(); });                      \
        }                                                                                          \
        Q_INVOKABLE Flow<> dieInAFlow()                                                            \
        {                                                                                          \
            words = "in a flow";                                                                   \
            co_yield changes;                                                                      \
            deleteLater();                                                                         \
            co_await after(10h);                                                                   \
        }                                                                                          \
        Q_INVOKABLE void hold()                                                                    \
        {                                                                                          \
            QEventLoop loop;                                                                       \
            QTimer::singleShot(0, &loop, [&loop] {                                                 \
                duringEvent();                                                                     \
                loop.quit();                                                                       \
            });                                                                                    \
            loop.exec();                                                                           \
        }                                                                                          \
    };

MORTAL(OfTab, Tab)
MORTAL(OfSession, Session)
MORTAL(OfAll, Global)
MORTAL(OfRecord, Record, "id")

// Ends in its own check.
class Fatal : public Mortal<Fatal>
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Fatal, int, first, 0)
    BACKSTATE_EDITABLE(Fatal, int, second, 0)

public:
    QString validate(const QString &, const QVariant &value) const override
    {
        if (value.toInt() == 99)
            const_cast<Fatal *>(this)->endNow();
        return {};
    }
    Q_INVOKABLE void go() { }
};

static Element fatalPage(const Fatal &fatal)
{
    return Main(allowEvents(fatal), Input(bind(fatal.first)), Input(bind(fatal.second)));
}

// Signs in.
class Gate : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)

public:
    Q_INVOKABLE SignIn enter() { return {"ada", {}, "/"}; }
};

static Element gatePage(const Gate &gate, const Request &request)
{
    return Main(
        allowEvents(gate),
        P("user=", request.user(), request.hasRole("admin") ? "!" : ""),
        Button(onClick<&Gate::enter>(gate), "Enter"));
}

template<typename S>
static Element pageOf(const S &state)
{
    return Main(
        allowEvents(state),
        P(text(state.words)),
        Input(bind(state.words)),
        region(state.words, [](const S &shown) { return B("region " + shown.words); }),
        Ul(rows(
            state.list,
            [](const QString &text) { return text; },
            [](const QString &text) { return Li(text); })));
}

class tst_Endings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void ofObjectsByThemselves_data();
    void ofObjectsByThemselves();
    void ofObjectsInTheirChecks_data();
    void ofObjectsInTheirChecks();
    void ofTheTabInAnEvent();
    void ofTheServerInAnEvent();
    void ofTheUserInAnEvent_data();
    void ofTheUserInAnEvent();

private:
    template<typename S>
    void endsByItself(const QByteArray &path, const QByteArray &object, const QByteArray &event);

    std::unique_ptr<Server> m_server;
    QObject m_timers;
};

void tst_Endings::init()
{
    timers = &m_timers;
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/gate", gatePage);
    m_server->page("/tab", pageOf<OfTab>);
    m_server->page("/session", pageOf<OfSession>);
    m_server->page("/all", pageOf<OfAll>);
    m_server->page("/record/<id>", pageOf<OfRecord>);
    m_server->page("/fatal", fatalPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Endings::cleanup()
{
    m_server.reset();
    QCOMPARE(OfTab::alive + OfSession::alive + OfAll::alive + OfRecord::alive + Fatal::alive, 0);
}

void tst_Endings::ofObjectsByThemselves_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QByteArray>("event");
    const std::pair<QByteArray, QByteArray> pages[]
        = {{"/tab", "/OfTab"},
           {"/session", "/OfSession"},
           {"/all", "/OfAll"},
           {"/record/7", "/OfRecord@7"}};
    for (const auto &[path, object] : pages) {
        for (const char *event : {"die", "dieLater", "dieByTimer", "dieInAFlow"})
            QTest::addRow("%s %s", path.constData(), event) << path << object << QByteArray(event);
    }
}

static int countOf(const QByteArray &object)
{
    if (object == "/OfTab")
        return OfTab::alive;
    if (object == "/OfSession")
        return OfSession::alive;
    return object == "/OfAll" ? OfAll::alive : OfRecord::alive;
}

void tst_Endings::ofObjectsByThemselves()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, object);
    QFETCH(QByteArray, event);
    Browser browser(m_server->port());
    Tab tab = browser.load(path);
    tab.openStream();
    Tab other = browser.load(path);
    other.openStream();
    tab.post(object + "/set?text=set");
    QTRY_VERIFY(tab.received().contains("region set"));
    const int before = countOf(object);
    const Answer answer = tab.post(object + '/' + event);
    QVERIFY(answer.status == 200 || answer.status == 204);
    QTRY_COMPARE(countOf(object), before - 1);
    // What shows it knows nothing of it any more; a page that is loaded gets another one.
    QCOMPARE(tab.post(object + "/set?text=lost").status, 403);
    Tab after = browser.load(path);
    QVERIFY(after.page.body.contains(">new</p>"));
    after.openStream();
    QVERIFY(after.post(object + "/set?text=again").status < 300);
    QTRY_VERIFY(after.received().contains("region again"));
}

void tst_Endings::ofObjectsInTheirChecks_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("body");
    const QByteArray json = "application/json";
    const QByteArray values = R"({"Fatal":{"first":99,"second":1}})";
    QTest::addRow("an edit") << QByteArray("/backstate/edit/Fatal") << json << values;
    QTest::addRow("an event") << QByteArray("/Fatal/go") << json << values;
    QTest::addRow("a form") << QByteArray("/Fatal/go")
                            << QByteArray("application/x-www-form-urlencoded")
                            << QByteArray("first=99&second=1");
}

void tst_Endings::ofObjectsInTheirChecks()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, body);
    Browser browser(m_server->port());
    Tab tab = browser.load("/fatal");
    QCOMPARE(Fatal::alive, 1);
    QVERIFY(tab.submit(path, contentType, body).status != 0);
    QTRY_COMPARE(Fatal::alive, 0);
    QCOMPARE(browser.load("/fatal").page.status, 200);
}

void tst_Endings::ofTheTabInAnEvent()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/tab");
    // Its connection is that of the event, so another one says that the tab is left.
    Browser second(m_server->port());
    second.cookie = browser.cookie;
    duringEvent = [&] { second.send("POST", "/backstate/sign-out", "", ""); };
    QVERIFY(tab.post("/OfTab/hold").status < 300);
    QTRY_COMPARE(OfTab::alive, 0);
    QCOMPARE(browser.load("/tab").page.status, 200);
}

void tst_Endings::ofTheServerInAnEvent()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/session");
    tab.openStream();
    duringEvent = [&] { m_server->close(); };
    tab.post("/OfSession/hold"); // nobody is left to answer
    QVERIFY(m_server->listen(0));
    Browser after(m_server->port());
    QCOMPARE(after.load("/session").page.status, 200);
}

// By the server's own functions, from events of objects that end thereby.
void tst_Endings::ofTheUserInAnEvent_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("object");
    QTest::addRow("an object of the tab") << QByteArray("/tab") << QByteArray("/OfTab");
    QTest::addRow("an object of the session") << QByteArray("/session") << QByteArray("/OfSession");
}

void tst_Endings::ofTheUserInAnEvent()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, object);
    Browser browser(m_server->port());
    browser.load("/gate").post("/Gate/enter");
    QVERIFY(browser.load("/gate").page.body.contains("user=ada"));

    Tab tab = browser.load(path);
    tab.openStream();
    duringEvent = [&] { m_server->setRoles("ada", {"admin"}); };
    QVERIFY(tab.post(object + "/hold").status < 300);
    QTRY_VERIFY(tab.received().contains("location.reload"));
    QVERIFY(browser.load("/gate").page.body.contains("user=ada!"));

    Tab again = browser.load(path);
    again.openStream();
    duringEvent = [&] { m_server->signOut("ada"); };
    QVERIFY(again.post(object + "/hold").status < 300);
    QTRY_VERIFY(again.received().contains("location.reload"));
    QVERIFY(browser.load("/gate").page.body.contains("user=<"));
}

QTEST_GUILESS_MAIN(tst_Endings)
#include "tst_endings.moc"

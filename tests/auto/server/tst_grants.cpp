// What a page offers is what its tab may do: events and edits that its markup names, and no more.
#include "browser.h"

#include <BackState/BackState>

#include <QJsonObject>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// A device that some pages show, and others set.
class Supply : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Supply, int, pin, 1234)
    BACKSTATE_EDITABLE(Supply, int, voltage, 5)
    BACKSTATE_PROPERTY(Supply, bool, isOpen, true)
    BACKSTATE_PROPERTY(Supply, QStringList, jobs, QStringList({u"first"_s}))
    BACKSTATE_PROPERTY(Supply, int, resets, 0)

public:
    Q_INVOKABLE void reset() { ++resets; }
    Q_INVOKABLE void shut() { isOpen = false; }
    Q_INVOKABLE void work(const QString &job)
    {
        jobs = QStringList();
        done = job;
    }
    Q_INVOKABLE void load(const UploadedFile &file) { done = file.fileName(); }
    Q_INVOKABLE Element ask() const;
    Q_INVOKABLE void build() const;
    Q_INVOKABLE Flow<Patch> askLater() const;

    QString done;
};

// Of a layout, one for each tab.
class Drawer : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_PROPERTY(Drawer, bool, isOpen, false)
    BACKSTATE_EDITABLE(Drawer, QString, search)
    BACKSTATE_PROPERTY(Drawer, QString, looked)

public:
    Q_INVOKABLE void toggle() { isOpen = !isOpen; }
    Q_INVOKABLE void look() { looked = search; }
};

static Element resetButton(const Supply &supply)
{
    return Button(id("sure"), onClick<&Supply::reset>(supply), "Reset");
}

Element Supply::ask() const
{
    return resetButton(*this);
}

void Supply::build() const
{
    const Element unused = resetButton(*this);
    Q_UNUSED(unused)
}

// What one step built goes out in a later one.
Flow<Patch> Supply::askLater() const
{
    const Element later = Div(id("sure"), text(pin), onClick<&Supply::reset>(*this));
    co_yield Patch::script("0");
    co_await after(1ms);
    co_yield Patch::elements(later);
}

static Element viewer(const Supply &supply)
{
    return Main(P(text(supply.voltage)), P(text(supply.resets)), Span(id("sure")));
}

static Element operatorPage(const Supply &supply)
{
    return Main(
        Input(bind(supply.voltage)),
        Button(onClick<&Supply::reset>(supply), "Reset"),
        Form(onSubmit(submit<&Supply::load>(supply)), Button("Load")));
}

static Element askingPage(const Supply &supply)
{
    return Main(
        P(text(supply.resets)),
        Span(id("sure")),
        Button(onClick<&Supply::ask>(supply), "Ask"),
        Button(onClick<&Supply::build>(supply), "Build"),
        Button(onClick<&Supply::askLater>(supply), "Ask later"));
}

// Builds more than it shows, in every way that C++ has.
static Element thriftyPage(const Supply &supply)
{
    const bool isChief = false;
    const Element pin = P(text(supply.pin));
    const Attribute resets = toAttribute(onClick<&Supply::reset>(supply));
    const Attribute shown = show(signal(supply.isOpen));
    const Element list = Ul(rows(
        supply.jobs,
        [](const QString &job) { return job; },
        [](const QString &job) { return Li(job); }));
    return Main(
        when(isChief, pin),
        when(isChief, resets),
        when(isChief, shown),
        isChief ? list : Element(),
        when(isChief, region(supply.pin, [](const Supply &all) { return B(all.pin.value()); })),
        when(isChief, Input(bind(supply.voltage))),
        when(isChief, allow(supply.voltage)),
        when(isChief, allow<&Supply::shut>(supply)),
        when(isChief, error(supply.voltage)),
        when(isChief, P(show(running<&Supply::askLater>(supply)))),
        // Of two attributes of one name the last counts
        Button(onClick<&Supply::reset>(supply), onClick<&Supply::ask>(supply), "Ask"),
        P(text(supply.resets)));
}

static Element scriptPage(const Supply &supply)
{
    return Main(allow<&Supply::reset>(supply), allow(supply.voltage), P(text(supply.resets)));
}

static Element control(const Supply &supply)
{
    if (!supply.isOpen)
        return P("shut");
    return P(
        Input(bind(supply.voltage)),
        Button(onClick<&Supply::shut>(supply), "Shut"),
        Button(onClick<&Supply::reset>(supply), "Reset"));
}

static Element regionPage(const Supply &supply)
{
    return Main(
        region(supply.isOpen, control),
        P(text(supply.resets)),
        Button(onClick<&Supply::build>(supply), "Build"));
}

// Of a region in a region, which changes alone.
static Element insidePage(const Supply &supply)
{
    return Main(resetButton(supply), region(supply.isOpen, [](const Supply &outer) {
                    return Div(region(outer.pin, [](const Supply &inner) {
                        return P("pin ", inner.pin.value());
                    }));
                }));
}

// A region in a region goes with it.
static Element nestedPage(const Supply &supply)
{
    return Main(
        region(
            supply.isOpen,
            [](const Supply &outer) {
                return Div(when(outer.isOpen, [&] {
                    return region(outer.resets, [](const Supply &inner) {
                        return Button(onClick<&Supply::reset>(inner), inner.resets.value());
                    });
                }));
            }),
        Button(onClick<&Supply::shut>(supply), "Shut"));
}

static Element rowsPage(const Supply &supply)
{
    return Main(
        Ul(rows(
            supply.jobs,
            [](const QString &job) { return job; },
            [](const Supply &all, const QString &job) {
                return Li(onClick<&Supply::work>(all, job), job);
            })),
        P(text(supply.resets)));
}

// The same region at two places: its root has an id of its own.
static Element namedControl(const Supply &supply)
{
    return Div(id("control"), supply.isOpen ? resetButton(supply) : Element());
}

static Element namedPage(const Supply &supply)
{
    return Main(region(supply.isOpen, namedControl));
}

static Element namedInsidePage(const Supply &supply)
{
    return Main(region(supply.voltage, [](const Supply &outer) {
        return Section(region(outer.isOpen, namedControl));
    }));
}

static Element localPage(const Supply &supply)
{
    return Main(
        when(false, Div(local("pin", signal(supply.pin)))),
        Div(local("own", signal(supply.voltage))));
}

// What a user wrote, where nothing is escaped: marks like those of the button that is not placed,
// but for a letter of what nobody can guess, and controls that hide what they stand in.
static QByteArray forged;

static Element forgedPage(const Supply &supply)
{
    const QByteArray button = resetButton(supply).bytes();
    const qsizetype begin = button.indexOf('\x01');
    if (begin < 0) // listen() builds it too, and marks nothing
        return Main();
    forged = button.mid(begin, button.indexOf('\x02') - begin + 1);
    forged[1] = forged[1] == 'a' ? 'b' : 'a';
    QByteArray split;
    for (const char *control : {"\x01", "\x02", "\x03", "\x04", "\x01z\x02", "\x04z\x04"})
        split += QByteArray("</scr") + control + "ipt><b>out</b></sty" + control + "le>";
    return Main(
        Raw(forged + split),
        Script(type("text/plain"), forged + split),
        Style(forged + split),
        P(text(supply.resets)));
}

// Its answer names an object that is gone when it is sent.
class Brief : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Brief, int, number, 0)

public:
    Q_INVOKABLE Element end()
    {
        auto gone = std::make_unique<Brief>();
        const Element element
            = Div(id("gone"), text(gone->number), onClick<&Brief::end>(*gone), error(gone->number));
        gone.reset();
        return element;
    }
};

static Element briefPage(const Brief &brief)
{
    return Main(Div(id("gone")), Button(onClick<&Brief::end>(brief), "End"));
}

class tst_Grants : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(); }
    void cleanup() { m_server.reset(); }

    void areOfWhatThePageOffers();
    void areNotOfWhatItShows();
    void areNotThoseOfAnotherPage();
    void areNotOfWhatIsNotPlaced();
    void areGivenToScripts();
    void areOfTheLayoutAsWell();
    void goWithARegion_data();
    void goWithARegion();
    void goWithTheRegionAround();
    void goWithRows();
    void areThoseOfPatches();
    void areThoseOfAFlow();
    void holdForAClickUnderWay();
    void areAskedBeforeAFileArrives();
    void outliveTheirTab();
    void goFromATabThatReadsNothing_data();
    void goFromATabThatReadsNothing();
    void goWithARegionOfAnotherPlace();
    void areNotOfAValueThatIsNotPlaced();
    void canNotBeWrittenByUsers();
    void endWithTheirObject();
    void areThoseOfTheLayoutThatStays();
    void areThoseOfTheTabsOwnStateInTheLayout();
    void areNotOfAPageThatTheLayoutKeepsBack();
    void takeNoUpdateAway();
    void doNotComeBackWithWhatWasInside();

private:
    void serve(std::chrono::milliseconds grace = 0ms);
    // Refused with a sentence.
    static bool isRefused(Tab &tab, const QByteArray &call);
    int resets() const { return m_supply.resets; }

    Supply m_supply;
    std::unique_ptr<Server> m_server;
};

void tst_Grants::serve(std::chrono::milliseconds grace)
{
    m_server.reset(); // the supply is lent to one at a time
    m_server = std::make_unique<Server>();
    ServerOptions options = testOptions();
    options.grantGrace = grace;
    options.flushInterval = 0ms;
    m_server->setOptions(options);
    m_supply.resets = 0;
    m_supply.voltage = 5;
    m_supply.isOpen = true;
    m_supply.jobs = QStringList({u"first"_s});
    m_supply.done.clear();
    m_server->add(&m_supply);
    m_server->page("/viewer", viewer);
    m_server->page("/operator", operatorPage);
    m_server->page("/thrifty", thriftyPage);
    m_server->page("/script", scriptPage);
    m_server->page("/region", regionPage);
    m_server->page("/nested", nestedPage);
    m_server->page("/inside", insidePage);
    m_server->page("/rows", rowsPage);
    m_server->page("/asking", askingPage);
    m_server->page("/named", namedPage);
    m_server->page("/namedinside", namedInsidePage);
    m_server->page("/local", localPage);
    m_server->page("/forged", forgedPage);
    m_server->page("/brief", briefPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

bool tst_Grants::isRefused(Tab &tab, const QByteArray &call)
{
    const qsizetype before = tab.received().size();
    const Answer answer = tab.post("/Supply/" + call);
    const QByteArray told = answer.body + tab.received().mid(before);
    return answer.status < 300 && told.contains("does not offer");
}

void tst_Grants::areOfWhatThePageOffers()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/operator");
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
    tab.postWith("/backstate/edit/Supply", {{u"Supply"_s, QJsonObject{{u"voltage"_s, 12}}}});
    QCOMPARE(m_supply.voltage.value(), 12);
}

void tst_Grants::areNotOfWhatItShows()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/viewer");
    QVERIFY(isRefused(tab, "reset"));
    QCOMPARE(resets(), 0);
    const QJsonObject values{{u"Supply"_s, QJsonObject{{u"voltage"_s, 28}}}};
    tab.postWith("/backstate/edit/Supply", values);
    tab.postWith("/Supply/reset", values);
    QCOMPARE(m_supply.voltage.value(), 5);
    // A client that is no page of ours reads it in the status.
    const QByteArray fields
        = "BackState-Tab: " + tab.id() + "\r\nContent-Type: application/json\r\n";
    const Answer answer = browser.send("POST", "/Supply/reset", fields, "{}");
    QCOMPARE(answer.status, 403);
    QVERIFY(answer.body.contains("allow<&Supply::reset>"));
    QCOMPARE(resets(), 0);
}

void tst_Grants::areNotThoseOfAnotherPage()
{
    Browser browser(m_server->port());
    Tab able = browser.load("/operator");
    Tab unable = browser.load("/viewer");
    QVERIFY(isRefused(unable, "reset"));
    able.post("/Supply/reset");
    QCOMPARE(resets(), 1);
    QVERIFY(isRefused(unable, "reset"));
}

void tst_Grants::areNotOfWhatIsNotPlaced()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/thrifty");
    QCOMPARE(tab.page.status, 200);
    QVERIFY(!tab.page.body.contains("1234"));
    for (const char control : {'\x01', '\x02', '\x03'})
        QVERIFY(!tab.page.body.contains(control));
    QVERIFY(tab.value("_Supply.pin").isUndefined());
    QVERIFY(tab.value("_Supply.isOpen").isUndefined());
    QVERIFY(tab.value("_errors.Supply").isUndefined());
    QVERIFY(tab.value("_running.Supply").isUndefined());
    tab.openStream();
    m_supply.pin = 4321;
    m_supply.jobs = QStringList({u"second"_s});
    m_supply.isOpen = false;
    ++m_supply.resets;
    QTRY_COMPARE(tab.value("_Supply.resets"), QJsonValue(1));
    QVERIFY(!tab.received().contains("4321"));
    QVERIFY(!tab.received().contains("second"));
    QVERIFY(!tab.received().contains("isOpen"));
    m_supply.pin = 1234;
    QVERIFY(isRefused(tab, "reset"));
    QVERIFY(isRefused(tab, "shut"));
    tab.postWith("/backstate/edit/Supply", {{u"Supply"_s, QJsonObject{{u"voltage"_s, 28}}}});
    QCOMPARE(m_supply.voltage.value(), 5);
    tab.post("/Supply/ask");
    QVERIFY(tab.received().contains("Reset"));
}

void tst_Grants::areGivenToScripts()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/script");
    QVERIFY(tab.page.body.contains("<main>")); // it writes nothing
    tab.postWith("/Supply/reset", {{u"Supply"_s, QJsonObject{{u"voltage"_s, 12}}}});
    QCOMPARE(resets(), 1);
    QCOMPARE(m_supply.voltage.value(), 12);
    QVERIFY(isRefused(tab, "shut"));
}

void tst_Grants::areOfTheLayoutAsWell()
{
    m_server.reset();
    Server server;
    server.setOptions(testOptions());
    server.add(&m_supply);
    server.page("/", viewer);
    server.layout([](const Page &page, const Supply &supply) {
        return Div(resetButton(supply), page.content);
    });
    QVERIFY2(server.listen(0), qPrintable(server.errorString()));
    Browser browser(server.port());
    Tab tab = browser.load("/");
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
    QVERIFY(isRefused(tab, "shut"));
}

void tst_Grants::goWithARegion_data()
{
    QTest::addColumn<bool>("hasStream");
    QTest::addRow("told by the stream") << true;
    QTest::addRow("told by an answer") << false;
}

void tst_Grants::goWithARegion()
{
    QFETCH(const bool, hasStream);
    Browser browser(m_server->port());
    Tab tab = browser.load("/region");
    if (hasStream)
        tab.openStream();
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
    tab.post("/Supply/shut");
    QVERIFY(isRefused(tab, "reset"));
    QCOMPARE(resets(), 1);
    const QJsonObject values{{u"Supply"_s, QJsonObject{{u"voltage"_s, 28}}}};
    tab.postWith("/backstate/edit/Supply", values);
    QCOMPARE(m_supply.voltage.value(), 5);
    // And comes back with it.
    m_supply.isOpen = true;
    if (hasStream)
        QTRY_VERIFY(tab.received().count("Reset") > 0);
    else
        QVERIFY(tab.post("/Supply/build").body.contains("Reset"));
    tab.postWith("/Supply/reset", values);
    QCOMPARE(resets(), 2);
    QCOMPARE(m_supply.voltage.value(), 28);
}

void tst_Grants::goWithTheRegionAround()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/nested");
    tab.openStream();
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
    tab.post("/Supply/reset"); // after the inner one was built again alone
    QCOMPARE(resets(), 2);
    tab.post("/Supply/shut");
    QVERIFY(isRefused(tab, "reset"));
}

void tst_Grants::goWithRows()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/rows");
    tab.openStream();
    tab.post("/Supply/work?job=first");
    QCOMPARE(m_supply.done, u"first"_s);
    QVERIFY(isRefused(tab, "work?job=first"));
    m_supply.jobs = QStringList({u"second"_s, u"third"_s});
    QTRY_VERIFY(tab.received().contains("third"));
    tab.post("/Supply/work?job=third");
    QCOMPARE(m_supply.done, u"third"_s);
}

void tst_Grants::areThoseOfPatches()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/asking");
    QVERIFY(isRefused(tab, "reset"));
    tab.post("/Supply/build"); // builds the button, and sends nothing
    QVERIFY(isRefused(tab, "reset"));
    const Answer answer = tab.post("/Supply/ask");
    QVERIFY(answer.body.contains("Reset"));
    QVERIFY(!answer.body.contains('\x02'));
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
}

void tst_Grants::areThoseOfAFlow()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/asking");
    tab.openStream();
    tab.post("/Supply/askLater");
    QTRY_VERIFY(tab.received().contains("id=\"sure\""));
    QCOMPARE(tab.value("_Supply.pin"), QJsonValue(1234)); // what it shows is there before it
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
}

void tst_Grants::holdForAClickUnderWay()
{
    serve(1min);
    Browser browser(m_server->port());
    Tab tab = browser.load("/region");
    tab.openStream();
    tab.post("/Supply/shut");
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
    QVERIFY(isRefused(tab, "ask")); // what it never offered
    Tab late = browser.load("/region"); // and who came later never had it
    QVERIFY(isRefused(late, "reset"));
}

void tst_Grants::areAskedBeforeAFileArrives()
{
    Browser browser(m_server->port());
    const QByteArray form
        = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n"
          "\r\n1\r\n--b--\r\n";
    Tab unable = browser.load("/viewer");
    const Answer refused = unable.submit("/Supply/load", "multipart/form-data; boundary=b", form);
    QVERIFY(refused.body.contains("does not offer"));
    QCOMPARE(m_supply.done, QString());
    Tab able = browser.load("/operator");
    able.submit("/Supply/load", "multipart/form-data; boundary=b", form);
    QCOMPARE(m_supply.done, u"a"_s);
}

// A server that was started again builds the page again, and knows what its patches offered.
void tst_Grants::outliveTheirTab()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/asking");
    const Answer answer = tab.post("/Supply/ask");
    const qsizetype at = answer.body.indexOf("/Supply/reset");
    const QByteArray action = answer.body.mid(at, answer.body.indexOf("&#39;", at) - at);
    Tab other = browser.load("/asking");
    serve();
    browser.port = m_server->port();
    QVERIFY(isRefused(tab, "reset"));
    other.post(action); // sealed for another tab
    QCOMPARE(resets(), 0);
    tab.post(action);
    QCOMPARE(resets(), 1);
    QByteArray altered = action;
    altered.replace("reset", "shut");
    tab.post(altered);
    QVERIFY(m_supply.isOpen);
}

void tst_Grants::goFromATabThatReadsNothing_data()
{
    QTest::addColumn<bool>("hasStream");
    QTest::addRow("it opens no stream") << false;
    QTest::addRow("it reads none") << true;
}

void tst_Grants::goFromATabThatReadsNothing()
{
    QFETCH(const bool, hasStream);
    Browser browser(m_server->port());
    Tab tab = browser.load("/region");
    Tab nested = browser.load("/nested");
    Tab list = browser.load("/rows");
    if (hasStream) {
        list.openStream();
        list.stopReading();
        for (int i = 0; i < 30; ++i) { // until the connection takes no more
            m_supply.jobs = QStringList({QString(1'000'000, QChar(u'a' + i))});
            QTest::qWait(1);
        }
    }
    m_supply.isOpen = false;
    m_supply.jobs = QStringList();
    QTest::qWait(1); // the change goes out to whoever reads
    QVERIFY(isRefused(tab, "reset"));
    QVERIFY(isRefused(nested, "reset"));
    const Answer answer = browser.send(
        "POST",
        "/Supply/work?job=first",
        "BackState-Tab: " + list.id() + "\r\nContent-Type: application/json\r\n",
        "{}");
    QCOMPARE(answer.status, 403);
    QCOMPARE(m_supply.done, QString());
    QCOMPARE(resets(), 0);
    tab.postWith("/backstate/edit/Supply", {{u"Supply"_s, QJsonObject{{u"voltage"_s, 28}}}});
    QCOMPARE(m_supply.voltage.value(), 5);
    // What comes back is there for whoever reads it.
    m_supply.isOpen = true;
    tab.openStream();
    QTRY_VERIFY(tab.received().contains("Supply/reset"));
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 1);
}

void tst_Grants::goWithARegionOfAnotherPlace()
{
    Browser browser(m_server->port());
    Tab one = browser.load("/named");
    Tab other = browser.load("/namedinside");
    one.openStream();
    other.openStream();
    for (const bool isOpen : {false, true, false}) {
        one.takeReceived();
        other.takeReceived();
        m_supply.isOpen = isOpen;
        QTRY_VERIFY(one.received().contains("id=\"control\""));
        QTRY_VERIFY(other.received().contains("id=\"control\""));
        QCOMPARE(isRefused(one, "reset"), !isOpen);
        QCOMPARE(isRefused(other, "reset"), !isOpen);
    }
    QCOMPARE(resets(), 2);
}

void tst_Grants::areNotOfAValueThatIsNotPlaced()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/local");
    QVERIFY(!tab.page.body.contains("1234"));
    QCOMPARE(tab.value("_local.own"), QJsonValue(5));
}

void tst_Grants::canNotBeWrittenByUsers()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/forged");
    QCOMPARE(tab.page.status, 200);
    QVERIFY(forged.size() > 15);
    QCOMPARE(tab.page.body.count(forged), 3); // nothing is dropped
    QVERIFY(!tab.page.body.contains("</script><b>"));
    QCOMPARE(tab.page.body.count("</style>"), 1);
    QVERIFY(isRefused(tab, "reset"));
}

void tst_Grants::endWithTheirObject()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/brief");
    QVERIFY(tab.post("/Brief/end").body.contains("id=\"gone\""));
    QCOMPARE(browser.get("/brief").status, 200);
}

// It is the one of the page before, and offers what that did.
void tst_Grants::areThoseOfTheLayoutThatStays()
{
    m_server.reset();
    Server server;
    server.setOptions(testOptions());
    server.add(&m_supply);
    server.page("/", viewer);
    server.page("/other", viewer);
    server.layout([](const Page &page, const Request &request, const Supply &supply) {
        return Div(
            request.path() == "/"_L1 ? Button(onClick<&Supply::reset>(supply), "Reset")
                                     : Button(onClick<&Supply::shut>(supply), "Shut"),
            page.content);
    });
    QVERIFY2(server.listen(0), qPrintable(server.errorString()));
    Browser browser(server.port());
    Tab first = browser.load("/");
    first.openStream();
    Tab second(
        browser,
        browser.get("/other", "Datastar-Request: true\r\nBackState-Tab: " + first.id() + "\r\n"));
    QCOMPARE(second.page.status, 200);
    second.post("/Supply/reset");
    QCOMPARE(resets(), 1);
    QVERIFY(isRefused(second, "shut"));
    QVERIFY(m_supply.isOpen);
}

// It is another object in each tab, and the markup that stays means that of now.
void tst_Grants::areThoseOfTheTabsOwnStateInTheLayout()
{
    m_server.reset();
    Server server;
    server.setOptions(testOptions());
    server.add(&m_supply);
    server.page("/", viewer);
    server.page("/other", viewer);
    server.layout([](const Page &page, const Drawer &menu) {
        return Div(
            Input(bind(menu.search)),
            Button(onClick<&Drawer::toggle>(menu), "Menu"),
            Button(onClick<&Drawer::look>(menu), "Look"),
            B(text(menu.isOpen)),
            I(text(menu.looked)),
            page.content);
    });
    QVERIFY2(server.listen(0), qPrintable(server.errorString()));
    Browser browser(server.port());
    Tab first = browser.load("/");
    first.openStream();
    first.post("/Drawer/toggle");
    QTRY_COMPARE(first.value("_Drawer.isOpen"), QJsonValue(true));
    Tab second(
        browser,
        browser.get("/other", "Datastar-Request: true\r\nBackState-Tab: " + first.id() + "\r\n"));
    QCOMPARE(second.page.status, 200);
    second.openStream();
    second.post("/Drawer/toggle");
    QTRY_COMPARE(second.value("_Drawer.isOpen"), QJsonValue(true));
    second.type("Drawer.search", u"found"_s);
    second.post("/Drawer/look");
    QTRY_COMPARE(second.value("_Drawer.looked"), QJsonValue("found"));
}

void tst_Grants::areNotOfAPageThatTheLayoutKeepsBack()
{
    m_server.reset();
    Server server;
    server.setOptions(testOptions());
    server.add(&m_supply);
    server.page("/", viewer);
    server.page("/secret", operatorPage);
    server.layout([](const Page &page, const Request &request, const Supply &supply) {
        const bool isShown = request.path() == "/"_L1;
        return Div(P(text(supply.resets)), isShown ? page.content : Element(P("Members only")));
    });
    QVERIFY2(server.listen(0), qPrintable(server.errorString()));
    Browser browser(server.port());
    Tab whole = browser.load("/secret");
    QVERIFY(!whole.page.body.contains("Reset"));
    QVERIFY(isRefused(whole, "reset"));
    Tab first = browser.load("/");
    const Answer arrived
        = browser.get("/secret", "Datastar-Request: true\r\nBackState-Tab: " + first.id() + "\r\n");
    QVERIFY(arrived.body.isEmpty()); // the browser loads it whole
    QCOMPARE(resets(), 0);
}

// What a tab may do is found out before it is told what changed.
void tst_Grants::takeNoUpdateAway()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/inside");
    Tab reader = browser.load("/inside");
    reader.openStream();
    m_supply.pin = 4321;
    QTRY_VERIFY(reader.received().contains("pin 4321")); // and the first one is behind
    const Answer answer = tab.post("/Supply/reset");
    QVERIFY2(answer.body.contains("pin 4321"), answer.body.constData());
    m_supply.pin = 1234;
}

// The part around it was built again without it; that it changes by itself later brings nothing.
void tst_Grants::doNotComeBackWithWhatWasInside()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/nested");
    Tab reader = browser.load("/nested");
    reader.openStream();
    m_supply.isOpen = false;
    QTRY_VERIFY(reader.received().contains("Supply-isOpen-0"));
    QVERIFY(isRefused(tab, "reset"));
    for (int i = 1; i < 3; ++i) {
        m_supply.resets = i;
        QVERIFY(isRefused(tab, "reset"));
    }
    m_supply.isOpen = true;
    QTRY_VERIFY(reader.received().contains("Supply/reset"));
    tab.openStream();
    QTRY_VERIFY(tab.received().contains("Supply/reset"));
    m_supply.resets = 5;
    tab.post("/Supply/reset");
    QCOMPARE(resets(), 6);
}

QTEST_GUILESS_MAIN(tst_Grants)
#include "tst_grants.moc"

#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QJsonArray>

using namespace BackState;
using namespace BackState::Html;

static int s_regions = 0; // how often one was built
static int s_rows = 0;

static Element titleOf(const Board &board)
{
    ++s_regions;
    return H1(board.title.value());
}

static Element regionPage(const Board &board)
{
    return Main(allowEvents(board), region(board.title, titleOf), P(text(board.number)));
}

static Element row(const Entry &entry)
{
    ++s_rows;
    return Li(entry.title);
}

static Element rowsPage(const Board &board)
{
    return Ul(allowEvents(board), id("list"), rows(board.entries, &Entry::id, row));
}

// A row that calls an event, and shows more of the list than its own element.
static Element rowOfState(const Board &board, const Entry &entry)
{
    ++s_rows;
    const bool isLast = board.entries.value().constLast() == entry;
    return Li(onClick<&Board::raise>(board), entry.title, when(isLast, [] { return B("last"); }));
}

static Element stateRowsPage(const Board &board)
{
    return Ul(allowEvents(board), id("list"), rows(board.entries, &Entry::id, rowOfState));
}

// One that names a signal and calls an event, and shows another state beside its own.
static Element bothOf(const Board &board, const Counter &counter)
{
    ++s_regions;
    return Div(
        board.title.value(),
        P(text(counter.count)),
        Button(onClick<&Counter::increment>(counter, 1), "+1"));
}

static Element bothPage(const Board &board, const Counter &)
{
    return Main(region(board.title, bothOf));
}

static Element rowsInside(const Board &board)
{
    return Div(
        board.title.value(),
        Ul(rows(board.entries, &Entry::id, row)),
        region(board.number, [](const Board &inner) { return B(inner.number.value()); }));
}

static Element nestedPage(const Board &board)
{
    return Main(allowEvents(board), region(board.title, rowsInside));
}

// The same with a root that has an id of its own, and what is inside only at times.
static Element namedRoot(const Board &board)
{
    return Section(
        id("own"),
        board.title.value(),
        region(board.number, [](const Board &inner) { return B(inner.number.value()); }),
        when(board.level > 0, [&board] {
            return region(board.level, [](const Board &inner) { return I(inner.level.value()); });
        }));
}

static Element namedPage(const Board &board)
{
    return Main(allowEvents(board), region(board.title, namedRoot));
}

static Element rowWithRegion(const Board &board, const Entry &entry)
{
    return Li(entry.title, region(board.number, [](const Board &inner) {
                  return B(inner.number.value());
              }));
}

// One that shows the session's own object in a row of everybody's.
static Element rowWithCounter(const Board &board, const Entry &)
{
    return Li(region(board.title, [](const Board &, const Counter &own) {
        return B(own.count.value());
    }));
}

static Element rowRegionsPage(const Board &board)
{
    return Ul(allowEvents(board), id("list"), rows(board.entries, &Entry::id, rowWithRegion));
}

static Element rowCountersPage(const Board &board, const Counter &counter)
{
    return Ul(allowEvents(counter), id("list"), rows(board.entries, &Entry::id, rowWithCounter));
}

// A list whose elements do not lie in it as values.
class Shelves : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Shelves, QJsonArray, papers)
};

static Element paper(const QJsonValue &value)
{
    ++s_rows;
    return Li(value[u"title"].toString());
}

static Element papersPage(const Shelves &shelves)
{
    return Ul(
        allowEvents(shelves),
        rows(shelves.papers, [](const QJsonValue &value) { return value[u"id"].toInt(); }, paper));
}

static Counter *s_counter = nullptr; // of the program

static Element rowOfTheProgram(const Entry &entry)
{
    return Li(entry.title, B(text(s_counter->count)));
}

static Element rowsOfTheProgramPage(const Board &board)
{
    return Ul(allowEvents(board), id("list"), rows(board.entries, &Entry::id, rowOfTheProgram));
}

static QByteArray li(int id, const char *title)
{
    return "<li id=\"Board-entries-0-r" + QByteArray::number(id).toHex() + "\">" + title + "</li>";
}

static QByteArray placed(const QByteArray &markup, const QByteArray &selector, Mode mode)
{
    ElementsOptions options;
    options.selector = selector;
    options.mode = mode;
    return (*Frame::patchElements(QByteArrayView(markup), options)).bytes();
}

class tst_Regions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void areBuiltAgainWhenTheirPropertyChanges();
    void doNotMirrorTheirProperty();
    void areBuiltOnceForAllTabs();
    void areBuiltForEachThatShowsOtherStates();
    void areAnsweredToTheOneWhoCalled();
    void areBroughtUpToDateInALateTab();
    void haveRowsThatTravelAlone();
    void haveRowsThatMove();
    void haveRowsThatAreBuiltOnceForAllTabs();
    void haveRowsOfJson();
    void haveRowsWhoseNamesALateTabIsTold();
    void haveRowsThatShowTheirStateToo();
    void haveRowsThatALateTabGetsWhole();
    void haveRowsThatATabOfBeforeGetsAsADifference();
    void haveNoRowTwiceInsideThem();
    void haveTheSameIdsInsideWhenTheyAreBuiltAgain();
    void haveOthersInsideThatComeLater();
    void standInRowsThatComeLater();
    void keepSessionsApartInRows();

private:
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Regions::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", regionPage);
    m_server->page("/rows", rowsPage);
    m_server->page("/staterows", stateRowsPage);
    m_server->page("/both", bothPage);
    m_server->page("/nested", nestedPage);
    m_server->page("/named", namedPage);
    m_server->page("/rowregions", rowRegionsPage);
    m_server->page("/papers", papersPage);
    m_server->page("/program", rowsOfTheProgramPage);
    m_server->page("/rowcounters", rowCountersPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
    board().entries
        = {{1, QStringLiteral("a")}, {2, QStringLiteral("b")}, {3, QStringLiteral("c")}};
    s_regions = 0;
    s_rows = 0;
}

void tst_Regions::areBuiltAgainWhenTheirPropertyChanges()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.page.body.contains("<h1 id=\"Board-title-0\">Board</h1>"));
    QCOMPARE(s_regions, 1);
    tab.openStream();
    board().number = 1;
    board().draft = "not theirs";
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"_Board":{"number":1}})"));
    QCOMPARE(s_regions, 1);
    tab.takeReceived();
    board().title = "A < B";
    QTRY_COMPARE(tab.received(), elementsFrame("<h1 id=\"Board-title-0\">A &lt; B</h1>"));
    QCOMPARE(s_regions, 2);
}

void tst_Regions::doNotMirrorTheirProperty()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.value("_Board.title").isUndefined());
    QCOMPARE(tab.value("_Board.number"), QJsonValue(0));
}

void tst_Regions::areBuiltOnceForAllTabs()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    std::vector<Tab> tabs;
    for (int i = 0; i < 8; ++i) {
        tabs.push_back((i % 2 ? browser : other).load());
        tabs.back().openStream();
    }
    QCOMPARE(s_regions, 8);
    board().title = "New";
    for (Tab &tab : tabs)
        QTRY_COMPARE(tab.received(), elementsFrame("<h1 id=\"Board-title-0\">New</h1>"));
    QCOMPARE(s_regions, 9);
}

void tst_Regions::areBuiltForEachThatShowsOtherStates()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    Tab first = browser.load("/both");
    Tab second = browser.load("/both");
    Tab third = other.load("/both");
    first.post("/Counter/increment?amount=7");
    for (Tab *tab : {&first, &second, &third})
        tab->openStream();
    QCOMPARE(third.post("/Counter/increment").status, 204);
    s_regions = 0;
    board().title = "New";
    QTRY_VERIFY(first.received().contains("New<p"));
    QTRY_VERIFY(second.received().contains("New<p"));
    QTRY_VERIFY(third.received().contains("New<p"));
    QCOMPARE(s_regions, 2); // one for each browser
    QVERIFY(second.received().contains(">7</p>"));
    QVERIFY(third.received().contains(">1</p>"));
}

void tst_Regions::areAnsweredToTheOneWhoCalled()
{
    m_server->page("/number", [](const Board &shown) {
        return Main(allowEvents(shown), region(shown.number, [](const Board &inner) {
                        return B(inner.number.value());
                    }));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/number");
    QCOMPARE(tab.post("/Board/raise").body, elementsFrame("<b id=\"Board-number-0\">1</b>"));
    tab.openStream();
    QTRY_VERIFY(!tab.received().isEmpty());
    QCOMPARE(tab.post("/Board/raise").status, 204);
    QTRY_VERIFY(tab.received().contains("<b id=\"Board-number-0\">2</b>"));
}

void tst_Regions::areBroughtUpToDateInALateTab()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    board().title = "Between";
    QCoreApplication::processEvents();
    tab.openStream();
    QTRY_COMPARE(tab.received(), elementsFrame("<h1 id=\"Board-title-0\">Between</h1>"));
    tab.closeStream();
    tab.openStream();
    QTRY_COMPARE(
        tab.received(),
        signalsFrame(R"({"_Board":{"number":0}})")
            + elementsFrame("<h1 id=\"Board-title-0\">Between</h1>"));
}

void tst_Regions::haveRowsThatTravelAlone()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/rows");
    QVERIFY(tab.page.body.contains(
        "<ul id=\"list\">" + li(1, "a") + li(2, "b") + li(3, "c") + "</ul>"));
    tab.openStream();

    board().entries << Entry{4, QStringLiteral("d")};
    QTRY_COMPARE(tab.received(), placed(li(4, "d"), "#Board-entries-0-r33", Mode::After));
    tab.takeReceived();

    board().entries.change([](auto &list) { list[1].title = QStringLiteral("B"); });
    QTRY_COMPARE(tab.received(), elementsFrame(li(2, "B")));
    tab.takeReceived();

    board().entries.change([](auto &list) { list.removeAt(2); });
    QTRY_COMPARE(tab.received(), (*Frame::removeElements("#Board-entries-0-r33")).bytes());
    tab.takeReceived();

    board().entries.change([](auto &list) { list.prepend({5, QStringLiteral("first")}); });
    QTRY_COMPARE(tab.received(), placed(li(5, "first"), "#Board-entries-0-r31", Mode::Before));
    tab.takeReceived();

    board().entries = QList<Entry>();
    QTRY_VERIFY(!tab.received().isEmpty());
    QCOMPARE(tab.received(), elementsFrame("<ul id=\"list\"></ul>"));
}

void tst_Regions::haveRowsThatMove()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/rows");
    tab.openStream();
    board().entries.change([](auto &list) { list.move(0, 2); });
    QTRY_COMPARE(
        tab.received(),
        QByteArray("event: datastar-move\ndata: selector #Board-entries-0-r33\ndata: mode after\n"
                   "data: rows #Board-entries-0-r31\n\n"));
}

void tst_Regions::haveRowsThatAreBuiltOnceForAllTabs()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    std::vector<Tab> tabs;
    for (int i = 0; i < 6; ++i) {
        tabs.push_back((i % 2 ? browser : other).load("/rows"));
        tabs.back().openStream();
    }
    s_rows = 0;
    board().entries << Entry{4, QStringLiteral("d")};
    for (Tab &tab : tabs)
        QTRY_COMPARE(tab.received(), placed(li(4, "d"), "#Board-entries-0-r33", Mode::After));
    QCOMPARE(s_rows, 1); // for the others' elements are as they were

    const auto changesInAll = [&](const QByteArray &frames) {
        for (Tab &tab : tabs) {
            QTRY_COMPARE(tab.received(), frames);
            tab.takeReceived();
        }
    };
    for (Tab &tab : tabs)
        tab.takeReceived();
    board().entries.change([](auto &list) { list[1].title = QStringLiteral("B"); });
    changesInAll(elementsFrame(li(2, "B")));
    QCOMPARE(s_rows, 2);
    board().entries.change([](auto &list) { list.move(0, 3); });
    changesInAll("event: datastar-move\ndata: selector #Board-entries-0-r34\ndata: mode after\n"
                 "data: rows #Board-entries-0-r31\n\n");
    board().entries.change([](auto &list) { list.removeFirst(); });
    changesInAll((*Frame::removeElements("#Board-entries-0-r32")).bytes());
    QCOMPARE(s_rows, 2);
}

void tst_Regions::haveRowsOfJson()
{
    const auto papers = [](const QStringList &titles) {
        QJsonArray list;
        for (const QString &title : titles)
            list.append(
                QJsonObject{{QStringLiteral("id"), list.size()}, {QStringLiteral("title"), title}});
        return list;
    };
    auto &shelves = *m_server->state<Shelves>();
    shelves.papers = papers({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    Browser browser(m_server->port());
    Tab tab = browser.load("/papers"), other = browser.load("/papers");
    tab.openStream();
    other.openStream();
    s_rows = 0;
    for (const char *title : {"B", "X"}) {
        shelves.papers
            = papers({QStringLiteral("a"), QString::fromLatin1(title), QStringLiteral("c")});
        for (Tab *one : {&tab, &other}) {
            QTRY_COMPARE(
                one->received(),
                elementsFrame("<li id=\"Shelves-papers-0-r31\">" + QByteArray(title) + "</li>"));
            one->takeReceived();
        }
    }
    QCOMPARE(s_rows, 2);
}

void tst_Regions::haveRowsWhoseNamesALateTabIsTold()
{
    Counter counter;
    m_server->add(&counter);
    s_counter = &counter;
    board().entries = QList<Entry>();
    Browser browser(m_server->port());
    Tab tab = browser.load("/program"), late = browser.load("/program");
    tab.openStream();
    board().entries << Entry{4, QStringLiteral("d")};
    const QByteArray names = missingFrame(R"({"_Counter":{"count":0}})");
    QTRY_VERIFY(tab.received().contains("data-text"));
    QVERIFY(tab.received().startsWith(names));
    late.openStream();
    QTRY_VERIFY(late.received().contains("data-text"));
    QVERIFY(late.received().startsWith(names));
    m_server->remove(&counter);
}

// All are built again, for each may show something else of the state. That is once for all tabs,
// and what comes out the same does not travel.
void tst_Regions::haveRowsThatShowTheirStateToo()
{
    Browser browser(m_server->port());
    Browser other(m_server->port());
    std::vector<Tab> tabs;
    for (int i = 0; i < 6; ++i) {
        tabs.push_back((i % 2 ? browser : other).load("/staterows"));
        tabs.back().openStream();
    }
    const auto changed = [&] {
        const QByteArray first = tabs.front().takeReceived();
        for (std::size_t i = 1; i < tabs.size(); ++i) {
            if (tabs[i].takeReceived() != first)
                return QByteArray("not the same for all");
        }
        return first;
    };
    s_rows = 0;
    board().entries.change([](auto &list) { list[1].title = QStringLiteral("B"); });
    for (Tab &tab : tabs)
        QTRY_COMPARE(tab.told().size(), 1);
    QByteArray told = changed();
    QCOMPARE(told.count("</li>"), 1);
    QVERIFY(told.contains(">B</li>"));
    QCOMPARE(s_rows, 3);

    board().entries << Entry{4, QStringLiteral("d")};
    for (Tab &tab : tabs)
        QTRY_COMPARE(tab.told().size(), 2);
    told = changed();
    QCOMPARE(told.count("</li>"), 2);
    QVERIFY(told.contains(">c</li>")); // is the last one no longer
    QVERIFY(told.contains(">d<b>last</b></li>"));
    QCOMPARE(s_rows, 3 + 4);
}

void tst_Regions::haveRowsThatALateTabGetsWhole()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/rows");
    tab.openStream();
    tab.closeStream();
    board().entries << Entry{4, QStringLiteral("d")};
    tab.openStream();
    QTRY_COMPARE(
        tab.received(),
        elementsFrame(
            "<ul id=\"list\">" + li(1, "a") + li(2, "b") + li(3, "c") + li(4, "d") + "</ul>"));
    tab.takeReceived();
    board().entries << Entry{5, QStringLiteral("e")};
    QTRY_COMPARE(tab.received(), placed(li(5, "e"), "#Board-entries-0-r34", Mode::After));
}

// Pages that were built at different times, and hear of the same change.
void tst_Regions::haveRowsThatATabOfBeforeGetsAsADifference()
{
    Browser browser(m_server->port());
    Tab first = browser.load("/rows");
    board().entries << Entry{4, QStringLiteral("d")};
    Tab second = browser.load("/rows");
    QVERIFY(second.page.body.contains(li(4, "d")));
    board().entries << Entry{5, QStringLiteral("e")};
    Tab third = browser.load("/rows");
    first.openStream();
    second.openStream();
    third.openStream();
    QTRY_COMPARE(
        first.received(),
        placed(
            Dialect::current().reversesSeveral ? li(5, "e") + li(4, "d") : li(4, "d") + li(5, "e"),
            "#Board-entries-0-r33",
            Mode::After));
    QTRY_COMPARE(second.received(), placed(li(5, "e"), "#Board-entries-0-r34", Mode::After));
    QCOMPARE(third.received(), "");
    first.takeReceived();
    second.takeReceived();
    board().entries.change([](auto &list) { list.removeFirst(); });
    for (Tab *tab : {&first, &second, &third})
        QTRY_COMPARE(tab->received(), (*Frame::removeElements("#Board-entries-0-r31")).bytes());
    // Many more than are remembered, in tabs without a stream.
    first.closeStream();
    for (int i = 0; i < 10; ++i) {
        board().entries << Entry{10 + i, QStringLiteral("x")};
        browser.load("/rows");
    }
    first.openStream();
    QTRY_VERIFY(first.received().contains("<ul id=\"list\">"));
    QTRY_COMPARE(third.received().count("</li>"), 10);
}

void tst_Regions::haveNoRowTwiceInsideThem()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/nested");
    QVERIFY(tab.page.body.contains("<div id=\"Board-title-0\">"));
    tab.openStream();
    // All that is inside comes with the region.
    board().title = "New";
    board().number = 1;
    board().entries << Entry{4, QStringLiteral("d")};
    QTRY_VERIFY(!tab.received().isEmpty());
    QCOMPARE(tab.told().size(), 1);
    QCOMPARE(tab.received().count(">d</li>"), 1);
    QCOMPARE(tab.received().count(">1</b>"), 1);
    tab.takeReceived();
    // And by itself from then on.
    board().entries << Entry{5, QStringLiteral("e")};
    board().number = 2;
    QTRY_COMPARE(tab.told().size(), 2);
    QCOMPARE(tab.received().count("</li>"), 1);
    QCOMPARE(tab.received().count(">e</li>"), 1);
    QCOMPARE(tab.received().count(">2</b>"), 1);
}

void tst_Regions::haveTheSameIdsInsideWhenTheyAreBuiltAgain()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/named");
    const QByteArray inner = "<b id=\"Board-title-0-Board-number-0\">";
    QVERIFY(tab.page.body.contains("<section id=\"own\">Board" + inner + "0</b></section>"));
    tab.openStream();
    board().title = "New";
    QTRY_COMPARE(
        tab.received(),
        elementsFrame("<section id=\"own\">New" + inner + "0</b></section>"));
    tab.takeReceived();
    // Once, however often the one around it was built.
    board().number = 1;
    QTRY_COMPARE(tab.received(), elementsFrame(inner + "1</b>"));
}

void tst_Regions::haveOthersInsideThatComeLater()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/named");
    tab.openStream();
    board().level = 1;
    board().title = "New";
    const QByteArray inner = "<i id=\"Board-title-0-Board-level-0\">";
    QTRY_VERIFY(tab.received().contains(inner + "1</i>"));
    tab.takeReceived();
    board().level = 2;
    QTRY_COMPARE(tab.received(), elementsFrame(inner + "2</i>"));
}

void tst_Regions::standInRowsThatComeLater()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/rowregions");
    tab.openStream();
    board().entries << Entry{4, QStringLiteral("d")};
    QTRY_VERIFY(tab.received().contains(">d<b"));
    tab.takeReceived();
    board().number = 5;
    QTRY_COMPARE(tab.told().size(), 4);
    for (const char *key : {"31", "32", "33", "34"})
        QCOMPARE(
            tab.received().count(elementsFrame(
                QByteArray("<b id=\"Board-entries-0-r") + key + "-Board-number-0\">5</b>")),
            1);
}

void tst_Regions::keepSessionsApartInRows()
{
    Browser ada(m_server->port());
    Browser bob(m_server->port());
    Tab hers = ada.load("/rowcounters");
    Tab his = bob.load("/rowcounters");
    hers.openStream();
    his.openStream();
    hers.post("/Counter/increment?amount=7");
    board().entries << Entry{4, QStringLiteral("d")};
    QTRY_COMPARE(hers.received().count(">7</b>"), 4);
    QTRY_COMPARE(his.received().count(">0</b>"), 4);
    QVERIFY(!his.received().contains(">7</b>"));
}

QTEST_GUILESS_MAIN(tst_Regions)
#include "tst_regions.moc"

#include "states.h"

#include <BackState/datastar/region_frames.h>
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

class tst_Rows : public QObject
{
    Q_OBJECT

private slots:
    void giveContainerAndRowsTheirIds();
    void rememberTheirContainer();
    void takeKeysAndStatesInAnyForm();
    void tellDoubleKeysApart();
    void needOneElementARow();
    void keepTheIdsOfRegionsWithin();
    void areBuiltAgain();
    void patchOnlyWhatChanged_data();
    void patchOnlyWhatChanged();
    void moveAsFewAsPossible();
    void morphWhatMovesAndChanges();
    void sortByFewMoves();
    void endUpAsTheNewList_data();
    void endUpAsTheNewList();
    void escapeIdsInSelectors();
};

class Numbers : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Numbers, QList<int>, list)
    BACKSTATE_PROPERTY(Numbers, QStringList, texts)

public:
    QList<int> all() const { return list.value(); }
};

namespace {

int same(const int &number)
{
    return number;
}

std::vector<Private::BuiltRow> rowsOf(const QList<std::pair<QByteArray, QByteArray>> &keysAndTexts)
{
    std::vector<Private::BuiltRow> rows;
    for (const auto &[key, content] : keysAndTexts)
        rows.push_back({key, Element::single("<li id=\"" + key + "\">" + content + "</li>")});
    return rows;
}

std::vector<Private::BuiltRow> rowsOf(const QByteArray &keys)
{
    QList<std::pair<QByteArray, QByteArray>> list;
    for (const char key : keys)
        list.append({QByteArray(1, key), QByteArray(1, key)});
    return rowsOf(list);
}

Private::RowsUse useOf()
{
    Private::RowsUse use;
    use.containerId = "list";
    use.before = "<ul id=\"list\">";
    use.after = "</ul>";
    return use;
}

QByteArray joined(const QList<Frame> &frames)
{
    QByteArray bytes;
    for (const Frame &frame : frames)
        bytes.append(frame.bytes());
    return bytes;
}

// What a browser makes of frames: a list of rows by id.
class Page
{
public:
    explicit Page(const std::vector<Private::BuiltRow> &rows)
    {
        for (const Private::BuiltRow &row : rows)
            m_rows.append({row.id, row.element.bytes()});
    }

    void apply(const Frame &frame, const Dialect &dialect)
    {
        QByteArray selector;
        QByteArray mode;
        QByteArray markup;
        for (const QByteArray &line : frame.bytes().split('\n')) {
            if (line.startsWith("data: selector "))
                selector = line.mid(15);
            else if (
                line.startsWith("data: mode ")
                || line.startsWith("data: " + dialect.modeKey.toByteArray() + ' '))
                mode = line.mid(line.indexOf(' ', 6) + 1);
            else if (line.startsWith("data: " + dialect.elementsKey.toByteArray() + ' '))
                markup = line.mid(line.indexOf(' ', 6) + 1);
        }
        if (frame.bytes().startsWith("event: datastar-move\n"))
            move(selector.mid(1), frame.bytes());
        else if (markup.isEmpty())
            remove(selector);
        else if (markup.startsWith("<ul"))
            m_rows = parse(markup);
        else if (selector.isEmpty())
            morph(markup);
        else
            insert(selector.mid(1), mode, parse(markup), dialect.reversesSeveral);
    }

    qsizetype moves() const { return m_moves; }
    QByteArrayList markup() const
    {
        QByteArrayList list;
        for (const auto &row : m_rows)
            list.append(row.second);
        return list;
    }

private:
    using Rows = QList<std::pair<QByteArray, QByteArray>>;

    static Rows parse(const QByteArray &markup)
    {
        static const QRegularExpression item(u"<li id=\"([^\"]*)\">[^<]*</li>"_s);
        Rows rows;
        auto matches = item.globalMatch(QString::fromUtf8(markup));
        while (matches.hasNext()) {
            const auto match = matches.next();
            rows.append({match.captured(1).toUtf8(), match.captured(0).toUtf8()});
        }
        return rows;
    }
    qsizetype find(const QByteArray &id) const
    {
        for (qsizetype at = 0; at < m_rows.size(); ++at) {
            if (m_rows.at(at).first == id)
                return at;
        }
        qFatal("there is no row %s", id.constData());
    }
    void remove(const QByteArray &selectors)
    {
        for (const QByteArray &selector : selectors.split(','))
            m_rows.removeAt(find(selector.mid(1)));
    }
    void morph(const QByteArray &markup)
    {
        for (const auto &row : parse(markup))
            m_rows[find(row.first)] = row;
    }
    void move(const QByteArray &id, const QByteArray &frame)
    {
        Rows moved;
        for (const QByteArray &line : frame.split('\n')) {
            if (line.startsWith("data: rows "))
                moved.append(m_rows.takeAt(find(line.mid(12))));
        }
        m_moves += moved.size();
        insert(id, frame.contains("\ndata: mode before\n") ? "before" : "after", moved, false);
    }
    void insert(const QByteArray &id, const QByteArray &mode, Rows rows, bool reversesAfter)
    {
        if (mode == "after" && reversesAfter)
            std::reverse(rows.begin(), rows.end());
        qsizetype at = find(id) + (mode == "after" ? 1 : 0);
        for (const auto &row : rows)
            m_rows.insert(at++, row);
    }

    Rows m_rows;
    qsizetype m_moves = 0;
};

} // namespace

void tst_Rows::giveContainerAndRowsTheirIds()
{
    Numbers numbers;
    numbers.list = QList<int>{1, 2};
    const Private::Rendering rendering;
    QCOMPARE(
        Ul(rows(numbers.list, &same, [](const int &number) { return Li(number); })).bytes(),
        "<ul id=\"Numbers-list-0\"><li id=\"Numbers-list-0-r31\">1</li>"
        "<li id=\"Numbers-list-0-r32\">2</li></ul>"_ba);
    QCOMPARE(
        Ul(id("mine"), rows(numbers.list, &same, [](const int &number) { return Li(number); }))
            .bytes(),
        "<ul id=\"mine\"><li id=\"Numbers-list-1-r31\">1</li><li "
        "id=\"Numbers-list-1-r32\">2</li></ul>"_ba);
    QVERIFY(rendering.problems().isEmpty());
}

void tst_Rows::rememberTheirContainer()
{
    Numbers numbers;
    numbers.list = QList<int>{1};
    const Private::Rendering rendering;
    const auto table = Table(
        Thead(Tr(Th("n"))),
        Tbody(
            cls("x"),
            "before",
            rows(numbers.list, &same, [](const int &n) { return Tr(Td(n)); }),
            "after"));
    QVERIFY(!table.isEmpty());
    QCOMPARE(rendering.rows().size(), 1U);
    const Private::RowsUse &use = rendering.rows().at(0);
    QCOMPARE(use.containerId, "Numbers-list-0"_ba);
    QCOMPARE(use.property.object, &numbers);
    QCOMPARE(use.shown.size(), 1U);
    QCOMPARE(use.shown.at(0).id, "Numbers-list-0-r31"_ba);
    Private::Rendering again;
    const Frame whole = Private::rowsWhole(use, use.build(again), Dialect::v1());
    QVERIFY(table.bytes().contains(
        whole.bytes()
            .mid(qsizetype(sizeof("event: datastar-patch-elements\ndata: elements ")) - 1)
            .chopped(2)));
    QVERIFY(whole.bytes().contains("<tr id=\"Numbers-list-0-r31\"><td>1</td></tr>"));
}

void tst_Rows::takeKeysAndStatesInAnyForm()
{
    Numbers numbers;
    numbers.texts = QStringList{u"ä"_s};
    numbers.list = QList<int>{7};
    const auto row = [](const QString &text) { return Li(text); };
    QCOMPARE(
        Ul(rows(
               numbers.texts,
               [](const QString &text) { return text; },
               row))
            .bytes(),
        "<ul id=\"Numbers-texts-0\"><li id=\"Numbers-texts-0-rc3a4\">ä</li></ul>"_ba);
    QCOMPARE(
        Ul(rows(numbers.texts, &QString::size, row)).bytes(),
        "<ul id=\"Numbers-texts-0\"><li id=\"Numbers-texts-0-r31\">ä</li></ul>"_ba);
    QCOMPARE(
        Ul(rows(
               numbers.list,
               &same,
               [](const Numbers &state, const int &n) { return Li(n, state.list.size()); }))
            .bytes(),
        "<ul id=\"Numbers-list-0\"><li id=\"Numbers-list-0-r37\">71</li></ul>"_ba);
    QCOMPARE(
        Ul(rows<&Numbers::list>(
               numbers,
               &same,
               [](const int &n, const Numbers &) { return Li(n); }))
            .bytes(),
        "<ul id=\"Numbers-list-0\"><li id=\"Numbers-list-0-r37\">7</li></ul>"_ba);
}

void tst_Rows::tellDoubleKeysApart()
{
    Numbers numbers;
    numbers.list = QList<int>{1, 1, 1};
    const Private::Rendering rendering;
    QCOMPARE(
        Ul(rows(numbers.list, &same, [](const int &number) { return Li(number); })).bytes(),
        "<ul id=\"Numbers-list-0\"><li id=\"Numbers-list-0-r31\">1</li><li "
        "id=\"Numbers-list-0-r31-2\">1</li>"
        "<li id=\"Numbers-list-0-r31-3\">1</li></ul>"_ba);
    QCOMPARE(
        rendering.problems(),
        QStringList(u"The rows of Numbers::list have a key more than once: give every element of "
                    u"the list its own, "
                    "or the wrong rows are changed."_s));
}

void tst_Rows::needOneElementARow()
{
    Numbers numbers;
    numbers.list = QList<int>{1};
    const Private::Rendering rendering;
    QCOMPARE(
        Ul(rows(numbers.list, &same, [](const int &) { return Li("a") + Li("b"); })).bytes(),
        "<ul id=\"Numbers-list-0\"></ul>"_ba);
    QCOMPARE(
        rendering.problems(),
        QStringList(
            u"A row of Numbers::list is not one element: put what it shows into one, Li(…) or "
            u"Tr(…)."_s));
}

void tst_Rows::keepTheIdsOfRegionsWithin()
{
    Numbers numbers;
    numbers.list = QList<int>{1, 2};
    std::optional<Private::Rendering> page(std::in_place);
    const auto list = Ul(rows(numbers.list, &same, [](const Numbers &state, const int &) {
        return Li(region(state.texts, [](const Numbers &) { return B(); }));
    }));
    QVERIFY(list.bytes().contains("<b id=\"Numbers-list-0-r32-Numbers-texts-0\">"));
    const Private::RowsUse use = page->rows().at(0);
    page.reset();
    numbers.list = QList<int>{2};
    Private::Rendering rendering;
    QVERIFY(use.build(rendering).at(0).element.bytes().contains(
        "<b id=\"Numbers-list-0-r32-Numbers-texts-0\">"));
}

void tst_Rows::areBuiltAgain()
{
    Numbers numbers;
    numbers.list = QList<int>{1, 2};
    const Private::Rendering page;
    const auto list = Ul(rows(numbers.list, &same, [](const int &number) { return Li(number); }));
    const Private::RowsUse &use = page.rows().at(0);
    numbers.list << 3;
    Private::Rendering rendering;
    const std::vector<Private::BuiltRow> now = use.build(rendering);
    QCOMPARE(
        joined(Private::rowsDifference(use, use.shown, now, Dialect::v1())),
        "event: datastar-patch-elements\ndata: selector #Numbers-list-0-r32\ndata: mode after\n"
        "data: elements <li id=\"Numbers-list-0-r33\">3</li>\n\n"_ba);
    QVERIFY(Private::rowsDifference(use, Private::rowsShown(now), now).isEmpty());
}

void tst_Rows::patchOnlyWhatChanged_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("frames");

    const QByteArray event = "event: datastar-patch-elements\n";
    QTest::addRow("nothing") << "abc"_ba << "abc"_ba << ""_ba;
    QTest::addRow("nothing at all") << ""_ba << ""_ba << ""_ba;
    QTest::addRow("the first ones")
        << ""_ba << "ab"_ba
        << event + "data: elements <ul id=\"list\"><li id=\"a\">a</li><li id=\"b\">b</li></ul>\n\n";
    QTest::addRow("the last ones")
        << "ab"_ba << ""_ba << event + "data: elements <ul id=\"list\"></ul>\n\n";
    QTest::addRow("others") << "ab"_ba << "c"_ba
                            << event
            + "data: elements <ul id=\"list\"><li id=\"c\">c</li></ul>\n\n";
    QTest::addRow("one more at the end")
        << "ab"_ba << "abc"_ba
        << event + "data: selector #b\ndata: mode after\ndata: elements <li id=\"c\">c</li>\n\n";
    QTest::addRow("two more at the beginning") << "c"_ba << "abc"_ba
                                               << event
            + "data: selector #c\ndata: mode before\ndata: elements <li id=\"a\">a</li><li "
              "id=\"b\">b</li>\n\n";
    QTest::addRow("two gone") << "abcd"_ba << "ac"_ba
                              << event + "data: selector #b,#d\ndata: mode remove\n\n";
    QTest::addRow("one moved to the end") << "abc"_ba << "bca"_ba
                                          << "event: datastar-move\ndata: selector #c\ndata: mode "
                                             "after\ndata: rows #a\n\n"_ba;
    QTest::addRow("all reversed")
        << "abcd"_ba << "dcba"_ba
        << "event: datastar-move\ndata: selector #a\ndata: mode before\ndata: rows #d\ndata: rows "
           "#c\ndata: rows #b\n\n"_ba;
    QTest::addRow("new ones among those that move") << "abcd"_ba << "bcdxay"_ba
                                                    << event
            + "data: selector #d\ndata: mode after\ndata: elements <li id=\"x\">x</li>\n\n"
              "event: datastar-move\ndata: selector #x\ndata: mode after\ndata: rows #a\n\n"
            + event + "data: selector #a\ndata: mode after\ndata: elements <li id=\"y\">y</li>\n\n";
    QTest::addRow("two runs") << "bd"_ba << "abcd"_ba
                              << event
            + "data: selector #b\ndata: mode before\ndata: elements <li id=\"a\">a</li>\n\n" + event
            + "data: selector #b\ndata: mode after\ndata: elements <li id=\"c\">c</li>\n\n";
}

void tst_Rows::patchOnlyWhatChanged()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, frames);
    QCOMPARE(
        joined(Private::rowsDifference(
            useOf(),
            Private::rowsShown(rowsOf(before)),
            rowsOf(after),
            Dialect::v1())),
        frames);
}

void tst_Rows::moveAsFewAsPossible()
{
    const QList<Frame> frames = Private::rowsDifference(
        useOf(),
        Private::rowsShown(rowsOf("abcdefgh")),
        rowsOf("habcdefg"),
        Dialect::v1());
    QCOMPARE(
        joined(frames),
        "event: datastar-move\ndata: selector #a\ndata: mode before\ndata: rows #h\n\n"_ba);
}

void tst_Rows::morphWhatMovesAndChanges()
{
    QCOMPARE(
        joined(Private::rowsDifference(
            useOf(),
            Private::rowsShown(rowsOf("abc")),
            rowsOf({{"b", "b"}, {"c", "c"}, {"a", "new"}}),
            Dialect::v1())),
        "event: datastar-patch-elements\ndata: elements <li id=\"a\">new</li>\n\n"
        "event: datastar-move\ndata: selector #c\ndata: mode after\ndata: rows #a\n\n"_ba);
}

void tst_Rows::sortByFewMoves()
{
    QList<std::pair<QByteArray, QByteArray>> sorted;
    for (int at = 0; at < 1000; ++at)
        sorted.append({'n' + QByteArray::number(at), "x"});
    auto mixed = sorted;
    QRandomGenerator random(20260102);
    for (int swap = 0; swap < 20; ++swap) // each takes two rows out of the order
        mixed.swapItemsAt(random.bounded(1000), random.bounded(1000));
    Page page(rowsOf(mixed));
    const QList<Frame> frames = Private::rowsDifference(
        useOf(),
        Private::rowsShown(rowsOf(mixed)),
        rowsOf(sorted),
        Dialect::v1());
    for (const Frame &frame : frames) {
        QVERIFY(frame.bytes().startsWith("event: datastar-move\n")); // no row travels
        page.apply(frame, Dialect::v1());
    }
    QCOMPARE(page.markup(), Page(rowsOf(sorted)).markup());
    QVERIFY(page.moves() <= 40);
}

void tst_Rows::endUpAsTheNewList_data()
{
    QTest::addColumn<bool>("isV1");
    QTest::addRow("1.0") << true;
    QTest::addRow("beta.11") << false;
}

void tst_Rows::endUpAsTheNewList()
{
    QFETCH(bool, isV1);

    const Dialect &dialect = isV1 ? Dialect::v1() : Dialect::beta11();
    QRandomGenerator random(20260101);
    const auto someRows = [&random] {
        QList<std::pair<QByteArray, QByteArray>> list;
        for (char key = 'a'; key <= 'z'; ++key) {
            if (random.bounded(3) > 0)
                list.append({QByteArray(1, key), QByteArray::number(random.bounded(3))});
        }
        for (int swaps = random.bounded(6); swaps > 0 && !list.isEmpty(); --swaps)
            list.swapItemsAt(random.bounded(int(list.size())), random.bounded(int(list.size())));
        return rowsOf(list.mid(0, random.bounded(int(list.size()) + 1)));
    };
    for (int round = 0; round < 3000; ++round) {
        const std::vector<Private::BuiltRow> before = someRows();
        const std::vector<Private::BuiltRow> after = someRows();
        Page page(before);
        for (const Frame &frame :
             Private::rowsDifference(useOf(), Private::rowsShown(before), after, dialect))
            page.apply(frame, dialect);
        QCOMPARE(page.markup(), Page(after).markup());
    }
}

void tst_Rows::escapeIdsInSelectors()
{
    const std::vector<Private::BuiltRow> before
        = rowsOf({{"1a", ""}, {"x.y,z", ""}, {"-b", ""}, {"ä", ""}, {"keep", ""}});
    const QList<std::pair<QByteArray, QByteArray>> kept{{"keep", ""}};
    QCOMPARE(
        joined(Private::rowsDifference(
            useOf(),
            Private::rowsShown(before),
            rowsOf(kept),
            Dialect::v1())),
        "event: datastar-patch-elements\ndata: selector #\\31 a,#x\\.y\\,z,#\\-b,#ä\ndata: mode "
        "remove\n\n"_ba);
}

QTEST_GUILESS_MAIN(tst_Rows)
#include "tst_rows.moc"

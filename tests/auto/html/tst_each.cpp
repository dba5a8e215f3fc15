#include <BackState/html/attributes.h>
#include <BackState/html/each.h>
#include <BackState/html/tags.h>

#include <QTest>

#include <QMap>
#include <array>
#include <map>
#include <vector>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

namespace {

struct Task
{
    QString title;
    bool isDone = false;

    Element row() const { return Li(title); }
};

Element row(const Task &task)
{
    return Li(task.title, cls(task.isDone ? "done" : ""));
}

} // namespace

class tst_Each : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void buildsAnElementForEachItem();
    void handsOverTheIndex();
    void takesTagsAndMembers();
    void takesAnyRange();
    void takesWhateverMayBeAChild();
    void makesNothingOfNothing();
    void addsWhatTheConditionAllows();
    void callsOnlyTheArmItNeeds();
    void choosesBetweenTwo();
    void choosesAttributesToo();
};

void tst_Each::buildsAnElementForEachItem()
{
    const QList<Task> tasks = {{u"a"_s, false}, {u"b & c"_s, true}};
    const QByteArray expected = "<ul><li>a</li><li class=\"done\">b &amp; c</li></ul>"_ba;
    QCOMPARE(Ul(each(tasks, row)).bytes(), expected);
    QCOMPARE(Ul(each(tasks, [](const Task &task) { return row(task); })).bytes(), expected);
}

void tst_Each::handsOverTheIndex()
{
    const QStringList names = {u"a"_s, u"b"_s};
    const QByteArray expected = "<li>0a</li><li>1b</li>"_ba;
    const auto withInt = [](const QString &name, int index) { return Li(index, name); };
    const auto withSize = [](const QString &name, qsizetype index) { return Li(index, name); };
    const auto withUnsigned
        = [](const QString &name, std::size_t index) { return Li(index, name); };
    const auto withAuto = [](const QString &name, auto index) { return Li(index, name); };
    QCOMPARE(each(names, withInt).bytes(), expected);
    QCOMPARE(each(names, withSize).bytes(), expected);
    QCOMPARE(each(names, withUnsigned).bytes(), expected);
    QCOMPARE(each(names, withAuto).bytes(), expected);
}

void tst_Each::takesTagsAndMembers()
{
    QCOMPARE(each(QStringList{u"a"_s, u"b"_s}, Td).bytes(), "<td>a</td><td>b</td>"_ba);
    QCOMPARE(each(QList<Task>{{u"a"_s, true}}, &Task::row).bytes(), "<li>a</li>"_ba);
    QCOMPARE(each(QList<Task>{{u"a"_s, true}}, &Task::title).bytes(), "a"_ba);
    int calls = 0;
    each({1, 2}, [calls](int) mutable { return Li(++calls); });
    QCOMPARE(
        each({1, 2}, [&calls](int) { return Li(++calls); }).bytes(),
        "<li>1</li><li>2</li>"_ba);
}

void tst_Each::takesAnyRange()
{
    QCOMPARE(each({1, 2}, B).bytes(), "<b>1</b><b>2</b>"_ba);
    QCOMPARE(each(std::vector<int>{1, 2}, B).bytes(), "<b>1</b><b>2</b>"_ba);
    QCOMPARE(each(std::array<double, 1>{0.5}, B).bytes(), "<b>0.5</b>"_ba);
    QCOMPARE(each(QMap<int, QString>{{1, u"x"_s}}, B).bytes(), "<b>x</b>"_ba);
    const std::map<int, QString> map = {{1, u"x"_s}};
    QCOMPARE(
        each(map, [](const auto &pair) { return B(pair.first, pair.second); }).bytes(),
        "<b>1x</b>"_ba);
    const int array[] = {1, 2};
    QCOMPARE(each(array, B).bytes(), "<b>1</b><b>2</b>"_ba);
}

void tst_Each::takesWhateverMayBeAChild()
{
    QCOMPARE(each({1, 2}, [](int i) { return i; }).bytes(), "12"_ba);
    QCOMPARE(each({1, 2}, [](int) { return "<"; }).bytes(), "&lt;&lt;"_ba);
    QCOMPARE(
        each({1, 2}, [](int i) { return std::optional<Element>(B(i)); }).bytes(),
        "<b>1</b><b>2</b>"_ba);
    QCOMPARE(each({1, 2}, [](int i) { return when(i > 1, B); }).bytes(), "<b></b>"_ba);
}

void tst_Each::makesNothingOfNothing()
{
    QVERIFY(each(QStringList(), Li).isEmpty());
    QCOMPARE(Ul(each(QStringList(), Li)).bytes(), "<ul></ul>"_ba);
}

void tst_Each::addsWhatTheConditionAllows()
{
    QCOMPARE(P(when(true, B("x"))).bytes(), "<p><b>x</b></p>"_ba);
    QCOMPARE(P(when(false, B("x"))).bytes(), "<p></p>"_ba);
    QCOMPARE(P(when(true, "a < b"), when(true, 7)).bytes(), "<p>a &lt; b7</p>"_ba);
    QVERIFY(when(true, B("x")).isSingle());
}

void tst_Each::callsOnlyTheArmItNeeds()
{
    int calls = 0;
    const auto arm = [&calls] { return B(++calls); };
    QVERIFY(when(false, arm).isEmpty());
    QCOMPARE(calls, 0);
    QCOMPARE(when(true, arm).bytes(), "<b>1</b>"_ba);
    QCOMPARE(when(false, arm, [] { return I("other"); }).bytes(), "<i>other</i>"_ba);
    QCOMPARE(calls, 1);
}

void tst_Each::choosesBetweenTwo()
{
    QCOMPARE(when(true, "a", B("b")).bytes(), "a"_ba);
    QCOMPARE(when(false, "a", B("b")).bytes(), "<b>b</b>"_ba);
}

void tst_Each::choosesAttributesToo()
{
    QCOMPARE(P(when(true, cls("on")), when(false, id("x"))).bytes(), "<p class=\"on\"></p>"_ba);
    QCOMPARE(P(when(false, cls("on"), cls("off"))).bytes(), "<p class=\"off\"></p>"_ba);
    QCOMPARE(P(when(true, [] { return title("t"); })).bytes(), "<p title=\"t\"></p>"_ba);
}

QTEST_APPLESS_MAIN(tst_Each)
#include "tst_each.moc"

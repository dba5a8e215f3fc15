#include <BackState/core/state.h>
#include <BackState/core/state_data.h>

#include <QSignalSpy>
#include <QTest>

#include <vector>

using namespace BackState;
using namespace Qt::StringLiterals;

struct Item
{
    Q_GADGET
    Q_PROPERTY(QString title MEMBER title)
    Q_PROPERTY(bool done MEMBER done)

public:
    QString title;
    bool done = false;
    bool operator==(const Item &) const = default;
};

class Todo : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Todo, int, count, 3)
    BACKSTATE_PROPERTY(Todo, int, unset)
    BACKSTATE_PROPERTY(Todo, QList<Item>, items)
    BACKSTATE_PROPERTY(Todo, QStringList, tags, {u"a"_s, u"b"_s})
    BACKSTATE_PROPERTY(Todo, QStringList, more, u"c"_s, u"d"_s)
    BACKSTATE_PROPERTY(Todo, double, ratio, 1)
    BACKSTATE_EDITABLE(Todo, QString, draft, "text")
    BACKSTATE_PRIVATE(Todo, QString, secret)
    BACKSTATE_TRANSIENT(Todo, bool, open, true)
};

class tst_Property : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWithItsInitialValue();
    void isUsedLikeAField();
    void isUsedLikeItsList();
    void assignsTheValueOfAnother();
    void notifiesOnceForEachChange();
    void isSilentWhenNothingChanged();
    void changesInPlaceWithOneNotification();
    void followsABinding();
    void isAPropertyOfTheMetaObject();
    void saysWhatTheBrowserMayDo();
    void knowsItsNameAndItsObject();
};

template<typename P>
concept Copyable = requires(const P &property) { P(property); };

static_assert(!std::is_copy_constructible_v<decltype(Todo::count)>);
static_assert(!std::is_move_constructible_v<decltype(Todo::count)>);
static_assert(!Copyable<decltype(Todo::draft)>);
static_assert(
    !std::is_constructible_v<decltype(Todo::items), int>,
    "an initial value is converted, not cast");

void tst_Property::beginsWithItsInitialValue()
{
    const Todo todo;
    QCOMPARE(todo.count.value(), 3);
    QCOMPARE(todo.unset.value(), 0);
    QCOMPARE(todo.tags.value(), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(todo.more.value(), (QStringList{u"c"_s, u"d"_s}));
    QCOMPARE(todo.ratio.value(), 1.0);
    QCOMPARE(todo.draft.value(), u"text"_s);
    QVERIFY(todo.open);
}

void tst_Property::isUsedLikeAField()
{
    Todo todo;
    todo.count += 2;
    QCOMPARE(todo.count, 5);
    todo.count -= 1;
    ++todo.count;
    QCOMPARE(todo.count++, 5);
    QCOMPARE(--todo.count, 5);
    todo.count *= 4;
    todo.count /= 2;
    QCOMPARE(todo.count + 1, 11);
    todo.draft += u"!"_s;
    QCOMPARE(todo.draft, u"text!"_s);
    QCOMPARE(todo.draft->size(), 5);
    todo.draft = "plain";
    QVERIFY(todo.draft == u"plain"_s);
    if (todo.open)
        todo.open = false;
    QVERIFY(!todo.open);
}

void tst_Property::isUsedLikeItsList()
{
    Todo todo;
    QVERIFY(todo.items.isEmpty());
    todo.items << Item{u"one"_s, false};
    todo.items += Item{u"two"_s, true};
    QCOMPARE(todo.items.size(), 2);
    QCOMPARE(todo.items[1].title, u"two"_s);
    QStringList titles;
    for (const Item &item : todo.items)
        titles.append(item.title);
    QCOMPARE(titles, (QStringList{u"one"_s, u"two"_s}));
}

void tst_Property::assignsTheValueOfAnother()
{
    Todo one;
    Todo other;
    other.count = 8;
    one.count = other.count;
    other.count = 9;
    QCOMPARE(one.count.value(), 8);
}

void tst_Property::notifiesOnceForEachChange()
{
    Todo todo;
    QSignalSpy changed(&todo, &Todo::countChanged);
    todo.count = 4;
    todo.count = 5;
    todo.setProperty("count", 6);
    QCOMPARE(changed.size(), 3);
}

void tst_Property::isSilentWhenNothingChanged()
{
    Todo todo;
    QSignalSpy changed(&todo, &Todo::countChanged);
    todo.count = 3;
    todo.count += 0;
    QCOMPARE(changed.size(), 0);
}

void tst_Property::changesInPlaceWithOneNotification()
{
    Todo todo;
    QSignalSpy changed(&todo, &Todo::itemsChanged);
    todo.items.change([](QList<Item> &items) {
        items.append({u"one"_s, false});
        items.append({u"two"_s, false});
        items[0].done = true;
    });
    QCOMPARE(changed.size(), 1);
    QVERIFY(todo.items[0].done);
}

void tst_Property::followsABinding()
{
    Todo todo;
    todo.ratio.setBinding([&todo] { return todo.count.value() / 2.0; });
    QSignalSpy changed(&todo, &Todo::ratioChanged);
    todo.count = 5;
    QCOMPARE(todo.ratio.value(), 2.5);
    QCOMPARE(changed.size(), 1);
    todo.ratio = 7; // a value ends a binding, as ever in Qt
    todo.count = 6;
    QCOMPARE(todo.ratio.value(), 7.0);
}

void tst_Property::isAPropertyOfTheMetaObject()
{
    Todo todo;
    QCOMPARE(todo.property("count").toInt(), 3);
    QVERIFY(todo.setProperty("draft", u"new"_s));
    QCOMPARE(todo.draft, u"new"_s);
    const QMetaProperty property
        = todo.metaObject()->property(todo.metaObject()->indexOfProperty("count"));
    QVERIFY(property.isBindable());
    QVERIFY(property.hasNotifySignal());
}

void tst_Property::saysWhatTheBrowserMayDo()
{
    const Schema &schema = Schema::of<Todo>();
    QVERIFY(!schema.property("count")->isEditable);
    QVERIFY(schema.property("draft")->isEditable);
    QVERIFY(!schema.property("secret")->isVisible);
    QVERIFY(!schema.property("open")->isStored);
    QCOMPARE(schema.problems(), QStringList());
}

void tst_Property::knowsItsNameAndItsObject()
{
    const Todo todo;
    QCOMPARE(todo.draft.name(), "draft");
    QCOMPARE(todo.draft.object(), &todo);
    QCOMPARE(todo.open.object(), &todo);
}

QTEST_APPLESS_MAIN(tst_Property)
#include "tst_property.moc"

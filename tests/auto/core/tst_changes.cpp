#include <BackState/core/changes.h>
#include <BackState/core/state_data.h>

#include <QProperty>
#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

// One property of each kind that can be followed, and one that can't change.
class Panel : public State
{
    Q_OBJECT
    Q_PROPERTY(int level READ level WRITE setLevel NOTIFY levelChanged)
    Q_PROPERTY(QString unit READ unit WRITE setUnit BINDABLE bindableUnit)
    Q_PROPERTY(int doubled READ doubled BINDABLE bindableDoubled)
    Q_PROPERTY(int plain MEMBER plain)
    Q_PROPERTY(int sum READ sum)
    Q_PROPERTY(int serial MEMBER serial CONSTANT)
    BACKSTATE_PROPERTY(Panel, int, count, 0)

public:
    int level() const { return m_level; }
    void setLevel(int level)
    {
        if (std::exchange(m_level, level) != level)
            Q_EMIT levelChanged();
    }
    QBindable<QString> bindableUnit() { return &m_unit; }
    QString unit() const { return m_unit; }
    void setUnit(const QString &unit) { m_unit = unit; }
    QBindable<int> bindableDoubled() { return &m_doubled; }
    int doubled() const { return m_doubled; }
    int sum() const { return plain + m_level; }
    void bindDoubled()
    {
        m_doubled.setBinding([this] { return count.value() * 2; });
    }

    int plain = 0;
    int serial = 7;

Q_SIGNALS:
    void levelChanged();

private:
    int m_level = 0;
    QProperty<QString> m_unit;
    QProperty<int> m_doubled;
};

class tst_Changes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void seesEachKind_data();
    void seesEachKind();
    void seesABindingFollow();
    void comparesOnlyWhenAsked();
    void tellsOnceUntilTaken();
    void listsEachStateOnce();
    void isSilentBeforeFollowing();
    void endsWithUnfollow();
    void survivesTheEndOfAState();
    void leavesConstantsAlone();

private:
    int m_dirtied = 0;
    std::unique_ptr<Changes> m_changes;
};

void tst_Changes::init()
{
    m_dirtied = 0;
    m_changes = std::make_unique<Changes>([this] { ++m_dirtied; });
}

void tst_Changes::seesEachKind_data()
{
    QTest::addColumn<QByteArray>("property");
    QTest::addColumn<QVariant>("value");

    QTest::addRow("the macro") << "count"_ba << QVariant(1);
    QTest::addRow("NOTIFY") << "level"_ba << QVariant(1);
    QTest::addRow("BINDABLE alone") << "unit"_ba << QVariant(u"K"_s);
    QTest::addRow("neither") << "plain"_ba << QVariant(1);
}

void tst_Changes::seesEachKind()
{
    QFETCH(const QByteArray, property);
    QFETCH(const QVariant, value);
    Panel panel;
    m_changes->follow(panel);
    QVERIFY(panel.setProperty(property.constData(), value));
    m_changes->refresh();
    QCOMPARE(m_changes->take(), QList<State *>{&panel});
    const StateData &data = StateData::of(panel);
    const int index = data.schema().property(property)->index;
    QVERIFY(data.versionOf(index) > 0);
    QVERIFY(data.versionOf(index) <= data.version());

    // The same value again is no change.
    const quint64 version = data.version();
    panel.setProperty(property.constData(), value);
    m_changes->refresh();
    QCOMPARE(data.version(), version);
    QCOMPARE(m_changes->take(), QList<State *>());
}

void tst_Changes::seesABindingFollow()
{
    Panel panel;
    panel.bindDoubled();
    m_changes->follow(panel);
    panel.count = 4;
    const StateData &data = StateData::of(panel);
    QVERIFY(data.versionOf(data.schema().property("doubled")->index) > 0);
    QCOMPARE(panel.doubled(), 8);
    const quint64 before = data.version();
    panel.count = 5;
    QVERIFY(data.versionOf(data.schema().property("doubled")->index) > before);
}

void tst_Changes::comparesOnlyWhenAsked()
{
    Panel panel;
    m_changes->follow(panel);
    panel.plain = 3;
    QCOMPARE(m_changes->take(), QList<State *>());
    panel.refresh();
    QCOMPARE(m_changes->take(), QList<State *>{&panel});
    const StateData &data = StateData::of(panel);
    QVERIFY(data.versionOf(data.schema().property("plain")->index) > 0);
    QVERIFY(data.versionOf(data.schema().property("sum")->index) > 0); // reads it
    QCOMPARE(data.versionOf(data.schema().property("level")->index), 0u);
}

void tst_Changes::tellsOnceUntilTaken()
{
    Panel panel;
    m_changes->follow(panel);
    for (int i = 1; i <= 1000; ++i)
        panel.count = i;
    QCOMPARE(m_dirtied, 1);
    m_changes->take();
    panel.count = 0;
    QCOMPARE(m_dirtied, 2);
}

void tst_Changes::listsEachStateOnce()
{
    Panel one;
    Panel two;
    m_changes->follow(one);
    m_changes->follow(two);
    two.count = 1;
    one.count = 1;
    two.setLevel(1);
    QCOMPARE(m_changes->take(), (QList<State *>{&two, &one}));
}

void tst_Changes::isSilentBeforeFollowing()
{
    Panel panel;
    panel.count = 1;
    QCOMPARE(StateData::of(panel).version(), 0u);
    m_changes->follow(panel);
    QCOMPARE(m_changes->take(), QList<State *>());
}

void tst_Changes::endsWithUnfollow()
{
    Panel panel;
    m_changes->follow(panel);
    panel.count = 1;
    m_changes->unfollow(panel);
    panel.setLevel(2);
    QCOMPARE(m_changes->take(), QList<State *>());
}

void tst_Changes::survivesTheEndOfAState()
{
    Panel stays;
    m_changes->follow(stays);
    {
        Panel goes;
        m_changes->follow(goes);
        goes.count = 1;
    }
    m_changes->refresh();
    QCOMPARE(m_changes->take(), QList<State *>());
    stays.count = 1;
    QCOMPARE(m_changes->take(), QList<State *>{&stays});
    m_changes.reset(); // before a state it follows
    stays.count = 2;
}

void tst_Changes::leavesConstantsAlone()
{
    Panel panel;
    m_changes->follow(panel);
    panel.serial = 8;
    m_changes->refresh();
    QCOMPARE(m_changes->take(), QList<State *>());
}

QTEST_APPLESS_MAIN(tst_Changes)
#include "tst_changes.moc"

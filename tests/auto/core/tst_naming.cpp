#include <BackState/core/naming.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

namespace app {

class Base : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Base, int, level, 0)

public:
    Q_INVOKABLE void touch() { }
};

class Sensor : public Base
{
    Q_OBJECT
    Q_PROPERTY(double celsius READ celsius)
    Q_PROPERTY(bool open READ isOpen)
    Q_PROPERTY(int raw MEMBER m_raw)
    BACKSTATE_PROPERTY(Sensor, QString, name)
    BACKSTATE_EDITABLE(Sensor, QString, draft)

public:
    double celsius() const noexcept { return 20; }
    bool isOpen() const { return false; }
    Q_INVOKABLE void set(int amount, const QString &label = {})
    {
        Q_UNUSED(amount)
        Q_UNUSED(label)
    }
    Q_INVOKABLE void ask(const Request &request, qint64 count)
    {
        Q_UNUSED(request)
        Q_UNUSED(count)
    }
    void noEvent() { }
    int m_raw = 0;
};

} // namespace app

using app::Base;
using app::Sensor;

static_assert(Private::memberName<&Sensor::celsius>() == "celsius");
static_assert(Private::memberName<&Sensor::isOpen>() == "isOpen");
static_assert(Private::memberName<&Sensor::m_raw>() == "m_raw");
static_assert(Private::memberName<&Sensor::touch>() == "touch");
static_assert(
    Private::memberName<static_cast<void (Sensor::*)(int, const QString &)>(&Sensor::set)>()
    == "set");

// What C++ would convert but lose.
static_assert(Private::mayBeArgument<int, int>());
static_assert(Private::mayBeArgument<qint64, int>());
static_assert(Private::mayBeArgument<double, int>());
static_assert(Private::mayBeArgument<QString, char[3]>());
static_assert(Private::mayBeArgument<QString, QLatin1StringView>());
static_assert(!Private::mayBeArgument<int, double>());
static_assert(!Private::mayBeArgument<int, bool>());
static_assert(!Private::mayBeArgument<bool, int>());
static_assert(!Private::mayBeArgument<int, char[3]>());
static_assert(!Private::mayBeArgument<QString, int>());

class tst_Naming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAPropertyByItsMember();
    void namesAClassicProperty();
    void namesAnInheritedProperty();
    void namesAPropertyByText();
    void namesAnEventWithItsArguments();
    void leavesTheRequestOut();
    void findsWhatAPageGetsWrong();
};

void tst_Naming::namesAPropertyByItsMember()
{
    const Sensor sensor;
    const PropertyReference reference = BackState::reference(sensor.name);
    QCOMPARE(reference.object, &sensor);
    QCOMPARE(reference.property, Schema::of<Sensor>().property("name"));
}

void tst_Naming::namesAClassicProperty()
{
    const Sensor sensor;
    QCOMPARE(reference<&Sensor::celsius>(sensor).property->name, "celsius");
    QCOMPARE(reference<&Sensor::isOpen>(sensor).property->name, "open");
    QCOMPARE(reference<&Sensor::m_raw>(sensor).property->name, "raw");
}

void tst_Naming::namesAnInheritedProperty()
{
    const Sensor sensor;
    const PropertyReference level = reference(sensor.level);
    QCOMPARE(level.object, &sensor);
    QCOMPARE(level.property, Schema::of<Sensor>().property("level"));
    QCOMPARE(eventReference<&Base::touch>(sensor).event, Schema::of<Sensor>().event("touch"));
}

void tst_Naming::namesAPropertyByText()
{
    const Sensor sensor;
    QCOMPARE(nameProperty(sensor, "celsius").property->name, "celsius");
    const PropertyReference unknown = nameProperty(sensor, "celcius");
    QVERIFY(!unknown.property);
    QCOMPARE(unknown.name, "celcius");
}

void tst_Naming::namesAnEventWithItsArguments()
{
    const Sensor sensor;
    const EventReference event = eventReference<&Sensor::set>(sensor, 3, "on");
    QCOMPARE(event.event->name, "set");
    QCOMPARE(event.arguments.size(), 2);
    QCOMPARE(event.arguments[0].value.toLongLong(), 3);
    QCOMPARE(event.arguments[1].value, QVariant(u"on"_s));
}

void tst_Naming::leavesTheRequestOut()
{
    const Sensor sensor;
    const EventReference event = eventReference<&Sensor::ask>(sensor, 3);
    QCOMPARE(event.arguments.size(), 1);
}

void tst_Naming::findsWhatAPageGetsWrong()
{
    const Sensor sensor;
    (void)eventReference<&Sensor::noEvent>(sensor);
    (void)eventReference<&Sensor::set>(sensor);
    (void)BackState::reference<decltype(Sensor::name), Private::MemberUse::Kind::Editable>(
        sensor.name);
    (void)BackState::reference<decltype(Sensor::draft), Private::MemberUse::Kind::Editable>(
        sensor.draft);
    const QStringList problems = Private::problemsOfUses(&Sensor::staticMetaObject);
    const auto has = [&problems](QLatin1StringView member, QLatin1StringView cure) {
        return std::count_if(problems.cbegin(), problems.cend(), [&](const QString &problem) {
            return problem.startsWith(member) && problem.contains(cure);
        });
    };
    QCOMPARE(has("app::Sensor::noEvent "_L1, "put Q_INVOKABLE before it"_L1), 1);
    QCOMPARE(has("app::Sensor::set "_L1, "without its argument amount"_L1), 1);
    QCOMPARE(has("app::Sensor::name "_L1, "BACKSTATE_EDITABLE"_L1), 1);
    QCOMPARE(problems.size(), 3);
    QCOMPARE(Private::problemsOfUses(&Base::staticMetaObject), QStringList());
}

QTEST_APPLESS_MAIN(tst_Naming)
#include "tst_naming.moc"

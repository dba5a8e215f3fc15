#include <BackState/core/property.h>
#include <BackState/core/proposed.h>
#include <BackState/core/settings.h>
#include <BackState/core/state.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class Base : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Base, int, level, 3)
};

// A property of each kind.
class Device : public Base
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Device, QString, label, "old")
    BACKSTATE_PRIVATE(Device, int, limit, 9)
    Q_PROPERTY(double celsius READ celsius WRITE setCelsius USER true)
    Q_PROPERTY(bool open READ isOpen WRITE setOpen USER true)
    Q_PROPERTY(int raw MEMBER m_raw USER true)

public:
    double celsius() const noexcept { return m_celsius; }
    void setCelsius(double celsius) { m_celsius = celsius; }
    const bool &isOpen() const { return m_open; }
    void setOpen(bool open) { m_open = open; }
    int m_raw = 7;

private:
    double m_celsius = 20.5;
    bool m_open = false;
};

class tst_Proposed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasThePresentValues();
    void hasTheEditedValues();
    void changesNothing();
};

void tst_Proposed::hasThePresentValues()
{
    const Device device;
    const Proposed values(device);
    QCOMPARE(values.value<&Device::label>(), u"old"_s);
    QCOMPARE(values.value<&Device::limit>(), 9);
    QCOMPARE(values.value<&Base::level>(), 3);
    QCOMPARE(values.value<&Device::celsius>(), 20.5);
    QCOMPARE(values.value<&Device::isOpen>(), false);
    QCOMPARE(values.value<&Device::m_raw>(), 7);
    QCOMPARE(values.value(u"raw"_s), QVariant(7));
    QVERIFY(!values.value(u"nothing"_s).isValid());
    static_assert(std::is_same_v<decltype(values.value<&Device::isOpen>()), bool>);
    static_assert(std::is_same_v<decltype(values.value<&Device::label>()), QString>);
}

void tst_Proposed::hasTheEditedValues()
{
    const Device device;
    Proposed values(device);
    values.set(u"label"_s, u"new"_s);
    values.set(u"level"_s, 4);
    values.set(u"level"_s, 5);
    values.set(u"celsius"_s, 1.5);
    values.set(u"open"_s, true);
    values.set(u"raw"_s, 8);
    values.set(u"nothing"_s, 8);
    QCOMPARE(values.value<&Device::label>(), u"new"_s);
    QCOMPARE(values.value<&Device::level>(), 5);
    QCOMPARE(values.value<&Device::celsius>(), 1.5);
    QCOMPARE(values.value<&Device::isOpen>(), true);
    QCOMPARE(values.value<&Device::m_raw>(), 8);
    QCOMPARE(values.value(u"open"_s), QVariant(true));
    QCOMPARE(values.value<&Device::limit>(), 9);
}

void tst_Proposed::changesNothing()
{
    const Device device;
    Proposed values(device);
    values.set(u"raw"_s, 8);
    QCOMPARE(device.m_raw, 7);
}

QTEST_APPLESS_MAIN(tst_Proposed)
#include "tst_proposed.moc"

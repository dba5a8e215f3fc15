// The states that the tests of this room show.
#pragma once

#include <BackState/core/settings.h>
#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/attributes.h>
#include <BackState/datastar/rendering.h>

#include <QVariantMap>

#include <optional>

struct Point
{
    Q_GADGET
    Q_PROPERTY(int x MEMBER x)
    Q_PROPERTY(int y MEMBER y)

public:
    int x = 1;
    int y = 2;
    bool operator==(const Point &) const = default;
};

class Counter : public BackState::State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Counter, int, count, 0)
    BACKSTATE_PROPERTY(Counter, bool, isOpen, false)
    BACKSTATE_PROPERTY(Counter, QString, label, "Clicks")
    BACKSTATE_PROPERTY(Counter, std::optional<int>, limit)
    BACKSTATE_PROPERTY(Counter, QVariantMap, details)
    BACKSTATE_PROPERTY(Counter, QStringList, names)
    BACKSTATE_PROPERTY(Counter, Point, point)
    BACKSTATE_PRIVATE(Counter, QString, secret, "s")

public:
    Q_INVOKABLE void increment(int amount = 1) { count += amount; }
    Q_INVOKABLE void reset() { count = 0; }
};

class Chat : public BackState::State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Chat, QString, draft, "Hi")
    BACKSTATE_EDITABLE(Chat, int, size, 3)
    BACKSTATE_EDITABLE(Chat, std::optional<int>, limit)
    BACKSTATE_PROPERTY(Chat, QStringList, messages)
    BACKSTATE_EVENT(search, .verb = Verb::Get)
    BACKSTATE_EVENT(remove, .verb = Verb::Delete)
    BACKSTATE_EVENT(publish, .verb = Verb::Put, .path = "/published")

public:
    Q_INVOKABLE void send(const QString &message) { messages << message; }
    Q_INVOKABLE void search(const QString &text, int page)
    {
        Q_UNUSED(text)
        Q_UNUSED(page)
    }
    Q_INVOKABLE void remove() { }
    Q_INVOKABLE void publish(bool now) { Q_UNUSED(now) }
    void notAnEvent() { }
};

// A classic state, without our macros.
class Sensor : public BackState::State
{
    Q_OBJECT
    Q_PROPERTY(double celsius READ celsius NOTIFY celsiusChanged)
    Q_PROPERTY(Mode mode READ mode NOTIFY modeChanged)

public:
    enum class Mode { Calm, Alarm };
    Q_ENUM(Mode)

    double celsius() const { return m_celsius; }
    void setCelsius(double celsius)
    {
        m_celsius = celsius;
        Q_EMIT celsiusChanged();
    }
    Mode mode() const { return m_celsius > 40 ? Mode::Alarm : Mode::Calm; }

    Q_SIGNAL void celsiusChanged();
    Q_SIGNAL void modeChanged();

private:
    double m_celsius = 21.5;
};

// Speaks another dialect for the time of a test.
class Speaking
{
public:
    explicit Speaking(const BackState::Dialect &dialect)
    {
        BackState::Dialect::setCurrent(dialect);
    }
    ~Speaking() { BackState::Dialect::setCurrent(BackState::Dialect::v1()); }
    Speaking(const Speaking &) = delete;
    Speaking &operator=(const Speaking &) = delete;
};

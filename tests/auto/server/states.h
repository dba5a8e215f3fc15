// The states that these tests show, one for each thing a state can be.
#pragma once

#include <BackState/core/property.h>
#include <BackState/core/request.h>
#include <BackState/core/settings.h>
#include <BackState/core/state.h>
#include <BackState/datastar/patch.h>

// How many objects of a class there were, and are.
template<typename S>
struct Counted
{
    Counted()
    {
        ++made;
        ++alive;
    }
    ~Counted() { --alive; }
    Counted(const Counted &) = delete;
    Counted &operator=(const Counted &) = delete;

    inline static int made = 0;
    inline static int alive = 0;
};

// Of a session, as states are when nothing is said.
class Counter : public BackState::State, public Counted<Counter>
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Counter, int, count, 0)
    BACKSTATE_PROPERTY(Counter, int, other, 0)

public:
    Q_INVOKABLE void increment(int amount = 1) { count += amount; }
    Q_INVOKABLE void place(int x, int y = 10) { count = x * 100 + y; }
    Q_INVOKABLE void takeSmall(quint8 small) { count = small; }
    Q_INVOKABLE void scratch(int amount) const { Q_UNUSED(amount) }
    void notAnEvent() { count = -1; }

public Q_SLOTS:
    void plainSlot() { count = -1; }
    void setCount(int value) { count = value; }

private Q_SLOTS:
    void privateSlot() { count = -1; }
};

// With everything that a user may do to a property.
class Profile : public BackState::State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Profile, QString, name)
    BACKSTATE_EDITABLE(Profile, int, age, 0)
    BACKSTATE_PROPERTY(Profile, QString, greeting)
    Q_PROPERTY(QString nick READ nick WRITE setNick NOTIFY nickChanged USER true)

public:
    QString validate(const QString &property, const QVariant &value) const override;
    QString nick() const { return m_nick; }
    void setNick(const QString &nick); // without spaces around it

    Q_INVOKABLE void greet();
    Q_INVOKABLE void say(const QString &words) { greeting = words; }
    Q_INVOKABLE void apply(const QString &name, const BackState::Request &request);

    int nameChanges = 0;

Q_SIGNALS:
    void nickChanged();

private:
    QString m_nick;
};

// Events that answer with elements and patches, and that BACKSTATE_EVENT says more of.
class Desk : public BackState::State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Desk, int, calls, 0)

public:
    Q_INVOKABLE BackState::Html::Element element();
    Q_INVOKABLE BackState::Html::Element placed();
    Q_INVOKABLE BackState::Html::Element nothing();
    Q_INVOKABLE BackState::Patch patch();
    Q_INVOKABLE QList<BackState::Patch> patches();
    Q_INVOKABLE void find(const QString &q) { calls = int(q.size()); }
    Q_INVOKABLE void move() { ++calls; }

public Q_SLOTS:
    void wipe(int below) { calls = -below; }

private:
    BACKSTATE_EVENT(placed, .selector = "#list", .mode = Mode::Append)
    BACKSTATE_EVENT(find, .verb = Verb::Get, .path = "/search/now")
    BACKSTATE_EVENT(wipe, .verb = Verb::Delete)
};

// Of one tab, and kept like others.
class Pad : public BackState::State, public Counted<Pad>
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_STORE(Server)
    BACKSTATE_PROPERTY(Pad, int, strokes, 0)

public:
    Q_INVOKABLE void stroke() { ++strokes; }
};

struct Entry
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString title MEMBER title)

public:
    int id = 0;
    QString title;
    bool operator==(const Entry &) const = default;
};

// Of everybody.
class Board : public BackState::State, public Counted<Board>
{
    Q_OBJECT
    BACKSTATE_STORE(Server) // also where it is lent
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Board, QString, title, "Board")
    BACKSTATE_PROPERTY(Board, int, number, 0)
    BACKSTATE_PROPERTY(Board, QList<Entry>, entries)
    BACKSTATE_EDITABLE(Board, QString, draft)
    BACKSTATE_EDITABLE(Board, int, level, 0)

public:
    Q_INVOKABLE void raise() { ++number; }
    Q_INVOKABLE void clear() { draft = ""; }
    Q_INVOKABLE BackState::Html::Element mixed(); // changes both kinds, and answers
};

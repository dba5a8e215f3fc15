// ObjectMaker: makes the state objects of owners, and ends them. Internal.
#pragma once

#include <QHash>
#include <QMap>
#include <QObject>
#include <QString>

QT_BEGIN_NAMESPACE
struct QMetaObject;
QT_END_NAMESPACE

namespace BackState {
class Changes;
class State;
struct StateClass;
} // namespace BackState

namespace BackState::Http {

class ObjectWatcher;
class Owner;

// An owner has at most one object of each class. Lives in the server's thread, whose Changes follow
// each object from its making on.
class ObjectMaker
{
public:
    ObjectMaker(Changes &changes, ObjectWatcher &watcher);

    // Made if need be; null if the class can't be made.
    State *obtain(const StateClass &stateClass, Owner &owner);
    void end(Owner &owner); // all its objects

    // What nobody shows may have to end by BACKSTATE_TTL, long before its owner.
    void setShown(const State &state, bool isShown);
    void endUnused(qint64 now); // ms, of the room's clock

    int count(const QMetaObject *metaObject) const { return m_counts.value(metaObject); }
    QMap<QString, int> countByClass() const;

private:
    void end(State *state, Owner &owner);
    void ended(State *state, const QMetaObject *metaObject, Owner &owner);
    void forget(State &state);

    Changes &m_changes;
    ObjectWatcher &m_watcher;
    // Objects that BACKSTATE_TTL ends and that nobody shows: when they were shown or asked for
    // last, in ms.
    QHash<const State *, qint64> m_unused;
    QHash<const QMetaObject *, int> m_counts;
    QObject m_context; // of the connections by which the end of an object is noticed
};

} // namespace BackState::Http

// Storage: the values of one state object in the server's store, by hand.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/state.h>

#include <QFuture>
#include <QPointer>

namespace BackState {

class BACKSTATE_CORE_EXPORT Storage
{
public:
    QFuture<Expected<void>> save() const; // the values it has now
    QFuture<Expected<bool>> load() const; // whether there were any
    QFuture<Expected<bool>> remove() const; // whether there were any
    QFuture<Expected<bool>> exists() const;

private:
    friend class State;
    explicit Storage(State *state)
        : m_state(state)
    {
    }
    QPointer<State> m_state;
};

// What does it for the states of one server. Not for programs.
class BACKSTATE_CORE_EXPORT StorageAccess
{
public:
    virtual ~StorageAccess();

    virtual QFuture<Expected<void>> save(State &state) = 0;
    virtual QFuture<Expected<bool>> load(State &state) = 0;
    virtual QFuture<Expected<bool>> remove(State &state) = 0;
    virtual QFuture<Expected<bool>> exists(State &state) = 0;
};

} // namespace BackState

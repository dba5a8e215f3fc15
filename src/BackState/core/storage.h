// Storage: the values of one state object in the server's store, by hand.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/state.h>

#include <QFuture>
#include <QPointer>

namespace BackState {

/*!
    The values of one state in the server's store, saved and loaded by hand: for classes with
    BACKSTATE_STORE(Custom), and to save at once. A value that does nothing once its state is gone,
    to be used in the state's thread. Futures finish there or in the store's thread, with an Error
    if the server has no store or can't reach it.
*/
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

//! Does that for the states of one server. Not for programs.
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

// Changes: which of the states it follows have changed. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QList>

#include <functional>
#include <vector>

namespace BackState {

class State;
class StateData;
class StorageAccess;

/*!
    Follows states and knows which of them changed since it was asked last.

    Lives in the thread of the states it follows; loans of states end by unfollow() or with their
    destruction.
*/
class BACKSTATE_CORE_EXPORT Changes
{
public:
    // Called at the first change after dirty() was emptied: the time to plan a flush.
    explicit Changes(std::function<void()> becameDirty);
    ~Changes();
    Changes(const Changes &) = delete;
    Changes &operator=(const Changes &) = delete;

    void follow(State &state);
    void unfollow(State &state);

    // The states with changes since the last take(), each once, in the order of their first change.
    QList<State *> take();

    // Rises with each change of any followed state.
    quint64 serial() const { return m_serial; }

    // Of the states it follows; on loan. Null if there is no store.
    void setStorageAccess(StorageAccess *access) { m_storageAccess = access; }
    StorageAccess *storageAccess() const { return m_storageAccess; }

    // Compares every followed property that has neither NOTIFY nor BINDABLE; called around each
    // event.
    void refresh();

private:
    friend class StateData;
    void add(StateData *data);
    void remove(StateData *data);

    std::function<void()> m_becameDirty;
    quint64 m_serial = 0;
    StorageAccess *m_storageAccess = nullptr;
    std::vector<StateData *> m_dirty;
    std::vector<StateData *> m_followed;
    std::vector<StateData *> m_compared;
};

} // namespace BackState

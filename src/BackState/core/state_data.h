// StateData: what the library knows of a state object beside its properties. Internal.
#pragma once

#include <BackState/core/schema.h>
#include <BackState/core/state.h>
#include <BackState/core/surroundings.h>

#include <QList>
#include <QPropertyNotifier>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace BackState {

class Changes;
class StorageAccess;
class Watch;

class BACKSTATE_CORE_EXPORT StateData
{
public:
    explicit StateData(State *state);
    ~StateData();

    static StateData &of(const State &state) { return *state.d; }

    // Of the object's own class, so it must not be asked before its constructor is done.
    const Schema &schema() const;

    // Empty for the only object of its class on a page. To be set before anything names the object.
    const QByteArray &key() const { return m_key; }
    void setKey(const QByteArray &key) { m_key = key; }

    // Null if the object has not been given a place yet, or is about to end. A loan for as long as
    // it is set.
    Surroundings *surroundings() const { return m_surroundings; }
    void setSurroundings(Surroundings *surroundings) { m_surroundings = surroundings; }

    // Rises by one with each change; versionOf(i) is the version of property i's last change.
    quint64 version() const { return m_version; }
    quint64 versionOf(int property) const { return m_versions.at(property); }

    // Open pages that show the object.
    int viewers() const { return m_viewers; }
    void addViewers(int number) { m_viewers += number; }
    // Whether there are others than at the last call.
    bool takeViewersChanged() { return std::exchange(m_toldViewers, m_viewers) != m_viewers; }

    void noteChange(int property);
    void refresh();
    bool isFollowed() const { return m_changes != nullptr; }
    StorageAccess *storageAccess() const; // null if its server has no store

private:
    friend class Changes;
    State *m_state;
    mutable const Schema *m_schema = nullptr;
    QByteArray m_key;
    Surroundings *m_surroundings = nullptr;
    quint64 m_version = 0;
    QList<quint64> m_versions;
    Changes *m_changes = nullptr;
    std::size_t m_place = 0; // in Changes::m_followed
    bool m_isDirty = false;
    int m_viewers = 0;
    int m_toldViewers = 0;
    std::unique_ptr<Watch> m_watch;
};

} // namespace BackState

#include <BackState/core/state_data.h>

#include "watch_p.h"
#include <BackState/core/changes.h>

namespace BackState {

StateData::StateData(State *state)
    : m_state(state)
{
}

StateData::~StateData()
{
    if (m_changes)
        m_changes->remove(this);
}

const Schema &StateData::schema() const
{
    if (!m_schema)
        m_schema = &Schema::of(m_state->metaObject());
    return *m_schema;
}

void StateData::noteChange(int property)
{
    m_versions[property] = ++m_version;
    if (!m_changes)
        return;
    ++m_changes->m_serial;
    if (!m_isDirty) {
        m_isDirty = true;
        m_changes->add(this);
    }
}

StorageAccess *StateData::storageAccess() const
{
    return m_changes ? m_changes->storageAccess() : nullptr;
}

void StateData::refresh()
{
    if (m_watch)
        m_watch->compare(m_state, schema());
}

} // namespace BackState

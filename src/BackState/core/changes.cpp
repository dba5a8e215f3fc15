#include <BackState/core/changes.h>

#include "watch_p.h"
#include <BackState/core/state_data.h>

namespace BackState {

Changes::Changes(std::function<void()> becameDirty)
    : m_becameDirty(std::move(becameDirty))
{
}

Changes::~Changes()
{
    for (StateData *data : m_followed) {
        data->m_changes = nullptr;
        data->m_isDirty = false;
        data->m_watch.reset();
    }
}

/*!
    Follows \a state until unfollow() or until it is destroyed. A state is followed by one Changes
    at a time; following it again does nothing.
*/
void Changes::follow(State &state)
{
    StateData &data = StateData::of(state);
    if (data.m_changes == this)
        return;
    Q_ASSERT(!data.m_changes);
    const Schema &schema = data.schema();
    data.m_versions.resize(schema.properties().size());
    data.m_changes = this;
    data.m_watch = std::make_unique<Watch>(&data);
    for (const Schema::Property &property : schema.properties())
        data.m_watch->watch(&state, property);
    data.m_place = m_followed.size();
    m_followed.push_back(&data);
    if (data.m_watch->compares())
        m_compared.push_back(&data);
}

void Changes::unfollow(State &state)
{
    StateData &data = StateData::of(state);
    if (data.m_changes == this)
        remove(&data);
}

QList<State *> Changes::take()
{
    QList<State *> states;
    states.reserve(qsizetype(m_dirty.size()));
    for (StateData *data : m_dirty) {
        data->m_isDirty = false;
        states.append(data->m_state);
    }
    m_dirty.clear();
    return states;
}

void Changes::refresh()
{
    for (std::size_t i = 0; i < m_compared.size(); ++i)
        m_compared[i]->refresh();
}

void Changes::add(StateData *data)
{
    m_dirty.push_back(data);
    if (m_dirty.size() == 1 && m_becameDirty)
        m_becameDirty();
}

void Changes::remove(StateData *data)
{
    m_followed.back()->m_place = data->m_place;
    m_followed[data->m_place] = m_followed.back();
    m_followed.pop_back();
    if (data->m_watch->compares())
        std::erase(m_compared, data);
    if (data->m_isDirty)
        std::erase(m_dirty, data);
    data->m_changes = nullptr;
    data->m_isDirty = false;
    data->m_watch.reset();
}

} // namespace BackState

#include "kept_objects_p.h"

#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/text/shrink.h>

namespace BackState::Http {

KeptObject &KeptObjects::add(State &state)
{
    KeptObject &entry = m_entries[&state];
    entry = {};
    entry.state = &state;
    entry.serial = ++m_lastSerial;
    entry.made = entry.seen = entry.saved = StateData::of(state).version();
    return entry;
}

bool KeptObjects::remove(const State *state)
{
    const bool wasThere = m_entries.remove(state) > 0;
    shrink(m_entries);
    return wasThere;
}

void KeptObjects::clear()
{
    m_entries = {};
}

KeptObject *KeptObjects::find(const State &state)
{
    const auto found = m_entries.find(&state);
    return found == m_entries.end() ? nullptr : &*found;
}

const KeptObject *KeptObjects::find(const State &state) const
{
    const auto found = m_entries.constFind(&state);
    return found == m_entries.cend() ? nullptr : &*found;
}

KeptObject *KeptObjects::find(const State *state, quint64 serial)
{
    const auto found = m_entries.find(state);
    return found == m_entries.end() || found->serial != serial ? nullptr : &*found;
}

} // namespace BackState::Http

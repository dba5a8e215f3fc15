// KeptObjects: the state objects that are to be kept in the store. Internal.
#pragma once

#include "kept_object_p.h"

#include <QHash>
#include <QList>

namespace BackState::Http {

// A pointer to an entry is good until the next call of add() or remove(), so not across any code of
// the program's.
class KeptObjects
{
public:
    KeptObject &add(State &state);
    bool remove(const State *state); // whether it was there
    void clear();

    // Null if it is not kept, or if it is another object at the same address.
    KeptObject *find(const State &state);
    const KeptObject *find(const State &state) const;
    KeptObject *find(const State *state, quint64 serial); // it may be no more than an address
    QList<const State *> states() const { return m_entries.keys(); }

private:
    QHash<const State *, KeptObject> m_entries;
    quint64 m_lastSerial = 0;
};

} // namespace BackState::Http

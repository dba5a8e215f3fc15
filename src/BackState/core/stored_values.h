// The values of a state as a store keeps them. Internal.
#pragma once

#include <BackState/core/state_data.h>

#include <QJsonObject>

#include <optional>

namespace BackState {

// Its properties that are not STORED false and have no binding, by their names.
BACKSTATE_CORE_EXPORT QJsonObject storedValues(const State &state);

// Writes them back, those only that have not changed after the version `since` where one is given.
// What no longer converts, or has no property any more, is left out and logged by its name. Returns
// whether everything that has a property took its place. If not, the state differs from what is
// stored.
BACKSTATE_CORE_EXPORT bool
restoreValues(State &state, const QJsonObject &values, std::optional<quint64> since = {});

// The version of the last change of what is stored.
BACKSTATE_CORE_EXPORT quint64 storedVersion(const State &state);

} // namespace BackState

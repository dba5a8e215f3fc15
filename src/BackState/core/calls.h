// Calls of what a state's class wrote. An exception ends there and goes to the log. Internal.
#pragma once

#include <BackState/core/export.h>
#include <BackState/core/schema.h>
#include <BackState/core/state.h>

#include <QVariant>

namespace BackState::Private {

// What the user of an event that threw is told.
BACKSTATE_CORE_EXPORT QString faultSentence();

struct Called
{
    QVariant result;
    bool hasThrown = false;
};
// An event that throws refuses itself, see Refusing.
BACKSTATE_CORE_EXPORT Called
callEvent(State &state, const Schema::Event &event, const QVariantList &arguments);

// Invalid if the getter throws.
BACKSTATE_CORE_EXPORT QVariant readProperty(const State &state, const Schema::Property &property);
// Returns whether the setter came to its end.
BACKSTATE_CORE_EXPORT bool
setProperty(State &state, const Schema::Property &property, const QVariant &value);

// What validate() and validateTogether() say. If one throws it refuses the value; if it looks at
// several, that of the property `edited`.
BACKSTATE_CORE_EXPORT QString
validated(const State &state, const Schema::Property &property, const QVariant &value);
BACKSTATE_CORE_EXPORT Refusals
validatedTogether(const State &state, const Proposed &values, const QByteArray &edited);

} // namespace BackState::Private

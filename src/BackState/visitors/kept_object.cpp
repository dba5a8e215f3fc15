#include "kept_object_p.h"

#include <BackState/core/schema.h>
#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/core/stored_values.h>
#include <BackState/text/clock.h>
#include <BackState/visitors/owner.h>

namespace BackState::Http {

bool KeptObject::isChanged() const
{
    return storedVersion(*state) != saved;
}

void KeptObject::setSaved()
{
    saved = storedVersion(*state);
    isInStore = true;
    touchedAt = milliseconds();
}

StoreKey storeKeyOf(const State &state, const QByteArray &ownerKey)
{
    return {
        QString::fromUtf8(StateData::of(state).schema().nameSpace()),
        QString::fromUtf8(ownerKey)};
}

// Those that the program lent have their names, as records have their keys.
StoreKey storeKeyOf(const State &state)
{
    if (const Owner *owner = Owner::of(state))
        return storeKeyOf(state, owner->key());
    const QByteArray &name = StateData::of(state).key();
    return storeKeyOf(state, name.isEmpty() ? QByteArrayLiteral("global") : "object/" + name);
}

std::chrono::seconds timeToLiveOf(const State &state, const ServerOptions &options)
{
    if (const int seconds = StateData::of(state).schema().timeToLive(); seconds > 0)
        return std::chrono::seconds(seconds);
    const Owner *owner = Owner::of(state);
    return owner ? std::chrono::ceil<std::chrono::seconds>(owner->keptFor(options))
                 : std::chrono::seconds(0);
}

} // namespace BackState::Http

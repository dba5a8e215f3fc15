#include <BackState/visitors/owner.h>

#include <BackState/visitors/objects.h>

namespace BackState::Http {

Owner::~Owner() = default;

std::chrono::milliseconds Owner::keptFor(const ServerOptions &) const
{
    return {};
}

void Owner::setShown(bool) { }

State *Owner::find(const StateClass &stateClass)
{
    return objects ? objects->obtain(stateClass, QByteArray()) : nullptr;
}

Owner *Owner::of(const State &state)
{
    // Nobody else sets it
    auto *owner = static_cast<Owner *>(StateData::of(state).surroundings());
    return owner && owner->isServers() ? owner : nullptr;
}

} // namespace BackState::Http

#include <BackState/visitors/owner.h>

#include <BackState/visitors/objects.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

Owner::~Owner() = default;

State *Owner::find(const StateClass &stateClass)
{
    return objects ? objects->related(*this, stateClass) : nullptr;
}

const Owner *Owner::of(const State &state)
{
    // Nobody else sets it
    const auto *owner = static_cast<const Owner *>(StateData::of(state).surroundings());
    return owner && owner->kind != Kind::Program ? owner : nullptr;
}

QByteArray GlobalOwner::key() const
{
    return kind == Kind::Global ? "global"_ba : QByteArray();
}

QByteArray UserOwner::key() const
{
    return "user/" + name.toUtf8();
}

QByteArray KeyOwner::key() const
{
    return (kind == Kind::Record ? "record/" : "key/") + name;
}

} // namespace BackState::Http

#include <BackState/visitors/user_owner.h>

#include <BackState/visitors/objects.h>

namespace BackState::Http {

QByteArray UserOwner::key() const
{
    return "user/" + name.toUtf8();
}

State *UserOwner::find(const StateClass &stateClass)
{
    return objects ? objects->related(stateClass, *this) : nullptr;
}

} // namespace BackState::Http

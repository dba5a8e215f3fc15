// ProgramOwner: the surroundings of the objects that the program lent. Internal.
#pragma once

#include <BackState/visitors/owner.h>

namespace BackState::Http {

// It owns nothing: Owner::of() does not tell it.
class ProgramOwner final : public Owner
{
public:
    QByteArray key() const override { return {}; }

protected:
    bool isServers() const override { return false; }
};

} // namespace BackState::Http

// GlobalOwner: of the objects that everybody shares. Internal.
#pragma once

#include <BackState/visitors/owner.h>

namespace BackState::Http {

class GlobalOwner final : public Owner
{
public:
    QByteArray key() const override { return QByteArrayLiteral("global"); }
};

} // namespace BackState::Http

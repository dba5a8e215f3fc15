// RecordOwner: a record, as BACKSTATE_SCOPE(Record, …) has them. Internal.
#pragma once

#include "key_owner_p.h"

namespace BackState::Http {

// One of several of its class that may stand on a page, while what a key of the program's own
// stands for is the only one there.
class RecordOwner final : public KeyOwner
{
public:
    using KeyOwner::KeyOwner;
    QByteArray key() const override { return "record/" + name; }
    QByteArray keyOnPage() const override { return name; }
};

} // namespace BackState::Http

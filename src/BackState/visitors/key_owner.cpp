#include "key_owner_p.h"

#include "records_p.h"

namespace BackState::Http {

void KeyOwner::setShown(bool isShown)
{
    m_records.setShown(*this, isShown);
}

} // namespace BackState::Http

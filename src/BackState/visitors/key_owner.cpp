#include <BackState/visitors/key_owner.h>

#include <BackState/visitors/records.h>

namespace BackState::Http {

void KeyOwner::setShown(bool isShown)
{
    m_records.setShown(*this, isShown);
}

} // namespace BackState::Http

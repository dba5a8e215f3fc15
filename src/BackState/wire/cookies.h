// Reading the Cookie field. Internal.
#pragma once

#include <QByteArrayView>

namespace BackState::Http {

// The value of the first cookie of that name, a view of `field`. Empty if there is none.
QByteArrayView cookieValue(QByteArrayView field, QByteArrayView name);

} // namespace BackState::Http

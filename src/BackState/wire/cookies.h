// Reading the Cookie field. Internal.
#pragma once

#include <QByteArrayView>

namespace BackState::Http {

// The value of the first cookie of that name; empty: there is none. A view of `field`.
QByteArrayView cookieValue(QByteArrayView field, QByteArrayView name);

} // namespace BackState::Http

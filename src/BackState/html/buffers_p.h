// The memory of markup that is gone, for the next one. Internal.
#pragma once

#include <QByteArray>

namespace BackState::Private {

// Bytes of the given size, not initialised.
QByteArray takeBuffer(qsizetype size);

} // namespace BackState::Private

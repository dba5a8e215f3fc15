// What tells the marks in markup from what a user wrote: nobody can guess it. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArrayView>

namespace BackState::Private {

// Letters and digits, the same for the whole life of the program. Any thread.
BACKSTATE_CORE_EXPORT QByteArrayView markSecret();

} // namespace BackState::Private

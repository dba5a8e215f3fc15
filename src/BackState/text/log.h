// The category that the server logs to. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QLoggingCategory>

namespace BackState::Http {

// "backstate.http": says what went wrong and with whom, never what is in a cookie, a body or a
// signal.
BACKSTATE_CORE_EXPORT const QLoggingCategory &log();

} // namespace BackState::Http

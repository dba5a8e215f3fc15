#pragma once

#include <BackState/core/export.h>

#include <QLoggingCategory>

namespace BackState::Http {

// "backstate.http": what went wrong and with whom, never what a cookie, a body or a signal says
BACKSTATE_CORE_EXPORT const QLoggingCategory &log();

} // namespace BackState::Http

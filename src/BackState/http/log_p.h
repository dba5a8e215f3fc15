#pragma once

#include <QtCore/qloggingcategory.h>

namespace BackState::Http {

// "backstate.http": what went wrong and with whom, never what a cookie, a body or a signal says
Q_DECLARE_LOGGING_CATEGORY(log)

} // namespace BackState::Http

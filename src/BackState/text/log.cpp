#include <BackState/text/log.h>

namespace BackState::Http {

Q_LOGGING_CATEGORY(log, "backstate.http", QtInfoMsg)

} // namespace BackState::Http

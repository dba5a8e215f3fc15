// The clock that times inside the server are measured by. Internal.
#pragma once

#include <QtGlobal>

#include <chrono>

namespace BackState::Http {

// Milliseconds of a clock that only goes forward.
inline qint64 milliseconds()
{
    using namespace std::chrono;
    return duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace BackState::Http

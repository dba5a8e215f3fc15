// Thrown: exceptions of the program's code, which end where it is called. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QString>

#include <type_traits>

namespace BackState::Private {

// Says to the log what was thrown in that code of the program: "Counter::increment()". To be called
// where it is caught.
BACKSTATE_CORE_EXPORT void tellThrown(const QString &where);

// Calls what the program wrote. What that throws goes to the log and no further. where() says what
// it was, and is only asked then. Returns whether the call came to its end.
template<typename Where, typename Function>
bool contain(Where where, Function &&function)
{
    static_assert(std::is_same_v<decltype(where()), QString>, "no unfinished concatenation");
    try {
        function();
        return true;
    } catch (...) {
        tellThrown(where());
        return false;
    }
}

} // namespace BackState::Private

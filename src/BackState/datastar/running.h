// running(): whether an event that goes on does, in this tab.
#pragma once

#include <BackState/datastar/expression.h>

namespace BackState {

namespace Private {

BACKSTATE_CORE_EXPORT Expression runningExpression(const EventReference &event);

} // namespace Private

/*!
    True from the call of an event of the object, by this tab, until its Flow or QFuture has ended:
    attr("disabled", running<&Job::start>(job)).
*/
template<auto Method, typename S>
    requires std::derived_from<S, State>
Expression running(const S &object)
{
    return Private::runningExpression(
        eventByMethod<Method, Private::MemberUse::Kind::Running>(object));
}

} // namespace BackState

// action(): the expression that calls an event.
#pragma once

#include <BackState/datastar/expression.h>
#include <BackState/html/attribute.h>

namespace BackState {

namespace Private {

BACKSTATE_CORE_EXPORT Expression actionExpression(const EventReference &event);
BACKSTATE_CORE_EXPORT Html::Attribute allowEvent(const EventReference &event);
BACKSTATE_CORE_EXPORT Expression progressExpression(const EventReference &event);

} // namespace Private

/*!
    Calls an event of the object: action<&Counter::increment>(counter, 1). Arguments stand for the
    parameters in their order. A signal among them is read at the moment of the call.
*/
template<auto Method, typename S, typename... Given>
    requires std::derived_from<S, State>
Expression action(const S &object, const Given &...given)
{
    return Private::actionExpression(eventReference<Method>(object, given...));
}

/*!
    Calls an event with the fields and files of the form around the element:
    onSubmit(submit<&Album::add>(album)).
*/
template<auto Method, typename S, typename... Given>
    requires std::derived_from<S, State>
Expression submit(const S &object, const Given &...given)
{
    return Private::actionExpression(
        eventReference<Method, Private::MemberUse::Kind::Form>(object, given...));
}

/*! How much of a form with files has arrived, in percent: 0 when none is on its way. */
template<auto Method, typename S>
    requires std::derived_from<S, State>
Expression uploadProgress(const S &object)
{
    return Private::progressExpression(
        eventReference<Method, Private::MemberUse::Kind::Form>(object));
}

/*! Sends what the user edited in the object, and calls nothing: bind(p, live(…)) uses it. */
BACKSTATE_CORE_EXPORT Expression editAction(const State &object);

namespace Html {

/*!
    Lets scripts of the page's own call an event that nothing on the page offers:
    Main(allow<&Counter::increment>(counter), …). It writes nothing.
*/
template<auto Method, typename S>
    requires std::derived_from<S, State>
Attribute allow(const S &object)
{
    return Private::allowEvent(eventReference<Method, Private::MemberUse::Kind::Form>(object));
}

} // namespace Html

} // namespace BackState

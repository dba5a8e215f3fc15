// region() and rows(): parts of a page that are built again when a property changes.
#pragma once

#include <BackState/datastar/region_templates.h>
#include <BackState/datastar/rows_templates.h>

namespace BackState::Html {

/*!
    An element that is built again when the property changes. The function captures nothing and
    takes states by const &: the property's own object for its class, for any other class the one
    that the page shows.
*/
template<typename Prop, typename Function>
    requires IsProperty<Prop>
Element region(const Prop &property, Function function)
{
    return Private::makeRegion(reference(property), function);
}
template<auto Member, typename S, typename Function>
    requires std::derived_from<S, State>
Element region(const S &object, Function function)
{
    return Private::makeRegion(reference<Member>(object), function);
}

/*!
    The rows of a list, as an argument of the element that holds them: Ul(rows(chat.messages,
    &Message::id, row)). keyOf tells elements of the list apart: it gives a text or a number, by a
    function or a pointer to member. rowOf makes the row's one element of (const T &),
    (const S &, const T &) or (const T &, const S &).
*/
template<typename Prop, typename KeyOf, typename RowOf>
    requires IsProperty<Prop>
Attribute rows(const Prop &property, KeyOf keyOf, RowOf rowOf)
{
    using List = typename std::remove_cvref_t<Prop>::value_type;
    using Owner = typename std::remove_cvref_t<Prop>::Owner;
    return Private::makeRows<Owner, List>(reference(property), keyOf, rowOf);
}
template<auto Member, typename S, typename KeyOf, typename RowOf>
    requires std::derived_from<S, State>
Attribute rows(const S &object, KeyOf keyOf, RowOf rowOf)
{
    using List = typename BackState::Private::MemberTraits<decltype(Member)>::Value;
    return Private::makeRows<S, List>(reference<Member>(object), keyOf, rowOf);
}

} // namespace BackState::Html

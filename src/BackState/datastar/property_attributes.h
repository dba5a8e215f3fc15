// Attributes that follow a property or an expression: text, bind, show, cls, attr, style, error.
#pragma once

#include <BackState/datastar/action.h>
#include <BackState/datastar/signal.h>
#include <BackState/html/element.h>

#include <chrono>

namespace BackState::Html {

/*! bind(p, live(300ms)) sends edits by itself once the user has paused for that long. */
struct Live
{
    std::chrono::milliseconds pause;
};
constexpr Live live(std::chrono::milliseconds pause = std::chrono::milliseconds(300))
{
    return {pause};
}

} // namespace BackState::Html

namespace BackState::Private {

BACKSTATE_CORE_EXPORT Html::Attribute textOfProperty(const PropertyReference &property);
BACKSTATE_CORE_EXPORT Html::Attribute
bindProperty(const PropertyReference &property, const Html::Live *live = nullptr);
BACKSTATE_CORE_EXPORT Html::Element errorOfProperty(const PropertyReference &property);
BACKSTATE_CORE_EXPORT Html::Element
errorOfArgument(const EventReference &event, QByteArrayView argument);
BACKSTATE_CORE_EXPORT Html::Attribute allowEdit(const PropertyReference &property);
BACKSTATE_CORE_EXPORT Html::Attribute
trustedAttribute(QByteArrayView name, const Expression &value);

} // namespace BackState::Private

namespace BackState::Html {

//! The text of a property, of now and in the browser.
template<typename Prop>
    requires IsProperty<Prop>
Attribute text(const Prop &property)
{
    return Private::textOfProperty(reference(property));
}
template<auto Member, typename S>
    requires std::derived_from<S, State>
Attribute text(const S &object)
{
    return Private::textOfProperty(reference<Member>(object));
}
inline Attribute text(const State &object, QByteArrayView name)
{
    return Private::textOfProperty(nameProperty(object, name));
}
inline Attribute text(const Signal &signal)
{
    return Private::textOfProperty(signal.reference());
}
BACKSTATE_CORE_EXPORT Attribute text(const Expression &expression);

//! What the user enters is the property's value: sent with the next event, or by itself with
//! live().
template<typename Prop>
    requires IsProperty<Prop>
//! Not const &: std::bind, which a property of a standard type brings in, fitted better
Attribute bind(Prop &property)
{
    return Private::bindProperty(
        reference<std::remove_const_t<Prop>, Private::MemberUse::Kind::Editable>(property));
}
template<typename Prop>
    requires IsProperty<Prop>
Attribute bind(Prop &property, Live live)
{
    return Private::bindProperty(
        reference<std::remove_const_t<Prop>, Private::MemberUse::Kind::Editable>(property),
        &live);
}
template<auto Member, typename S>
    requires std::derived_from<S, State>
Attribute bind(const S &object)
{
    return Private::bindProperty(reference<Member, Private::MemberUse::Kind::Editable>(object));
}
template<auto Member, typename S>
    requires std::derived_from<S, State>
Attribute bind(const S &object, Live live)
{
    return Private::bindProperty(
        reference<Member, Private::MemberUse::Kind::Editable>(object),
        &live);
}
inline Attribute bind(const State &object, QByteArrayView name)
{
    return Private::bindProperty(nameProperty(object, name));
}
inline Attribute bind(const State &object, QByteArrayView name, Live live)
{
    return Private::bindProperty(nameProperty(object, name), &live);
}

/*!
    Lets scripts of the page's own set a property that no field of the page is bound to:
    Main(allow(chat.draft), …). It writes nothing.
*/
template<typename Prop>
    requires IsProperty<Prop>
Attribute allow(const Prop &property)
{
    return Private::allowEdit(reference<Prop, Private::MemberUse::Kind::Editable>(property));
}
inline Attribute allow(const State &object, QByteArrayView name)
{
    return Private::allowEdit(nameProperty(object, name));
}

//! Shown where it is true; not painted at all while it is known to be false.
BACKSTATE_CORE_EXPORT Attribute show(const Expression &condition);
template<typename Prop>
    requires IsProperty<Prop>
Attribute show(const Prop &property)
{
    return show(signal(property));
}
template<auto Member, typename S>
    requires std::derived_from<S, State>
Attribute show(const S &object)
{
    return show(signal<Member>(object));
}
inline Attribute show(const State &object, QByteArrayView name)
{
    return show(signal(object, name));
}

//! The opposite of show().
BACKSTATE_CORE_EXPORT Attribute hide(const Expression &condition);
template<typename Prop>
    requires IsProperty<Prop>
Attribute hide(const Prop &property)
{
    return hide(signal(property));
}
template<auto Member, typename S>
    requires std::derived_from<S, State>
Attribute hide(const S &object)
{
    return hide(signal<Member>(object));
}
inline Attribute hide(const State &object, QByteArrayView name)
{
    return hide(signal(object, name));
}

//! The class is there where the condition is true. In addition to cls("a", "b") of html.
BACKSTATE_CORE_EXPORT Attribute cls(QByteArrayView names, const Expression &condition);
//! An attribute with the expression's value; without it where that is false.
BACKSTATE_CORE_EXPORT Attribute attr(QByteArrayView name, const Expression &value);
/*! The same for an attribute whose value runs as script, and for any address. */
template<std::convertible_to<Expression> Value>
Attribute attr(QByteArrayView name, const Trusted<Value> &value)
{
    return Private::trustedAttribute(name, value.value);
}
//! A property of CSS with the expression's value: style("width", signal(p) + "%").
BACKSTATE_CORE_EXPORT Attribute style(QByteArrayView property, const Expression &value);

//! An element that shows why the value of a property was refused, hidden when there is nothing to
//! show.
template<typename Prop>
    requires IsProperty<Prop>
Element error(const Prop &property)
{
    return Private::errorOfProperty(reference(property));
}
template<auto Member, typename S>
    requires std::derived_from<S, State>
Element error(const S &object)
{
    return Private::errorOfProperty(reference<Member>(object));
}
//! The same for a property, an argument or an event by name.
BACKSTATE_CORE_EXPORT Element error(const State &object, QByteArrayView name);
//! The same for an argument of an event.
template<auto Method, typename S>
    requires std::derived_from<S, State>
    && (BackState::Private::MemberTraits<decltype(Method)>::isMethod)
Element error(const S &object, QByteArrayView argument)
{
    return Private::errorOfArgument(
        eventReference<Method, Private::MemberUse::Kind::Form>(object),
        argument);
}

} // namespace BackState::Html

namespace BackState {

//! A state itself among the arguments of a tag mirrors all its properties that a browser may see.
BACKSTATE_CORE_EXPORT Html::Attribute toAttribute(const State &state);

} // namespace BackState

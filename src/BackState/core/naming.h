// Naming a property or an event of an object: by member, by getter, by method or by name. What
// comes out is data; the datastar room spells it.
#pragma once

#include <BackState/core/member.h>
#include <BackState/core/request.h>
#include <BackState/core/state.h>
#include <BackState/core/uses.h>

#include <QByteArrayList>
#include <QList>

#include <concepts>

namespace BackState {

//! A property of an object. `property` is null if the name is unknown: the page that uses it is
//! refused by a sentence.
struct PropertyReference
{
    const State *object = nullptr;
    const Schema::Property *property = nullptr;
    QByteArray name; // as it was given, for messages
};

//! An argument of an action: a value, or a property whose signal is read when the user acts.
struct ActionArgument
{
    QVariant value;
    PropertyReference reference; // its object is null if the argument is a value
    QByteArray name = {}; // of the parameter; empty for the next parameter
    bool fits = true; // false if no value of this type can be that parameter's
};

//! An argument for the parameter of that name, made by named().
template<typename T>
struct NamedArgument
{
    QByteArray name;
    T value;
};

//! An event of an object with its arguments: in the order of the parameters, without Requests and
//! files, or by name.
struct EventReference
{
    const State *object = nullptr;
    const Schema::Event *event = nullptr;
    QByteArray name;
    QList<ActionArgument> arguments;
    bool isForm = false; // a form sends those that are not given
};

//! What may stand for a signal among the arguments of an action: a type that hands out its
//! reference.
template<typename T>
concept SignalArgument = requires(const T &signal) {
    { signal.reference() } -> std::convertible_to<PropertyReference>;
};

BACKSTATE_CORE_EXPORT PropertyReference nameProperty(const State &object, QByteArrayView name);
BACKSTATE_CORE_EXPORT PropertyReference
namePropertyOfMember(const State &object, QByteArrayView member);
BACKSTATE_CORE_EXPORT EventReference
nameEvent(const State &object, QByteArrayView name, QList<ActionArgument> arguments);
//! The names of the parameters that a page gives values to; empty where there is no such event.
BACKSTATE_CORE_EXPORT QByteArrayList parameterNames(const State &object, QByteArrayView event);

} // namespace BackState

#include <BackState/core/naming_arguments.h>

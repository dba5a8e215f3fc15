// Naming a property or an event of an object: by member, by getter, by method or by name. What
// comes out is data; the datastar room spells it.
#pragma once

#include <BackState/core/request.h>
#include <BackState/core/state.h>
#include <BackState/core/uses.h>
#include <BackState/text/signature.h>

#include <QByteArrayList>
#include <QList>

#include <concepts>
#include <string_view>
#include <type_traits>

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

namespace Private {

template<auto Member>
constexpr std::string_view prettyName()
{
    return __PRETTY_FUNCTION__;
}

// The member's own name out of the compiler's spelling of its pointer.
template<auto Member>
constexpr std::string_view memberName()
{
    std::string_view text = prettyName<Member>();
    text.remove_prefix(text.find("Member = ") + 9);
    text = text.substr(0, text.find_first_of(";]"));
    while (!text.empty() && text.back() == ')')
        text.remove_suffix(1);
    return text.substr(text.rfind(':') + 1);
}

inline QByteArrayView view(std::string_view text)
{
    return QByteArrayView(text.data(), qsizetype(text.size()));
}

// A bit for each parameter that is a reference; of the first 64.
template<typename... P>
constexpr quint64 referencesAmong(TypeList<P...>)
{
    quint64 bits = 0;
    int at = 0;
    ((bits |= quint64(std::is_reference_v<P> && at < 64) << (at & 63), ++at), ...);
    return bits;
}

// Not a function. It is a concept so that the traits of a Property are more special than those of
// other data.
template<typename V>
concept DataMember = std::is_object_v<V>;

// Class and value of a pointer to a member; of a method, what it returns.
template<typename T>
struct MemberTraits;
template<typename Function, typename C>
    requires std::is_function_v<Function>
struct MemberTraits<Function C::*>
{
    using Class = C;
    using Value = std::remove_cvref_t<ResultOf<Function>>;
    static constexpr bool isMethod = true;
    static constexpr quint64 references = referencesAmong(ParametersOf<Function>());
};
template<DataMember V, typename C>
struct MemberTraits<V C::*>
{
    using Class = C;
    using Value = V;
    static constexpr bool isMethod = false;
};
template<typename V, typename C>
    requires DataMember<V> && IsProperty<V>
struct MemberTraits<V C::*>
{
    using Class = C;
    using Value = typename V::value_type;
    static constexpr bool isMethod = false;
};

} // namespace Private

} // namespace BackState

#include <BackState/core/naming_arguments.h>

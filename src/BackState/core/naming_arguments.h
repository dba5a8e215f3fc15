// How members and typed arguments become the references of naming.h, which includes this.
#pragma once

#include <BackState/core/naming.h>
#include <BackState/text/text.h>

#include <QByteArray>

#include <array>
#include <tuple>

namespace BackState::Private {

template<typename T>
struct ValueOf
{
    using Type = std::remove_cvref_t<T>;
};
template<typename T>
    requires IsProperty<T>
struct ValueOf<T>
{
    using Type = typename std::remove_cvref_t<T>::value_type;
};

// Whether an argument of type From may be given for a parameter of type To: what C++ converts
// without losing anything. No text for a number, no fraction for an integer, no number for a bool.
template<typename To, typename From>
constexpr bool mayBeArgument()
{
    using Given = typename ValueOf<From>::Type;
    if constexpr (SignalArgument<Given>)
        return true;
    else if constexpr (std::is_same_v<To, Given> || std::is_same_v<To, QVariant>)
        return true;
    else if constexpr (std::is_same_v<To, bool> || std::is_same_v<Given, bool>)
        return false;
    else if constexpr (std::is_integral_v<To>)
        return std::is_integral_v<Given>;
    else if constexpr (std::is_floating_point_v<To>)
        return std::is_arithmetic_v<Given>;
    else if constexpr (std::is_same_v<To, QString>)
        return Text<Given>;
    else if constexpr (std::is_enum_v<To> || std::is_arithmetic_v<Given>)
        return false;
    else
        return std::is_convertible_v<const Given &, To>;
}

template<typename To, typename From>
ActionArgument toArgument(const From &given)
{
    using Given = typename ValueOf<From>::Type;
    if constexpr (SignalArgument<Given>) {
        return {QVariant(), given.reference()};
    } else if constexpr (IsProperty<From>) {
        return toArgument<To>(given.value());
    } else if constexpr (std::is_same_v<To, QVariant>) {
        return {QVariant::fromValue(given), {}};
    } else if constexpr (
        std::is_integral_v<Given> && std::is_integral_v<To> && !std::is_same_v<To, bool>) {
        // The widest type, so that a value outside the parameter's range is seen and named by the
        // page's check.
        if constexpr (std::is_unsigned_v<Given>)
            return {QVariant(quint64(given)), {}};
        else
            return {QVariant(qint64(given)), {}};
    } else if constexpr (std::is_same_v<To, QString>) {
        return {QVariant(textOf(given)), {}};
    } else {
        registerType<To>();
        return {QVariant::fromValue<To>(static_cast<To>(given)), {}};
    }
}

// What the library fills in, not the page: who asked, and the files of a form.
template<typename T>
constexpr bool isFilledIn = std::is_same_v<T, Request> || std::is_same_v<T, UploadedFile>
    || std::is_same_v<T, QList<UploadedFile>>;

// The parameters that an action gives values to.
template<typename List, typename... Types>
struct WithoutFilledIn
{
    using Type = List;
};
template<typename... Kept, typename First, typename... Rest>
struct WithoutFilledIn<TypeList<Kept...>, First, Rest...>
{
    using Type = typename WithoutFilledIn<
        std::conditional_t<
            isFilledIn<std::remove_cvref_t<First>>,
            TypeList<Kept...>,
            TypeList<Kept..., std::remove_cvref_t<First>>>,
        Rest...>::Type;
};
template<typename... P>
constexpr auto givenAmong(TypeList<P...>) -> typename WithoutFilledIn<TypeList<>, P...>::Type;
template<typename Method>
using GivenParameters = decltype(givenAmong(ParametersOf<Method>()));

// One argument against one parameter; the sentence is the compiler's message.
template<typename To, typename From>
constexpr bool checkArgument()
{
    static_assert(
        mayBeArgument<To, From>(),
        "BackState: this argument can't be the value of that parameter; give a value of the "
        "parameter's own type (no fraction for an integer, no text for a number), or a signal: "
        "signal(state.property)");
    return true;
}

template<typename T>
constexpr bool isNamed = false;
template<typename T>
constexpr bool isNamed<NamedArgument<T>> = true;

template<typename To, typename From>
void takeIf(bool isThis, ActionArgument &argument, const From &value)
{
    if constexpr (mayBeArgument<To, From>()) {
        if (isThis)
            argument = toArgument<To>(value);
    }
}

// The parameter of that name is known when the page is built; that its type may not fit is recorded
// then.
template<typename... To, typename T>
ActionArgument
namedArgument(TypeList<To...>, const QByteArrayList &names, const NamedArgument<T> &given)
{
    static_assert(
        (mayBeArgument<To, T>() || ...),
        "BackState: this named argument can't be the value of any of the event's parameters");
    ActionArgument argument{{}, {}, {}, false};
    const qsizetype index = names.indexOf(given.name);
    qsizetype at = 0;
    (takeIf<To>(at++ == index, argument, given.value), ...);
    argument.name = given.name;
    return argument;
}

// Positional arguments first: the one at At must not follow a named one.
template<typename... From>
constexpr bool hasNamedLast()
{
    [[maybe_unused]] bool seen = false;
    bool isLast = true;
    ((isLast = isLast && (!seen || isNamed<From>), seen = seen || isNamed<From>), ...);
    return isLast;
}

template<typename To, typename List, typename From>
ActionArgument argumentFor(List list, const QByteArrayList &names, const From &given)
{
    if constexpr (isNamed<From>) {
        return namedArgument(list, names, given);
    } else if constexpr (checkArgument<To, From>()) {
        return toArgument<To>(given);
    }
}

template<typename... To, typename... From>
QList<ActionArgument>
toArguments(TypeList<To...> list, const QByteArrayList &names, const From &...given)
{
    static_assert(
        sizeof...(From) <= sizeof...(To),
        "BackState: the action gives more arguments than the event has parameters");
    static_assert(
        hasNamedLast<From...>(),
        "BackState: arguments by name, named(…), follow those by position");
    QList<ActionArgument> all;
    if constexpr (sizeof...(From) <= sizeof...(To) && sizeof...(From) > 0) {
        const auto tuple = std::forward_as_tuple(given...);
        [&]<std::size_t... At>(std::index_sequence<At...>) {
            using Types = std::tuple<To...>;
            (all.append(
                 argumentFor<std::tuple_element_t<At, Types>>(list, names, std::get<At>(tuple))),
             ...);
        }(std::index_sequence_for<From...>());
    }
    return all;
}

template<auto Member>
QMetaType typeOfMember()
{
    if constexpr (
        MemberTraits<decltype(Member)>::isMethod
        && std::is_void_v<typename MemberTraits<decltype(Member)>::Value>)
        return {};
    else
        return QMetaType::fromType<typename MemberTraits<decltype(Member)>::Value>();
}

template<auto Member>
constexpr quint64 referencesOfMember()
{
    if constexpr (MemberTraits<decltype(Member)>::isMethod)
        return MemberTraits<decltype(Member)>::references;
    else
        return 0;
}

template<auto Member, typename S, MemberUse::Kind UseKind, int ArgumentCount>
struct NotedUse
{
    static constexpr bool isOfEvent
        = UseKind != MemberUse::Kind::Property && UseKind != MemberUse::Kind::Editable;
    static inline const bool noted = noteUse(
        {UseKind,
         &S::staticMetaObject,
         view(memberName<Member>()).toByteArray(),
         isOfEvent ? QMetaType() : typeOfMember<Member>(),
         ArgumentCount,
         referencesOfMember<Member>()});
};

template<typename P, MemberUse::Kind UseKind>
struct NotedPropertyUse
{
    static inline const bool noted = noteUse(
        {UseKind,
         &P::Owner::staticMetaObject,
         QByteArray(P::name()),
         QMetaType::fromType<typename P::value_type>(),
         0,
         0});
};

} // namespace BackState::Private

namespace BackState {

//! A property by its member: the object is the member's own.
template<typename P, Private::MemberUse::Kind UseKind = Private::MemberUse::Kind::Property>
    requires IsProperty<P>
PropertyReference reference(const P &property)
{
    (void)Private::NotedPropertyUse<P, UseKind>::noted;
    return nameProperty(*property.object(), QByteArrayView(P::name()));
}

//! A classic property by its getter or data member.
template<
    auto Member,
    Private::MemberUse::Kind UseKind = Private::MemberUse::Kind::Property,
    typename S>
    requires std::derived_from<S, State>
PropertyReference reference(const S &object)
{
    using Traits = Private::MemberTraits<decltype(Member)>;
    static_assert(
        std::derived_from<S, typename Traits::Class>,
        "BackState: the member belongs to another class than the state");
    (void)Private::NotedUse<Member, S, UseKind, 0>::noted;
    registerType<typename Traits::Value>();
    return namePropertyOfMember(object, Private::view(Private::memberName<Member>()));
}

//! An argument by the name of its parameter, after those by position: named("amount", 5).
template<typename T>
auto named(QByteArrayView name, const T &value)
{
    if constexpr (IsProperty<T>)
        return NamedArgument<typename T::value_type>{name.toByteArray(), value.value()};
    else if constexpr (std::is_array_v<T> || std::is_pointer_v<T>)
        return NamedArgument<QString>{name.toByteArray(), Private::textOf(value)};
    else
        return NamedArgument<T>{name.toByteArray(), value};
}

//! An event by its method, with arguments in the order of the parameters, then by name.
template<
    auto Method,
    Private::MemberUse::Kind UseKind = Private::MemberUse::Kind::Event,
    typename S,
    typename... Given>
    requires std::derived_from<S, State>
EventReference eventReference(const S &object, const Given &...given)
{
    using Traits = Private::MemberTraits<decltype(Method)>;
    static_assert(
        Traits::isMethod,
        "BackState: an action calls a method: action<&Class::method>(state, …)");
    static_assert(
        std::derived_from<S, typename Traits::Class>,
        "BackState: the method belongs to another class than the state");
    using List = Private::GivenParameters<decltype(Method)>;
    (void)Private::NotedUse<Method, S, UseKind, int(sizeof...(Given))>::noted;
    const QByteArrayView name = Private::view(Private::memberName<Method>());
    QByteArrayList names;
    if constexpr ((Private::isNamed<Given> || ...))
        names = parameterNames(object, name);
    EventReference event = nameEvent(object, name, Private::toArguments(List(), names, given...));
    event.isForm = UseKind == Private::MemberUse::Kind::Form;
    return event;
}

//! An event by its method, not to be called but to be told of.
template<auto Method, Private::MemberUse::Kind UseKind, typename S>
    requires std::derived_from<S, State>
EventReference eventByMethod(const S &object)
{
    using Traits = Private::MemberTraits<decltype(Method)>;
    static_assert(
        Traits::isMethod,
        "BackState: an event is named by its method: running<&Class::method>(state)");
    static_assert(
        std::derived_from<S, typename Traits::Class>,
        "BackState: the method belongs to another class than the state");
    (void)Private::NotedUse<Method, S, UseKind, 0>::noted;
    return nameEvent(object, Private::view(Private::memberName<Method>()), {});
}

} // namespace BackState

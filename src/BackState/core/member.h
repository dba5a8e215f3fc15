// Name, class and value of a member, out of a pointer to it. Not API.
#pragma once

#include <BackState/core/property.h>
#include <BackState/text/signature.h>

#include <QByteArrayView>

#include <string_view>
#include <type_traits>

namespace BackState::Private {

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

} // namespace BackState::Private

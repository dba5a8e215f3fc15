// Signature: what the compiler knows of something that can be called. Not API.
#pragma once

#include <cstddef>
#include <type_traits>

namespace BackState::Private {

template<typename... Types>
struct TypeList
{
    static constexpr std::size_t size = sizeof...(Types);
};

// The Result and the Parameters (a TypeList, with their references) of a function, a pointer to a
// function, a pointer to a member function (with the Class it names), or an object whose class has
// one operator() that is no template. For whatever its qualifiers: const, &, && and noexcept.
template<typename Callable>
struct Signature : Signature<decltype(&Callable::operator())>
{
};

template<typename Function>
struct Signature<Function *> : Signature<Function>
{
};

template<typename Function, typename C>
    requires std::is_function_v<Function>
struct Signature<Function C::*> : Signature<Function>
{
    using Class = C;
};

template<typename R, typename... P>
struct Signature<R(P...)>
{
    using Result = R;
    using Parameters = TypeList<P...>;
};

// Each combination of qualifiers makes a type of its own.
#define BACKSTATE_SIGNATURE(qualifiers)                                                            \
    template<typename R, typename... P>                                                            \
    struct Signature<R(P...) qualifiers> : Signature<R(P...)>                                      \
    {                                                                                              \
    };
BACKSTATE_SIGNATURE(noexcept)
BACKSTATE_SIGNATURE(const)
BACKSTATE_SIGNATURE(const noexcept)
BACKSTATE_SIGNATURE(&)
BACKSTATE_SIGNATURE(& noexcept)
BACKSTATE_SIGNATURE(const &)
BACKSTATE_SIGNATURE(const & noexcept)
BACKSTATE_SIGNATURE(&&)
BACKSTATE_SIGNATURE(&& noexcept)
BACKSTATE_SIGNATURE(const &&)
BACKSTATE_SIGNATURE(const && noexcept)
#undef BACKSTATE_SIGNATURE

template<typename Callable>
using ResultOf = typename Signature<Callable>::Result;
template<typename Callable>
using ParametersOf = typename Signature<Callable>::Parameters;

// Carries nothing of its own: a lambda that captures nothing, a function, a pointer to a member.
// Two of one type are compared by their bytes.
template<typename Callable>
concept Stateless = std::is_empty_v<Callable> || std::is_member_pointer_v<Callable>
    || (std::is_pointer_v<Callable> && std::is_function_v<std::remove_pointer_t<Callable>>);

} // namespace BackState::Private

// StateClass: a class of states that objects can be made of, known from the templates that name it.
#pragma once

#include <BackState/core/state.h>

#include <concepts>
#include <memory>
#include <type_traits>

namespace BackState {

struct StateClass
{
    const QMetaObject *metaObject = nullptr;
    //! Null if the class is abstract: all its objects are the program's own.
    std::unique_ptr<State> (*create)() = nullptr;
};

//! Keeps a description for the life of the program, to be found by its QMetaObject. Any thread of a
//! server.
BACKSTATE_CORE_EXPORT const StateClass &noteStateClass(const StateClass &description);
//! Null if no page, region or Server::state() has named the class yet.
BACKSTATE_CORE_EXPORT const StateClass *findStateClass(const QMetaObject *metaObject);

//! The one description of the class S.
template<typename S>
    requires std::derived_from<S, State>
const StateClass &stateClass()
{
    static_assert(
        std::is_abstract_v<S> || std::is_default_constructible_v<S>,
        "BackState: a state class needs a constructor without arguments");
    StateClass description{&S::staticMetaObject, nullptr};
    if constexpr (!std::is_abstract_v<S>)
        description.create = []() -> std::unique_ptr<State> { return std::make_unique<S>(); };
    static const StateClass &noted = noteStateClass(description);
    return noted;
}

template<typename S>
S *State::related() const
{
    return static_cast<S *>(findRelated(stateClass<S>()));
}

} // namespace BackState

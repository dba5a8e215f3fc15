// Trusted: an attribute's value that may run script.
#pragma once

#include <utility>

namespace BackState::Html {

/*!
    Says that a value may stand in an attribute that runs script: attribute("onclick",
    Trusted("this.select()")), href(Trusted(bookmarklet)). Without it such a value is refused, with
    a warning in \c backstate.html. Never wrap what a user has written. A value that keeps a copy.
*/
template<typename T>
struct Trusted
{
    explicit Trusted(T given)
        : value(std::move(given))
    {
    }

    T value;
};

} // namespace BackState::Html

namespace BackState::Private {

template<typename T>
inline constexpr bool isTrusted = false;
template<typename T>
inline constexpr bool isTrusted<Html::Trusted<T>> = true;

} // namespace BackState::Private

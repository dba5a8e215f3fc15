// Flag: the argument of an attribute that is there or not.
#pragma once

#include <QtGlobal> // before <concepts>, which moc of Qt 6.4 can't read as the first of all

#include <concepts>
#include <type_traits>

namespace BackState::Html {

/*! Whether an attribute is there. Unlike a bool it refuses text: \c{disabled("false")}. */
class Flag
{
public:
    template<typename Value>
        requires std::same_as<Value, bool>
        || (std::is_class_v<Value> && std::convertible_to<const Value &, bool>)
    constexpr Flag(const Value &isOn) // implicit
        : m_isOn(isOn)
    {
    }
    constexpr bool isOn() const { return m_isOn; }

private:
    bool m_isOn;
};

} // namespace BackState::Html

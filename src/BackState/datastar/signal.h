// Signal: the signal of a property, in an expression.
#pragma once

#include <BackState/core/naming.h>
#include <BackState/datastar/expression.h>

namespace BackState {

/*!
    The signal of a property, as an expression or as an argument of an event. Of an optional, a map
    or a variant it is the value within, and undefined where there is none.
*/
class BACKSTATE_CORE_EXPORT Signal : public Expression
{
public:
    explicit Signal(const PropertyReference &property); // names it to the current rendering

    PropertyReference reference() const { return m_property; }

private:
    PropertyReference m_property;
};

template<typename Prop>
    requires IsProperty<Prop>
Signal signal(const Prop &property)
{
    return Signal(reference(property));
}
template<auto Member, typename S>
    requires std::derived_from<S, State>
Signal signal(const S &object)
{
    return Signal(reference<Member>(object));
}
inline Signal signal(const State &object, QByteArrayView name)
{
    return Signal(nameProperty(object, name));
}

} // namespace BackState

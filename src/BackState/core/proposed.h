// Proposed: what a state would be with the values that one request brings.
#pragma once

#include <BackState/core/member.h>

#include <QHash>
#include <QString>
#include <QVariant>

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

namespace BackState {

class State;

//! Names of properties, each with the sentence that refuses its value.
using Refusals = QHash<QString, QString>;

/*!
    What a state would be with all values that one request brings: those that were edited, and the
    present ones of its other properties. What State::validateTogether() looks at.

    It refers to the state, and belongs to its thread.
*/
class BACKSTATE_CORE_EXPORT Proposed
{
public:
    explicit Proposed(const State &state);

    //! The value of a member of the state, named as in a page: a Property, a getter or a field.
    template<auto Member>
        requires std::is_member_pointer_v<decltype(Member)>
    auto value() const
    {
        using Traits = Private::MemberTraits<decltype(Member)>;
        using Value = typename Traits::Value;
        using Class = typename Traits::Class;
        static_assert(std::derived_from<Class, State>, "BackState: this is no member of a State");
        if (const QVariant *edited = find(Private::view(Private::memberName<Member>())))
            return edited->value<Value>();
        const Class &object = static_cast<const Class &>(m_state);
        if constexpr (Traits::isMethod)
            return Value((object.*Member)());
        else if constexpr (IsProperty<std::remove_cvref_t<decltype(object.*Member)>>)
            return Value((object.*Member).value());
        else
            return Value(object.*Member);
    }
    //! The value of the property of that name. Invalid if there is none.
    QVariant value(const QString &property) const;

    //! Proposes a value for a property, in the place of its present one. The server does so; a test
    //! of a state may.
    void set(const QString &property, const QVariant &value);

private:
    const QVariant *find(QByteArrayView member) const;

    const State &m_state;
    std::vector<std::pair<int, QVariant>> m_edited; // by the index of the property
};

} // namespace BackState

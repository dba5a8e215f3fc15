#include <BackState/core/proposed.h>

#include <BackState/core/calls.h>
#include <BackState/core/state_data.h>

namespace BackState {

namespace {

const QVariant *
valueOf(const std::vector<std::pair<int, QVariant>> &edited, const Schema::Property *property)
{
    for (const auto &[index, value] : edited) {
        if (property && property->index == index)
            return &value;
    }
    return nullptr;
}

const Schema::Property *propertyOf(const State &state, const QString &name)
{
    return StateData::of(state).schema().property(name.toLatin1());
}

} // namespace

/*!
    \class BackState::Proposed
    \brief What a state would be with the values that one request brings.

    Handed to State::validateTogether(). An edited value has passed the rules of its property and
    State::validate(), and has the property's type already.

    \code
    Refusals validateTogether(const Proposed &values) const override
    {
        if (values.value<&Range::lowest>() > values.value<&Range::highest>())
            return {{"highest", "The highest value must not be below the lowest."}};
        return {};
    }
    \endcode
*/

/*!
    Proposes nothing yet: all values are the present ones of \a state, which must live as long.
*/
Proposed::Proposed(const State &state)
    : m_state(state)
{
}

/*!
    Returns the proposed value of \a property, or else its present one.
*/
QVariant Proposed::value(const QString &property) const
{
    const Schema::Property *found = propertyOf(m_state, property);
    if (const QVariant *edited = valueOf(m_edited, found))
        return *edited;
    return found ? Private::readProperty(m_state, *found) : QVariant();
}

/*!
    Proposes \a value for \a property. A name that is no property is left alone.
*/
void Proposed::set(const QString &property, const QVariant &value)
{
    const Schema::Property *found = propertyOf(m_state, property);
    if (!found)
        return;
    for (auto &[index, edited] : m_edited) {
        if (index == found->index) {
            edited = value;
            return;
        }
    }
    m_edited.emplace_back(found->index, value);
}

const QVariant *Proposed::find(QByteArrayView member) const
{
    if (m_edited.empty())
        return nullptr;
    return valueOf(m_edited, StateData::of(m_state).schema().propertyOfMember(member));
}

} // namespace BackState

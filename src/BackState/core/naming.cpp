#include <BackState/core/naming.h>

#include <BackState/core/state_data.h>

namespace BackState {

/*!
    Returns the property \a name of \a object. An unknown name gives a reference without a property,
    which the page that uses it is refused for.
*/
PropertyReference nameProperty(const State &object, QByteArrayView name)
{
    const Schema::Property *property = StateData::of(object).schema().property(name);
    return {&object, property, property ? property->name : name.toByteArray()};
}

/*!
    Returns the property that the getter or data member \a member of \a object stands for: x for x,
    isX, hasX, getX and m_x.
*/
PropertyReference namePropertyOfMember(const State &object, QByteArrayView member)
{
    const Schema &schema = StateData::of(object).schema();
    return {&object, schema.propertyOfMember(member), member.toByteArray()};
}

/*!
    Returns the event \a name of \a object with \a arguments, which stand for its parameters in
    their order, those of type Request left out.
*/
EventReference nameEvent(const State &object, QByteArrayView name, QList<ActionArgument> arguments)
{
    const Schema &schema = StateData::of(object).schema();
    return {&object, schema.event(name), name.toByteArray(), std::move(arguments)};
}

/*!
    Returns the names of those parameters of the event \a name of \a object that a page gives values
    to.
*/
QByteArrayList parameterNames(const State &object, QByteArrayView name)
{
    QByteArrayList names;
    if (const Schema::Event *event = StateData::of(object).schema().event(name)) {
        for (const Schema::Parameter &parameter : event->parameters) {
            if (parameter.isArgument())
                names.append(parameter.name);
        }
    }
    return names;
}

} // namespace BackState

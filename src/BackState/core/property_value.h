// Reading the value of a property without a QVariant around it, which takes longer than all else
// that is done with a number. Not API.
#pragma once

#include <BackState/core/schema.h>
#include <BackState/core/state.h>

namespace BackState {

namespace Private {

template<typename T>
T readAs(const Schema::Property &property, const State &object)
{
    T value{};
    // Set by meta-objects that are made at run time, as QMetaProperty::read() has it
    QVariant unused;
    int status = -1;
    void *arguments[] = {&value, &unused, &status};
    QMetaObject::metacall(
        const_cast<State *>(&object),
        QMetaObject::ReadProperty,
        property.meta.propertyIndex(),
        arguments);
    return arguments[0] == &value ? value : *static_cast<T *>(arguments[0]);
}

} // namespace Private

// Calls visit with the property's value: a bool, an int, a double or a QString if that is its type,
// or else a QVariant.
template<typename Visit>
decltype(auto) visitValue(const Schema::Property &property, const State &object, Visit &&visit)
{
    switch (property.type.id()) {
    case QMetaType::Bool: return visit(Private::readAs<bool>(property, object));
    case QMetaType::Int: return visit(Private::readAs<int>(property, object));
    case QMetaType::Double: return visit(Private::readAs<double>(property, object));
    case QMetaType::QString: return visit(Private::readAs<QString>(property, object));
    default: return visit(property.meta.read(&object));
    }
}

// Appends the value of now as appendJson() writes it.
BACKSTATE_CORE_EXPORT std::optional<Error>
appendJson(QByteArray &out, const Schema::Property &property, const State &object);

} // namespace BackState

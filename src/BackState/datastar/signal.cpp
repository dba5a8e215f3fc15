#include <BackState/datastar/signal.h>

#include "attribute_p.h"
#include <BackState/core/convert.h>
#include <BackState/core/property_value.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/rendering.h>

#include <QSequentialIterable>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

// Whether a value of the type stands on the wire as a text, a number or a bool.
bool isScalar(QMetaType type)
{
    switch (type.id()) {
    case QMetaType::Bool:
    case QMetaType::Char:
    case QMetaType::SChar:
    case QMetaType::UChar:
    case QMetaType::Short:
    case QMetaType::UShort:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Float:
    case QMetaType::Double:
    case QMetaType::QString:
    case QMetaType::QChar:
    case QMetaType::QByteArray:
    case QMetaType::QDate:
    case QMetaType::QTime:
    case QMetaType::QDateTime:
    case QMetaType::QUrl:
    case QMetaType::QUuid: return true;
    default: return type.flags().testFlag(QMetaType::IsEnumeration);
    }
}

// Whether a value is a list of such values on the wire; an optional is a list of at most one.
bool isListOfScalars(QMetaType type)
{
    constexpr QByteArrayView optional = "std::optional<";
    const QByteArrayView name = type.name();
    if (name.startsWith(optional) && name.endsWith('>')) {
        const QByteArrayView inner = name.sliced(optional.size()).chopped(1);
        return isScalar(QMetaType::fromName(inner));
    }
    if (wireForm(type) != WireForm::Plain
        || !QMetaType::canConvert(type, QMetaType::fromType<QSequentialIterable>()))
        return false;
    const QVariant empty(type);
    return isScalar(empty.value<QSequentialIterable>().metaContainer().valueMetaType());
}

bool isObject(QMetaType type)
{
    return type.flags().testFlag(QMetaType::IsGadget);
}

QByteArray innerText(const PropertyReference &property)
{
    const QByteArray text = Private::signalText(property);
    if (text.isEmpty())
        return "''";
    const bool isWrapped = wireForm(property.property->type) != WireForm::Plain;
    return isWrapped ? text + "[0]" : text;
}

// Only what an operator can use: finding it out costs time.
QJsonValue knownValue(const PropertyReference &property)
{
    if (!property.property || !property.property->isVisible || !isScalar(property.property->type))
        return QJsonValue::Undefined;
    return visitValue(
        *property.property,
        *property.object,
        []<typename T>(const T &value) -> QJsonValue {
            if constexpr (std::same_as<T, bool> || std::same_as<T, int>) {
                return value;
            } else {
                const Expected<QJsonValue> json = toJson(value);
                return json ? *json : QJsonValue(QJsonValue::Undefined);
            }
        });
}

} // namespace

/*!
    \class BackState::Signal
    \brief The signal that mirrors a property, in an expression or as an argument of an action.

    An optional is read as the value it holds, undefined where it holds none; so are a map, a
    variant and a JSON object. Making one names the property to the current Rendering: it is
    mirrored from then on.

    \code
    onSubmit<&Chat::send>(chat, signal(chat.draft))
    \endcode
    \sa signal()
*/

/*!
    Makes the signal of \a property. A name that is no property is recorded as a problem of the
    page.
*/
Signal::Signal(const PropertyReference &property)
    : Expression(
          Private::markOfName(property) + innerText(property),
          Binding::Primary,
          knownValue(property))
    , m_property(property)
{
}

/*!
    \fn template<typename Prop> Signal signal(const Prop &property)

    Returns the signal of \a property. Classic properties are named by their getter or data member,
    \c{signal<&Sensor::celsius>(sensor)}, or by name, \c{signal(sensor, "celsius")}.
*/

namespace Private {

QByteArray signalText(const PropertyReference &property)
{
    if (!property.object || !property.property || !property.property->isVisible)
        return {};
    const Dialect &dialect = Dialect::current();
    QByteArray text;
    if (!dialect.hasObjects && isObject(property.property->type))
        text.append(dialect.allSignals).append('.');
    else
        text = "$"_ba;
    appendSignalPath(text, *property.object, *property.property);
    return text;
}

QByteArray displayText(const PropertyReference &property)
{
    const QByteArray text = signalText(property);
    if (text.isEmpty())
        return {};
    const QMetaType type = property.property->type;
    if (isScalar(type))
        return text;
    if (isListOfScalars(type))
        return text + ".join(', ')";
    // Boxes are arrays of one value; joined, they vanish by themselves.
    return "(function show(v){return Array.isArray(v)?v.map(show).join(', "
           "'):v===null||v===undefined?'':"
           "typeof v==='object'?JSON.stringify(v):String(v)})("
        + text + ')';
}

} // namespace Private

} // namespace BackState

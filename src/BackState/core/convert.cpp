#include "convert_type_p.h"

#include <BackState/core/convert.h>
#include <BackState/text/reading.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <cmath>

using namespace Qt::StringLiterals;

namespace BackState {

namespace Private {

namespace {

QString nameOf(const TypeInfo &info)
{
    return info.type.isValid() ? QString::fromUtf8(info.type.name())
                               : u"a type that is not complete"_s;
}

QString whyUnknown(const TypeInfo &info)
{
    const QString name = nameOf(info);
    const auto flags = info.type.flags();
    if (!info.type.isValid())
        return u"its type is not known here; include the header that defines it"_s;
    if (name.endsWith(u'*'))
        return name + u" is a pointer; only values travel, so keep the data in a Q_GADGET"_s;
    if (flags & QMetaType::IsEnumeration)
        return name
            + u" is an enum that Qt does not know; "
              "declare it with Q_ENUM, Q_ENUM_NS or Q_FLAG"_s;
    if (name.startsWith("std::optional<"_L1) || name.contains("map<"_L1))
        return name + u" is not known; call BackState::registerType<"_s + name
            + u">() before listen()"_s;
    return name
        + u" is not a type that can travel; "
          "make it a Q_GADGET with a Q_PROPERTY(… MEMBER …) for each member"_s;
}

QString whyNot(const TypeInfo &info, QSet<const TypeInfo *> &seen)
{
    if (seen.contains(&info))
        return {};
    seen.insert(&info);
    if (info.shape == Shape::Unknown)
        return whyUnknown(info);
    if (info.key && info.key->shape != Shape::Text && info.key->shape != Shape::Integer
        && info.key->shape != Shape::Enum)
        return nameOf(info) + u" has keys that are neither text, whole numbers nor enums"_s;
    if (info.shape == Shape::Gadget && info.members.empty())
        return nameOf(info)
            + u" has no Q_PROPERTY; give it a Q_PROPERTY(… MEMBER …) for each member"_s;
    for (const TypeInfo::Member &member : info.members) {
        QString why = whyNotName(member.name);
        if (why.isEmpty())
            why = whyNot(*member.type, seen);
        if (!why.isEmpty())
            return nameOf(info) + u"::"_s + QString::fromUtf8(member.name) + u": "_s + why;
    }
    return info.value ? whyNot(*info.value, seen) : QString();
}

// The same for what a variant holds. False if that is of another type.
bool writeCommonOf(QByteArray &out, const QVariant &value)
{
    const void *data = value.constData();
    switch (value.typeId()) {
    case QMetaType::Bool: return writeCommon(out, *static_cast<const bool *>(data));
    case QMetaType::Int: return writeCommon(out, *static_cast<const int *>(data));
    case QMetaType::Double: return writeCommon(out, *static_cast<const double *>(data));
    case QMetaType::QString: return writeCommon(out, *static_cast<const QString *>(data));
    case QMetaType::QStringList: {
        char separator = '[';
        for (const QString &text : *static_cast<const QStringList *>(data)) {
            out.append(std::exchange(separator, ','));
            appendJsonText(out, Escape::Expression, text);
        }
        out.append(separator == '[' ? "[]" : "]");
        return true;
    }
    default: return false;
    }
}

bool isDeclaredVariant(const QVariant &value, QMetaType declared)
{
    return !value.isValid() || declared == QMetaType::fromType<QVariant>();
}

std::optional<Error>
writeValue(QByteArray &out, Escape escape, const QVariant &value, QMetaType declared)
{
    if (isDeclaredVariant(value, declared))
        return writeProperty(out, escape, describe(QMetaType::fromType<QVariant>()), &value);
    return writeProperty(out, escape, describe(value.metaType()), value.constData());
}

} // namespace

bool writeCommon(QByteArray &out, bool value)
{
    out.append(value ? "true" : "false");
    return true;
}

bool writeCommon(QByteArray &out, int value)
{
    appendInteger(out, value);
    return true;
}

bool writeCommon(QByteArray &out, double value)
{
    if (!std::isfinite(value))
        return false;
    appendReal(out, value);
    return true;
}

bool writeCommon(QByteArray &out, const QString &value)
{
    appendJsonText(out, Escape::Expression, value);
    return true;
}

// Names become signals: beta.11 of Datastar refuses "__" in them, and a leading "_" means "not
// sent".
QString whyNotName(QByteArrayView name)
{
    if (name.startsWith('_'))
        return u"its name begins with '_', which browsers do not send; rename it"_s;
    if (name.contains("__"))
        return u"its name contains '__', which can't be in the name of a signal; rename it"_s;
    if (name == "constructor" || name == "prototype")
        return u"its name means something else in a browser; rename it"_s;
    return {};
}

} // namespace Private

/*!
    \enum BackState::WireForm
    \brief How a property stands on the wire.

    Null never does, for Datastar 1.0 takes it for "delete this signal". An empty std::optional is
    \c [], a full one \c [v]. What has members of its own choice, such as a map, would be merged
    with what was there; so it travels in a list of one, which is replaced whole.

    This is said of properties: those of a state and those of a Q_GADGET. Elements of lists and
    maps, which are replaced whole anyway, are never boxed; optionals have the same form everywhere.
    A null within a list is written as \c "", a null member of an object is left out.
*/

/*!
    Returns the form in which a property of \a type travels.
*/
WireForm wireForm(QMetaType type)
{
    return Private::wireFormOf(Private::describe(type));
}

/*!
    Returns an empty text when values of \a type can travel, or else a sentence that says why not
    and what to do. Any thread.
*/
QString whyNotConvertible(QMetaType type)
{
    QSet<const Private::TypeInfo *> seen;
    return Private::whyNot(Private::describe(type), seen);
}

/*!
    Returns the wire form of a property with \a value as JSON, or an Error when a part of it has
    none: an enum's value without a key, a type that can't travel, a key \c __proto__, more than 32
    levels. NaN and the infinities are an empty text, which is no number that anybody measured. The
    Error's name is the path of that part, such as \c "[2].title"; see Error::within().

    \a declared is the property's type. It must be given where that is QVariant, which is boxed, for
    \a value is of the type it holds. Any thread.
*/
Expected<QJsonValue> toJson(const QVariant &value, QMetaType declared)
{
    QByteArray bytes = "[";
    if (auto error = Private::writeValue(bytes, Private::Escape::Json, value, declared))
        return *std::move(error);
    return QJsonValue(Private::readJson(bytes.append(']')).array().at(0));
}

/*!
    Appends what toJson() returns to \a out as bytes. What has no JSON form is written as \c "" so
    that the bytes are JSON in any case, and the first such part is returned as an Error. Any
    thread.
*/
std::optional<Error> appendJson(QByteArray &out, const QVariant &value, QMetaType declared)
{
    if (declared != QMetaType::fromType<QVariant>() && Private::writeCommonOf(out, value))
        return std::nullopt;
    return Private::writeValue(out, Private::Escape::Expression, value, declared);
}

/*!
    \overload

    Appends \a value as it is: null stays null, to say in a patch that a signal is to be removed. A
    member \c __proto__ is left out.
*/
void appendJson(QByteArray &out, const QJsonValue &value)
{
    Private::writeJsonAsItIs(out, value);
}

/*!
    \overload
*/
void appendJson(QByteArray &out, const QJsonObject &value)
{
    appendJson(out, QJsonValue(value));
}

/*!
    Appends \a text to \a out as a JSON string that may stand in a Datastar expression, in a script
    or, once its quotes are escaped, in an HTML attribute: no text can end the string or be taken
    for a signal or an action.
*/
void appendJsonString(QByteArray &out, QStringView text)
{
    Private::appendJsonText(out, Private::Escape::Expression, text);
}

/*!
    \overload

    Bytes that are not UTF-8 become U+FFFD.
*/
void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    Private::appendJsonText(out, Private::Escape::Expression, Private::readUtf8(utf8));
}

} // namespace BackState

// Values as text: in URLs, and as a page shows them.
#include "convert_type_p.h"

#include <BackState/text/reading.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace BackState {

namespace Private {

namespace {

// Undefined when text is not one JSON value.
QJsonValue parse(const QString &text)
{
    const QJsonArray box = readJson('[' + text.toUtf8() + ']').array();
    return box.size() == 1 ? box.at(0) : QJsonValue(QJsonValue::Undefined);
}

QString displayJson(const QJsonValue &json, int depth);

QString displayJsonArray(const QJsonArray &array, int depth)
{
    QStringList texts;
    if (depth < maximumDepth) {
        for (const QJsonValue value : array)
            texts.append(displayJson(value, depth + 1));
    }
    return texts.join(", "_L1);
}

QString displayJson(const QJsonValue &json, int depth)
{
    if (json.isString())
        return json.toString();
    if (json.isArray())
        return displayJsonArray(json.toArray(), depth);
    if (json.isNull() || json.isUndefined())
        return {};
    QByteArray bytes;
    writeJson(bytes, Escape::Json, json);
    return readUtf8(bytes);
}

QString display(const TypeInfo &type, const void *data, int depth)
{
    if (type.isTextual())
        return textOf(type, data).value_or(QString());
    switch (type.shape) {
    case Shape::Integer: return keyOf(type, data);
    case Shape::Real:
        if (!std::isfinite(realValue(type, data)))
            return {};
        break;
    case Shape::Variant: {
        const auto &value = *static_cast<const QVariant *>(data);
        return value.isValid() ? display(describe(value.metaType()), value.constData(), depth)
                               : QString();
    }
    case Shape::JsonValue: return displayJson(*static_cast<const QJsonValue *>(data), depth);
    case Shape::JsonArray: return displayJsonArray(*static_cast<const QJsonArray *>(data), depth);
    case Shape::Optional:
    case Shape::List: {
        QStringList texts;
        if (depth < maximumDepth) {
            type.parts.visit(data, [&](const void *, const void *value) {
                texts.append(display(*type.value, value, depth + 1));
            });
        }
        return texts.join(", "_L1);
    }
    case Shape::Unknown: return {};
    default: break;
    }
    QByteArray json;
    writeElement(json, Escape::Json, type, data);
    return readUtf8(json);
}

} // namespace

} // namespace Private

/*!
    Returns the value of \a type that \a text, an argument in a URL, stands for.

    Types that are strings on the wire (text, dates, URLs, enums …) are written as themselves and
    all others as JSON; an optional either as its JSON, \c [] or \c [v], or as the text of what it
    holds. Any thread.
*/
Expected<QVariant> fromText(const QString &text, QMetaType type)
{
    using namespace Private;
    const TypeInfo &info = describe(type);
    if (info.isTextual())
        return fromJson(text, type);
    if (info.shape == Shape::Integer) {
        QVariant value(type);
        if (readIntegerText(info, text, value.data()))
            return value;
    }
    if (info.shape == Shape::Optional && text.isEmpty() && info.value->shape != Shape::Text)
        return QVariant(type);
    if (info.shape == Shape::Optional && !text.startsWith(u'[')) {
        const Expected<QVariant> inner = fromText(text, info.value->type);
        if (!inner)
            return inner.error();
        QVariant value(type);
        const bool isVariant = info.value->shape == Shape::Variant;
        info.parts.add(value.data(), nullptr, isVariant ? &*inner : inner->constData());
        return value;
    }
    const QJsonValue json = parse(text);
    // Text that is no JSON is refused as what it is: text.
    return fromJson(json.isUndefined() ? QJsonValue(text) : json, type);
}

/*!
    Returns the text that fromText() makes \a value of again, as UTF-8 and not yet percent-encoded.
    \a declared is the parameter's type and must be given where that is QVariant. What can't travel
    gives its nearest JSON; appendJson() reports it. Any thread.
*/
QByteArray toText(const QVariant &value, QMetaType declared)
{
    using namespace Private;
    const bool isVariant = !value.isValid() || declared == QMetaType::fromType<QVariant>();
    const TypeInfo &info = describe(isVariant ? QMetaType::fromType<QVariant>() : value.metaType());
    if (info.isTextual())
        return textOf(info, value.constData()).value_or(QString()).toUtf8();
    if (info.shape == Shape::Integer)
        return keyOf(info, value.constData()).toLatin1();
    if (info.shape == Shape::Real && !std::isfinite(realValue(info, value.constData())))
        return {};
    QByteArray json;
    writeProperty(
        json,
        Escape::Json,
        info,
        isVariant ? static_cast<const void *>(&value) : value.constData());
    return json;
}

/*!
    Returns the text that text(p) shows for \a value, the same as the browser's for the same wire
    form: text as it is, numbers as JavaScript writes them and those that are not finite as nothing,
    \c true and \c false, dates in ISO 8601, enums by key, an empty optional as nothing, lists
    joined by ", " and everything with members as compact JSON. Any thread.
*/
QString toDisplay(const QVariant &value)
{
    using namespace Private;
    if (!value.isValid())
        return {};
    return display(describe(value.metaType()), value.constData(), 0);
}

} // namespace BackState

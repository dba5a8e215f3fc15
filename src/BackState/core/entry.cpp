#include <BackState/core/entry.h>

#include "convert_type_p.h"

namespace BackState::Private {

namespace {

QByteArrayView scalarKind(const TypeInfo &type)
{
    switch (type.shape) {
    case Shape::Bool: return "bool";
    case Shape::Integer: return "integer";
    case Shape::Real: return "real";
    case Shape::Date: return "date";
    case Shape::Time: return "time";
    case Shape::DateTime: return "moment";
    case Shape::Enum: return type.isFlags ? "flags" : "text";
    default: return type.isTextual() ? QByteArrayView("text") : QByteArrayView();
    }
}

Expected<QVariant> listOf(const QStringList &texts, const TypeInfo &type)
{
    QVariant list(type.type);
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const Expected<QVariant> value = fromText(texts.at(i), type.value->type);
        if (!value)
            return Error(value.error()).within('[' + QByteArray::number(i) + ']');
        const bool isVariant = type.value->shape == Shape::Variant;
        type.parts.add(list.data(), nullptr, isVariant ? &*value : value->constData());
    }
    return list;
}

} // namespace

QByteArray entryKind(QMetaType type)
{
    const TypeInfo &info = describe(type);
    const bool isWrapped = info.shape == Shape::List || info.shape == Shape::Optional;
    const QByteArrayView kind = scalarKind(isWrapped ? *info.value : info);
    if (!isWrapped || kind.isEmpty())
        return kind.toByteArray();
    return (info.shape == Shape::List ? "list " : "optional ") + kind.toByteArray();
}

Expected<QVariant> fromFields(const QStringList &texts, QMetaType type)
{
    const TypeInfo &info = describe(type);
    if (info.shape == Shape::List)
        return listOf(texts, info);
    if (info.isFlags)
        return fromText(texts.join(u'|'), type);
    const bool isOptional = info.shape == Shape::Optional;
    const bool isBool = (isOptional ? *info.value : info).shape == Shape::Bool;
    if (isBool && (texts.isEmpty() || texts.last() == u"on"))
        return fromText(texts.isEmpty() ? QStringLiteral("false") : QStringLiteral("true"), type);
    const QString last = texts.isEmpty() ? QString() : texts.last();
    return isOptional && last.isEmpty() ? Expected(QVariant(type)) : fromText(last, type);
}

} // namespace BackState::Private

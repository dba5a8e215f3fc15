// JSON to values: strict, and nothing is changed when a part does not convert.
#include "convert_type_p.h"
#include <BackState/core/thrown.h>

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace BackState {

namespace Private {

namespace {

using Refusal = std::optional<Error>;

// Room for a value of any type, which is at first as its default constructor makes it.
class Storage
{
public:
    explicit Storage(QMetaType type)
        : m_type(type)
        , m_data(type.create())
    {
    }
    ~Storage()
    {
        if (m_data)
            m_type.destroy(m_data);
    }
    Storage(const Storage &) = delete;
    Storage &operator=(const Storage &) = delete;

    void *data() const { return m_data; }
    QVariant toVariant() const
    {
        if (m_type == QMetaType::fromType<QVariant>())
            return *static_cast<const QVariant *>(m_data);
        return QVariant(m_type, m_data);
    }

private:
    QMetaType m_type;
    void *m_data;
};

// Describes what came to the user who typed it. Never the text itself, which may be long and is
// theirs.
QString describeGiven(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::Bool: return json.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Double: {
        QByteArray number;
        writeJson(number, Escape::Json, json);
        return QString::fromLatin1(number);
    }
    case QJsonValue::String: return json.toString().isEmpty() ? u"an empty text"_s : u"text"_s;
    case QJsonValue::Array: return u"a list"_s;
    case QJsonValue::Object: return u"an object"_s;
    default: return u"nothing"_s;
    }
}

bool isEmptyText(const QJsonValue &json)
{
    return json.isString() && json.toString().isEmpty();
}

// Said to whoever emptied a field of a number.
Error numberNeeded()
{
    return Error::invalid({}, u"a number is needed"_s);
}

Error expected(const QString &what, const QJsonValue &json)
{
    return Error::invalid({}, u"expected "_s + what + u", got "_s + describeGiven(json));
}

// The path of a member. Keys are the sender's own, so only those that look like names are repeated.
QByteArray memberPath(const QString &key)
{
    const bool isName
        = key.size() <= 100 && !key.isEmpty() && std::all_of(key.cbegin(), key.cend(), [](QChar c) {
              return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_');
          });
    return isName ? '.' + key.toLatin1() : QByteArray("[?]");
}

QByteArray elementPath(qsizetype index)
{
    return '[' + QByteArray::number(index) + ']';
}

class Reader
{
public:
    // `out` is a fresh value of the type.
    Refusal property(const TypeInfo &type, const QJsonValue &json, void *out);
    Refusal element(const TypeInfo &type, const QJsonValue &json, void *out);

private:
    Refusal scalar(const TypeInfo &type, const QJsonValue &json, void *out);
    Refusal container(const TypeInfo &type, const QJsonValue &json, void *out);
    Refusal gadget(const TypeInfo &type, const QJsonValue &json, void *out);
    Refusal member(const TypeInfo::Member &member, const QJsonValue &json, void *gadget);
    Refusal optional(const TypeInfo &type, const QJsonValue &json, void *out);
    Refusal list(const TypeInfo &type, const QJsonValue &json, void *out);
    Refusal map(const TypeInfo &type, const QJsonValue &json, void *out);
    Refusal mapMember(const TypeInfo &type, const QString &name, const QJsonValue &json, void *out);
    Refusal variant(const QJsonValue &json, QVariant &out);
    Refusal check(const QJsonValue &json); // whether a JSON value may stay as it is

    int m_depth = 0;
};

Refusal Reader::property(const TypeInfo &type, const QJsonValue &json, void *out)
{
    if (wireFormOf(type) != WireForm::Boxed || !json.isArray())
        return element(type, json, out);
    const QJsonArray box = json.toArray();
    const bool mayBeEmpty = type.shape == Shape::Variant || type.shape == Shape::JsonValue;
    if (box.isEmpty() && mayBeEmpty)
        return std::nullopt;
    if (box.size() != 1)
        return expected(mayBeEmpty ? u"a list of one value"_s : u"an object"_s, json);
    return element(type, box.at(0), out);
}

Refusal Reader::element(const TypeInfo &type, const QJsonValue &json, void *out)
{
    switch (type.shape) {
    case Shape::Unknown: return Error::invalid({}, whyNotConvertible(type.type));
    case Shape::Variant: return variant(json, *static_cast<QVariant *>(out));
    case Shape::JsonValue:
    case Shape::JsonObject:
    case Shape::JsonArray:
    case Shape::Gadget:
    case Shape::Optional:
    case Shape::List:
    case Shape::Map: return container(type, json, out);
    default: return scalar(type, json, out);
    }
}

Refusal Reader::scalar(const TypeInfo &type, const QJsonValue &json, void *out)
{
    switch (type.shape) {
    case Shape::Bool:
        if (!json.isBool())
            return expected(u"true or false"_s, json);
        *static_cast<bool *>(out) = json.toBool();
        return std::nullopt;
    case Shape::Integer:
        if (isEmptyText(json))
            return numberNeeded();
        if (!readInteger(type, json, out))
            return expected(expectedInteger(type), json);
        return std::nullopt;
    case Shape::Real:
        if (isEmptyText(json))
            return numberNeeded();
        if (!json.isDouble() || !readReal(type, json.toDouble(), out))
            return expected(u"a number"_s, json);
        return std::nullopt;
    default:
        if (!json.isString())
            return expected(expectedText(type), json);
        if (!readText(type, json.toString(), out))
            return Error::invalid(
                {},
                u"expected "_s + expectedText(type) + u", got something else"_s);
        return std::nullopt;
    }
}

Refusal Reader::container(const TypeInfo &type, const QJsonValue &json, void *out)
{
    if (type.shape == Shape::JsonValue) {
        *static_cast<QJsonValue *>(out) = json;
        return check(json);
    }
    if (type.shape == Shape::JsonObject) {
        *static_cast<QJsonObject *>(out) = json.toObject();
        return json.isObject() ? check(json) : expected(u"an object"_s, json);
    }
    if (type.shape == Shape::JsonArray) {
        *static_cast<QJsonArray *>(out) = json.toArray();
        return json.isArray() ? check(json) : expected(u"a list"_s, json);
    }
    if (m_depth >= maximumDepth)
        return Error::invalid({}, u"nested too deeply"_s);
    ++m_depth;
    Refusal refusal = type.shape == Shape::Gadget ? gadget(type, json, out)
        : type.shape == Shape::Optional           ? optional(type, json, out)
        : type.shape == Shape::List               ? list(type, json, out)
                                                  : map(type, json, out);
    --m_depth;
    return refusal;
}

// Members that can't be written are checked last: they may be computed from the others.
Refusal Reader::gadget(const TypeInfo &type, const QJsonValue &json, void *out)
{
    if (!json.isObject())
        return expected(u"an object"_s, json);
    const QJsonObject object = json.toObject();
    for (const bool isWritable : {true, false}) {
        for (const TypeInfo::Member &part : type.members) {
            if (part.property.isWritable() != isWritable)
                continue;
            const QJsonValue given = object.value(QLatin1StringView(part.name));
            if (given.isUndefined())
                return Error::invalid('.' + part.name, u"is missing"_s);
            if (Refusal refusal = member(part, given, out))
                return std::move(*refusal).within('.' + part.name);
        }
    }
    if (object.size() == qsizetype(type.members.size()))
        return std::nullopt;
    for (const QString &key : object.keys()) {
        const bool isKnown
            = std::any_of(type.members.cbegin(), type.members.cend(), [&](const auto &part) {
                  return key == QLatin1StringView(part.name);
              });
        if (!isKnown)
            return Error::invalid(memberPath(key), u"is not known"_s);
    }
    return std::nullopt;
}

Refusal Reader::member(const TypeInfo::Member &member, const QJsonValue &json, void *gadget)
{
    const Storage storage(member.type->type);
    if (!storage.data())
        return Error::invalid({}, whyNotConvertible(member.type->type));
    if (Refusal refusal = property(*member.type, json, storage.data()))
        return refusal;
    const QVariant value = storage.toVariant();
    bool isTaken = true;
    const bool isDone = Private::contain(
        [&]() -> QString { return "the member "_L1 + QString::fromUtf8(member.name); },
        [&] {
            if (member.property.isWritable())
                member.property.writeOnGadget(gadget, value);
            else
                isTaken = member.property.readOnGadget(gadget) == value;
        });
    if (!isDone)
        return Error::invalid({}, u"is not taken"_s);
    return isTaken ? std::nullopt : Refusal(Error::invalid({}, u"can't be changed"_s));
}

// A list is always the wire form; so an optional list has to be in one: [[1,2]]. An empty text is
// nothing, where it is not a text that is asked for.
Refusal Reader::optional(const TypeInfo &type, const QJsonValue &json, void *out)
{
    const QJsonArray box = json.isArray() ? json.toArray() : QJsonArray{json};
    if (box.isEmpty() || json.isNull() || (isEmptyText(json) && type.value->shape != Shape::Text))
        return std::nullopt;
    if (box.size() > 1)
        return expected(u"a list of one value or none"_s, json);
    const Storage storage(type.value->type);
    if (!storage.data())
        return Error::invalid({}, whyNotConvertible(type.value->type));
    if (Refusal refusal = element(*type.value, box.at(0), storage.data()))
        return refusal;
    type.parts.add(out, nullptr, storage.data());
    return std::nullopt;
}

Refusal Reader::list(const TypeInfo &type, const QJsonValue &json, void *out)
{
    if (!json.isArray())
        return expected(u"a list"_s, json);
    const QJsonArray array = json.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const Storage storage(type.value->type);
        if (!storage.data())
            return Error::invalid({}, whyNotConvertible(type.value->type));
        if (Refusal refusal = element(*type.value, array.at(i), storage.data()))
            return std::move(*refusal).within(elementPath(i));
        type.parts.add(out, nullptr, storage.data());
    }
    return std::nullopt;
}

Refusal Reader::map(const TypeInfo &type, const QJsonValue &json, void *out)
{
    if (!json.isObject())
        return expected(u"an object"_s, json);
    const QJsonObject object = json.toObject();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (Refusal refusal = mapMember(type, it.key(), it.value(), out))
            return std::move(*refusal).within(memberPath(it.key()));
    }
    return std::nullopt;
}

Refusal
Reader::mapMember(const TypeInfo &type, const QString &name, const QJsonValue &json, void *out)
{
    const Storage key(type.key->type);
    const Storage value(type.value->type);
    if (!key.data() || !value.data())
        return Error::invalid({}, whyNotConvertible(type.type));
    if (isRefusedKey(name))
        return Error::invalid({}, u"__proto__ can't be a key"_s);
    if (!readKey(*type.key, name, key.data())) {
        const bool isInteger = type.key->shape == Shape::Integer;
        const QString what = isInteger ? expectedInteger(*type.key) : expectedText(*type.key);
        return Error::invalid({}, u"expected "_s + what + u" as key"_s);
    }
    if (Refusal refusal = element(*type.value, json, value.data()))
        return refusal;
    type.parts.add(out, key.data(), value.data());
    return std::nullopt;
}

// Whole numbers become qint64, all others double; lists and objects QVariantList and QVariantMap.
Refusal Reader::variant(const QJsonValue &json, QVariant &out)
{
    QMetaType type;
    switch (json.type()) {
    case QJsonValue::Bool: type = QMetaType::fromType<bool>(); break;
    case QJsonValue::Double: {
        const bool isWhole = json.toInteger(0) == json.toInteger(1);
        type = isWhole ? QMetaType::fromType<qint64>() : QMetaType::fromType<double>();
        break;
    }
    case QJsonValue::String: type = QMetaType::fromType<QString>(); break;
    case QJsonValue::Array: type = QMetaType::fromType<QVariantList>(); break;
    case QJsonValue::Object: type = QMetaType::fromType<QVariantMap>(); break;
    default: return expected(u"a value"_s, json);
    }
    out = QVariant(type);
    return element(describe(type), json, out.data());
}

Refusal Reader::check(const QJsonValue &json)
{
    if (json.isNull() || json.isUndefined())
        return expected(u"a value"_s, json);
    if (!json.isArray() && !json.isObject())
        return std::nullopt;
    if (m_depth >= maximumDepth)
        return Error::invalid({}, u"nested too deeply"_s);
    ++m_depth;
    const QJsonArray array = json.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        if (Refusal refusal = check(array.at(i)))
            return std::move(*refusal).within(elementPath(i));
    }
    const QJsonObject object = json.toObject();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (isRefusedKey(it.key()))
            return Error::invalid({}, u"__proto__ can't be a key"_s);
        if (Refusal refusal = check(it.value()))
            return std::move(*refusal).within(memberPath(it.key()));
    }
    --m_depth;
    return std::nullopt;
}

} // namespace

} // namespace Private

/*!
    Returns \a json, the wire form of a property of \a type, as a value of exactly that type, or an
    Error that says what was expected and what came. Nothing is converted by guess: no text for a
    number, no fraction for an integer, no number for a bool, no null but for an empty optional, no
    unknown and no missing member of a gadget. An empty text is no number, but an empty optional of
    anything but text. Integers may come as decimal text, which is how those
    beyond 2^53 travel.

    The Error's name is the path of the part it is about, such as \c "[2].title", and empty for the
    whole; the caller puts the property's name before it by Error::within(). Any thread.
*/
Expected<QVariant> fromJson(const QJsonValue &json, QMetaType type)
{
    using namespace Private;
    const TypeInfo &info = describe(type);
    if (info.shape == Shape::Variant) {
        QVariant value;
        if (auto refusal = Reader().property(info, json, &value))
            return *std::move(refusal);
        return value;
    }
    QVariant value(type);
    if (!value.isValid() || info.shape == Shape::Unknown)
        return Error::invalid({}, whyNotConvertible(type));
    if (auto refusal = Reader().property(info, json, value.data()))
        return *std::move(refusal);
    return value;
}

} // namespace BackState

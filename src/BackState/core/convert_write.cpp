// The writer of values as JSON.
#include "convert_type_p.h"
#include <BackState/core/thrown.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace BackState::Private {

namespace {

constexpr quint64 exactInBrowser = quint64(1) << 53;

// Where in the whole value the writer is, as a list on the call stack.
struct Place
{
    const Place *outer = nullptr;
    QByteArrayView member; // empty for the element at index
    qsizetype index = 0;
};

QByteArray pathOf(const Place *place)
{
    if (!place)
        return {};
    const QByteArray outer = pathOf(place->outer);
    if (place->member.isEmpty())
        return outer + '[' + QByteArray::number(place->index) + ']';
    return outer + '.' + place->member.toByteArray();
}

// Null has no place on the wire: what is null is left out of objects.
bool isNothing(const TypeInfo &type, const void *data)
{
    if (type.shape == Shape::JsonValue) {
        const auto &value = *static_cast<const QJsonValue *>(data);
        return value.isNull() || value.isUndefined();
    }
    if (type.shape != Shape::Variant)
        return false;
    const auto &value = *static_cast<const QVariant *>(data);
    return !value.isValid() || value.typeId() == QMetaType::Nullptr
        || (value.typeId() == QMetaType::QJsonValue
            && isNothing(describe(value.metaType()), value.constData()));
}

class Writer
{
public:
    Writer(QByteArray &out, Escape escape)
        : m_out(out)
        , m_escape(escape)
    {
    }

    void property(const TypeInfo &type, const void *data, const Place *place);
    void element(const TypeInfo &type, const void *data, const Place *place);
    void json(const QJsonValue &value, const Place *place);
    void keepNulls() { m_keepsNulls = true; }
    std::optional<Error> error() const { return m_error; }

private:
    void integer(const TypeInfo &type, const void *data);
    void text(const TypeInfo &type, const void *data, const Place *place);
    void gadget(const TypeInfo &type, const void *data, const Place *place);
    void list(const TypeInfo &type, const void *data, const Place *place);
    void map(const TypeInfo &type, const void *data, const Place *place);
    void jsonArray(const QJsonArray &array, const Place *place);
    void jsonObject(const QJsonObject &object, const Place *place);
    void container(const TypeInfo &type, const void *data, const Place *place);
    bool enter(const Place *place);
    void name(QStringView key, bool &isFirst);
    void fail(const Place *place, const QString &message);

    QByteArray &m_out;
    const Escape m_escape;
    int m_depth = 0;
    bool m_keepsNulls = false;
    std::optional<Error> m_error;
};

void Writer::fail(const Place *place, const QString &message)
{
    if (!m_error)
        m_error = Error::invalid(pathOf(place), message);
}

bool Writer::enter(const Place *place)
{
    if (m_depth < maximumDepth || m_keepsNulls) {
        ++m_depth;
        return true;
    }
    fail(place, u"nested too deeply"_s);
    m_out.append("\"\"");
    return false;
}

void Writer::name(QStringView key, bool &isFirst)
{
    if (!std::exchange(isFirst, false))
        m_out.append(',');
    appendJsonText(m_out, m_escape, key);
    m_out.append(':');
}

void Writer::property(const TypeInfo &type, const void *data, const Place *place)
{
    if (wireFormOf(type) != WireForm::Boxed)
        return element(type, data, place);
    m_out.append('[');
    if (!isNothing(type, data))
        element(type, data, place);
    m_out.append(']');
}

void Writer::element(const TypeInfo &type, const void *data, const Place *place)
{
    switch (type.shape) {
    case Shape::Bool: m_out.append(*static_cast<const bool *>(data) ? "true" : "false"); return;
    case Shape::Integer: return integer(type, data);
    case Shape::Real: return appendReal(m_out, type, data);
    case Shape::Variant: {
        const auto &value = *static_cast<const QVariant *>(data);
        if (isNothing(type, data))
            m_out.append("\"\"");
        else
            element(describe(value.metaType()), value.constData(), place);
        return;
    }
    case Shape::JsonValue: return json(*static_cast<const QJsonValue *>(data), place);
    case Shape::JsonObject: return json(*static_cast<const QJsonObject *>(data), place);
    case Shape::JsonArray: return json(*static_cast<const QJsonArray *>(data), place);
    case Shape::Gadget:
    case Shape::Optional:
    case Shape::List:
    case Shape::Map: return container(type, data, place);
    default: return text(type, data, place);
    }
}

void Writer::container(const TypeInfo &type, const void *data, const Place *place)
{
    if (!enter(place))
        return;
    if (type.shape == Shape::Gadget)
        gadget(type, data, place);
    else if (type.shape == Shape::Map)
        map(type, data, place);
    else
        list(type, data, place);
    --m_depth;
}

// Beyond 2^53 a browser's numbers skip some, so these travel as text.
void Writer::integer(const TypeInfo &type, const void *data)
{
    const qint64 value = signedValue(type, data);
    const quint64 size = isUnsigned(type) ? unsignedValue(type, data)
        : value < 0                       ? quint64(0) - quint64(value)
                                          : quint64(value);
    if (size > exactInBrowser)
        m_out.append('"');
    appendInteger(m_out, type, data);
    if (size > exactInBrowser)
        m_out.append('"');
}

void Writer::text(const TypeInfo &type, const void *data, const Place *place)
{
    if (type.shape == Shape::Text)
        return appendJsonText(m_out, m_escape, *static_cast<const QString *>(data));
    const std::optional<QString> text = textOf(type, data);
    if (type.shape == Shape::Unknown)
        fail(place, QString::fromUtf8(type.type.name()) + u" is not a type that can travel"_s);
    else if (!text)
        fail(place, u"expected "_s + expectedText(type));
    appendJsonText(m_out, m_escape, text.value_or(QString()));
}

void Writer::gadget(const TypeInfo &type, const void *data, const Place *place)
{
    m_out.append('{');
    bool isFirst = true;
    for (const TypeInfo::Member &member : type.members) {
        name(QString::fromUtf8(member.name), isFirst);
        const Place inner{place, member.name};
        QVariant value;
        const bool isRead = Private::contain(
            [&]() -> QString { return "the member "_L1 + QString::fromUtf8(member.name); },
            [&] { value = member.property.readOnGadget(data); });
        if (!isRead) {
            fail(&inner, u"could not be read"_s);
            m_out.append("null");
            continue;
        }
        if (member.type->shape == Shape::Variant)
            property(*member.type, &value, &inner);
        else
            property(describe(value.metaType()), value.constData(), &inner);
    }
    m_out.append('}');
}

void Writer::list(const TypeInfo &type, const void *data, const Place *place)
{
    m_out.append('[');
    qsizetype index = 0;
    type.parts.visit(data, [&](const void *, const void *value) {
        if (index > 0)
            m_out.append(',');
        const Place inner{place, {}, index++};
        element(*type.value, value, &inner);
    });
    m_out.append(']');
}

// Sorted, so that equal maps have equal bytes, whatever a hash table makes of their order.
void Writer::map(const TypeInfo &type, const void *data, const Place *place)
{
    std::vector<std::pair<QString, QByteArray>> members;
    type.parts.visit(data, [&](const void *keyData, const void *value) {
        const QString key = keyOf(*type.key, keyData);
        const QByteArray utf8 = key.toUtf8();
        const Place inner{place, utf8.isEmpty() ? QByteArrayView("\"\"") : QByteArrayView(utf8)};
        if (isRefusedKey(key))
            return fail(&inner, u"__proto__ can't be a key"_s);
        if (isNothing(*type.value, value))
            return;
        const qsizetype start = m_out.size();
        element(*type.value, value, &inner);
        members.emplace_back(key, m_out.sliced(start));
        m_out.truncate(start);
    });
    std::sort(members.begin(), members.end(), [](const auto &left, const auto &right) {
        return comesFirstInJavaScript(left.first, right.first);
    });
    m_out.append('{');
    bool isFirst = true;
    for (const auto &[key, value] : members) {
        name(key, isFirst);
        m_out.append(value);
    }
    m_out.append('}');
}

void Writer::json(const QJsonValue &value, const Place *place)
{
    switch (value.type()) {
    case QJsonValue::Bool: m_out.append(value.toBool() ? "true" : "false"); return;
    case QJsonValue::Double:
        if (const qint64 whole = value.toInteger(0); whole == value.toInteger(1))
            return appendInteger(m_out, whole);
        return appendReal(m_out, value.toDouble());
    case QJsonValue::String: return appendJsonText(m_out, m_escape, value.toString());
    case QJsonValue::Array: return jsonArray(value.toArray(), place);
    case QJsonValue::Object: return jsonObject(value.toObject(), place);
    default: m_out.append(m_keepsNulls ? "null" : "\"\"");
    }
}

void Writer::jsonArray(const QJsonArray &array, const Place *place)
{
    if (!enter(place))
        return;
    m_out.append('[');
    qsizetype index = 0;
    for (const QJsonValue value : array) {
        if (index > 0)
            m_out.append(',');
        const Place inner{place, {}, index++};
        json(value, &inner);
    }
    m_out.append(']');
    --m_depth;
}

void Writer::jsonObject(const QJsonObject &object, const Place *place)
{
    if (!enter(place))
        return;
    QStringList keys = object.keys();
    std::sort(keys.begin(), keys.end(), comesFirstInJavaScript);
    m_out.append('{');
    bool isFirst = true;
    for (const QString &key : std::as_const(keys)) {
        const QJsonValue value = object.value(key);
        const QByteArray utf8 = key.toUtf8();
        const Place inner{place, utf8.isEmpty() ? QByteArrayView("\"\"") : QByteArrayView(utf8)};
        if (isRefusedKey(key)) {
            fail(&inner, u"__proto__ can't be a key"_s);
        } else if (!value.isNull() || m_keepsNulls) {
            name(key, isFirst);
            json(value, &inner);
        }
    }
    m_out.append('}');
    --m_depth;
}

} // namespace

std::optional<Error>
writeElement(QByteArray &out, Escape escape, const TypeInfo &type, const void *data)
{
    Writer writer(out, escape);
    writer.element(type, data, nullptr);
    return writer.error();
}

std::optional<Error>
writeProperty(QByteArray &out, Escape escape, const TypeInfo &type, const void *data)
{
    Writer writer(out, escape);
    writer.property(type, data, nullptr);
    return writer.error();
}

void writeJson(QByteArray &out, Escape escape, const QJsonValue &value)
{
    Writer(out, escape).json(value, nullptr);
}

void writeJsonAsItIs(QByteArray &out, const QJsonValue &value)
{
    Writer writer(out, Escape::Expression);
    writer.keepNulls();
    writer.json(value, nullptr);
}

} // namespace BackState::Private

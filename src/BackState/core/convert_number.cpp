// Numbers: their range, their text, and back.
#include "convert_type_p.h"

#include <BackState/text/number.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

using namespace Qt::StringLiterals;

namespace BackState::Private {

namespace {

// A value of any integer type by its size, whatever its name: long is as wide as long long or as
// int.
template<typename T>
T load(const void *data)
{
    T value;
    std::memcpy(&value, data, sizeof(T));
    return value;
}

template<typename T>
void store(void *out, quint64 value)
{
    const T narrow = T(value);
    std::memcpy(out, &narrow, sizeof(T));
}

void storeInteger(const TypeInfo &type, quint64 value, void *out)
{
    switch (type.type.sizeOf()) {
    case 1: return store<quint8>(out, value);
    case 2: return store<quint16>(out, value);
    case 4: return store<quint32>(out, value);
    default: return store<quint64>(out, value);
    }
}

bool storeInRange(const TypeInfo &type, qint64 value, void *out)
{
    if (value < type.minimum || (value > 0 && quint64(value) > type.maximum))
        return false;
    storeInteger(type, quint64(value), out);
    return true;
}

template<typename T>
void appendNumberOf(QByteArray &out, T value)
{
    char text[longestNumber];
    out.append(text, writeNumber(text, value));
}

// What is not finite is no number that anybody measured, so it does not look like one.
template<typename T>
void appendFinite(QByteArray &out, T value)
{
    if (std::isfinite(value))
        appendNumberOf(out, value);
    else
        out.append("\"\"");
}

} // namespace

bool isUnsigned(const TypeInfo &type)
{
    return type.minimum == 0;
}

qint64 signedValue(const TypeInfo &type, const void *data)
{
    switch (type.type.sizeOf()) {
    case 1: return load<qint8>(data);
    case 2: return load<qint16>(data);
    case 4: return load<qint32>(data);
    default: return load<qint64>(data);
    }
}

quint64 unsignedValue(const TypeInfo &type, const void *data)
{
    switch (type.type.sizeOf()) {
    case 1: return load<quint8>(data);
    case 2: return load<quint16>(data);
    case 4: return load<quint32>(data);
    default: return load<quint64>(data);
    }
}

void storeEnum(const TypeInfo &type, quint64 value, void *out)
{
    storeInteger(type, value, out);
}

double realValue(const TypeInfo &type, const void *data)
{
    return type.type.id() == QMetaType::Float ? double(load<float>(data)) : load<double>(data);
}

void appendInteger(QByteArray &out, const TypeInfo &type, const void *data)
{
    if (isUnsigned(type))
        appendNumberOf(out, unsignedValue(type, data));
    else
        appendNumberOf(out, signedValue(type, data));
}

void appendInteger(QByteArray &out, qint64 value)
{
    appendNumberOf(out, value);
}

// A float has the digits of a float: 0.1f is 0.1, not the double next to it.
void appendReal(QByteArray &out, const TypeInfo &type, const void *data)
{
    if (type.type.id() == QMetaType::Float)
        appendFinite(out, load<float>(data));
    else
        appendFinite(out, load<double>(data));
}

void appendReal(QByteArray &out, double value)
{
    appendFinite(out, value);
}

QString expectedInteger(const TypeInfo &type)
{
    return u"a whole number from "_s + QString::number(type.minimum) + u" to "_s
        + QString::number(type.maximum);
}

// Takes numbers that are whole and fit into a qint64. Those beyond 2^53, which a browser's numbers
// can't hold, come as text; text is taken for any.
bool readInteger(const TypeInfo &type, const QJsonValue &json, void *out)
{
    if (json.isString())
        return readIntegerText(type, json.toString(), out);
    const qint64 value = json.toInteger(0);
    return json.isDouble() && value == json.toInteger(1) && storeInRange(type, value, out);
}

bool readIntegerText(const TypeInfo &type, QStringView text, void *out)
{
    const QByteArray digits = text.toLatin1();
    const char *begin = digits.constData();
    const char *end = begin + digits.size();
    if (digits.startsWith('-')) {
        qint64 value = 0;
        const auto result = std::from_chars(begin, end, value);
        return result.ec == std::errc() && result.ptr == end && storeInRange(type, value, out);
    }
    quint64 value = 0;
    const auto result = std::from_chars(begin, end, value);
    if (result.ec != std::errc() || result.ptr != end || value > type.maximum)
        return false;
    storeInteger(type, value, out);
    return true;
}

bool readReal(const TypeInfo &type, double value, void *out)
{
    if (!std::isfinite(value))
        return false;
    if (type.type.id() == QMetaType::Double) {
        std::memcpy(out, &value, sizeof value);
        return true;
    }
    if (std::abs(value) > double(std::numeric_limits<float>::max()))
        return false;
    const float narrow = float(value);
    std::memcpy(out, &narrow, sizeof narrow);
    return true;
}

} // namespace BackState::Private

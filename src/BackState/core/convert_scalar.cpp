// Types that are strings on the wire: their text, and back.
#include "convert_type_p.h"

#include <QDateTime>
#include <QTimeZone>
#include <QUrl>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace BackState::Private {

namespace {

template<typename T>
const T &as(const void *data)
{
    return *static_cast<const T *>(data);
}

template<typename T>
bool assign(void *out, T value)
{
    *static_cast<T *>(out) = std::move(value);
    return true;
}

// Whether text has the form of pattern, where 0 stands for any digit and all else for itself.
bool hasForm(QStringView text, QLatin1StringView pattern)
{
    if (text.size() != pattern.size())
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const bool fits = pattern.at(i) == '0'_L1 ? c >= u'0' && c <= u'9' : c == pattern.at(i);
        if (!fits)
            return false;
    }
    return true;
}

QString timeText(QTime time)
{
    return time.toString(time.msec() == 0 ? u"HH:mm:ss" : u"HH:mm:ss.zzz");
}

// ISO 8601 knows offsets in whole minutes; times before there were zones have others.
std::optional<QString> dateTimeText(const QDateTime &value)
{
    if (!value.isValid())
        return QString();
    const int offset = value.offsetFromUtc();
    if (offset % 60 != 0)
        return dateTimeText(value.toUTC());
    const QString date = value.date().toString(Qt::ISODate);
    if (date.isEmpty())
        return std::nullopt;
    const QString text = date + u'T' + timeText(value.time());
    const bool isUtc = value.timeSpec() == Qt::UTC
        || (value.timeSpec() == Qt::TimeZone && value.timeZone() == QTimeZone::utc());
    if (isUtc)
        return QString(text + u'Z');
    const int minutes = std::abs(offset) / 60;
    return QString(
        text + (offset < 0 ? u'-' : u'+') + QTime(minutes / 60, minutes % 60).toString(u"HH:mm"));
}

std::optional<QTime> readTime(QStringView text)
{
    const bool isTime = hasForm(text, "00:00"_L1) || hasForm(text, "00:00:00"_L1)
        || hasForm(text, "00:00:00.0"_L1) || hasForm(text, "00:00:00.00"_L1)
        || hasForm(text, "00:00:00.000"_L1);
    if (!isTime)
        return std::nullopt;
    const int seconds = text.size() > 6 ? text.sliced(6, 2).toInt() : 0;
    const QString fraction = text.size() > 9 ? text.sliced(9).toString() : QString();
    const int milliseconds = fraction.leftJustified(3, u'0').toInt();
    const QTime time(text.first(2).toInt(), text.sliced(3, 2).toInt(), seconds, milliseconds);
    return time.isValid() ? std::optional(time) : std::nullopt;
}

std::optional<QDate> readDate(QStringView text)
{
    if (!hasForm(text, "0000-00-00"_L1))
        return std::nullopt;
    const QDate date(text.first(4).toInt(), text.sliced(5, 2).toInt(), text.sliced(8).toInt());
    return date.isValid() ? std::optional(date) : std::nullopt;
}

bool isZone(QStringView text)
{
    if (text.isEmpty() || text == u'Z')
        return true;
    return (hasForm(text, "+00:00"_L1) || hasForm(text, "-00:00"_L1))
        && text.sliced(1, 2).toInt() <= 14 && text.sliced(4).toInt() < 60;
}

// Without a zone it is the server's local time, as <input type="datetime-local"> sends it.
std::optional<QDateTime> readDateTime(const QString &text)
{
    if (text.size() < 16 || text.at(10) != u'T')
        return std::nullopt;
    qsizetype end = 11;
    while (end < text.size()
           && (text.at(end).isDigit() || text.at(end) == u':' || text.at(end) == u'.'))
        ++end;
    const QStringView view = text;
    if (!readDate(view.first(10)) || !readTime(view.sliced(11, end - 11))
        || !isZone(view.sliced(end)))
        return std::nullopt;
    const QDateTime value = QDateTime::fromString(text, Qt::ISODateWithMs);
    // Some versions of Qt move a time that the clocks leave out as they are put forward.
    const bool isAsGiven = end < text.size() || value.time() == readTime(view.sliced(11));
    return value.isValid() && isAsGiven ? std::optional(value) : std::nullopt;
}

quint64 maskOf(const TypeInfo &type)
{
    return ~quint64(0) >> (64 - 8 * type.type.sizeOf());
}

// Keys of more bits stand for the keys they are made of, so the last that fit are taken first.
std::optional<QString> flagsText(const TypeInfo &type, quint64 value)
{
    QByteArrayList names;
    for (auto key = type.keys.crbegin(); key != type.keys.crend() && value != 0; ++key) {
        const quint64 bits = key->second & maskOf(type);
        if (bits != 0 && (value & bits) == bits) {
            names.prepend(key->first);
            value &= ~bits;
        }
    }
    if (value != 0)
        return std::nullopt;
    return QString::fromUtf8(names.join('|'));
}

std::optional<QString> enumText(const TypeInfo &type, const void *data)
{
    const quint64 value = unsignedValue(type, data);
    if (type.isFlags)
        return flagsText(type, value);
    for (const auto &[name, bits] : type.keys) {
        if ((bits & maskOf(type)) == value)
            return QString::fromUtf8(name);
    }
    return std::nullopt;
}

std::optional<quint64> enumValue(const TypeInfo &type, QStringView name)
{
    for (const auto &[key, bits] : type.keys) {
        if (name == QLatin1StringView(key))
            return bits;
    }
    return std::nullopt;
}

bool readEnum(const TypeInfo &type, const QString &text, void *out)
{
    quint64 value = 0;
    const QStringList names
        = type.isFlags ? text.split(u'|', Qt::SkipEmptyParts) : QStringList{text};
    for (const QString &name : names) {
        const std::optional<quint64> bits = enumValue(type, QStringView(name).trimmed());
        if (!bits)
            return false;
        value |= *bits;
    }
    storeEnum(type, value, out);
    return true;
}

// Strict: bytes have one Base64 form, and any other is refused.
bool readBytes(const QString &text, void *out)
{
    const QByteArray encoded = text.toLatin1();
    auto result = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    if (!result || result.decoded.toBase64() != encoded)
        return false;
    return assign(out, std::move(result.decoded));
}

bool readUuid(const QString &text, void *out)
{
    const QUuid uuid(text);
    const bool isSame = uuid.toString(QUuid::WithoutBraces).compare(text, Qt::CaseInsensitive) == 0;
    return (isSame || text.isEmpty()) && assign(out, uuid);
}

template<typename T>
bool assignIf(void *out, const QString &text, std::optional<T> value)
{
    if (text.isEmpty())
        return assign(out, T());
    return value && assign(out, *std::move(value));
}

} // namespace

// What has no value (a null date, URL, UUID or character) is the empty text, and the other way
// round: it is what an empty input field holds.
std::optional<QString> textOf(const TypeInfo &type, const void *data)
{
    switch (type.shape) {
    case Shape::Text: return as<QString>(data);
    case Shape::Char: return as<QChar>(data).isNull() ? QString() : QString(as<QChar>(data));
    case Shape::Bytes: return QString::fromLatin1(as<QByteArray>(data).toBase64());
    case Shape::Date: {
        const QString text = as<QDate>(data).toString(Qt::ISODate);
        return text.isEmpty() && as<QDate>(data).isValid() ? std::nullopt : std::optional(text);
    }
    case Shape::Time: return as<QTime>(data).isValid() ? timeText(as<QTime>(data)) : QString();
    case Shape::DateTime: return dateTimeText(as<QDateTime>(data));
    case Shape::Url: return as<QUrl>(data).toString(QUrl::FullyEncoded);
    case Shape::Uuid:
        return as<QUuid>(data).isNull() ? QString()
                                        : as<QUuid>(data).toString(QUuid::WithoutBraces);
    case Shape::Enum: return enumText(type, data);
    default: return std::nullopt;
    }
}

QString expectedText(const TypeInfo &type)
{
    switch (type.shape) {
    case Shape::Char: return u"a single character"_s;
    case Shape::Bytes: return u"bytes in Base64"_s;
    case Shape::Date: return u"a date such as 2026-11-30"_s;
    case Shape::Time: return u"a time such as 09:30:00"_s;
    case Shape::DateTime: return u"a date and time such as 2026-11-30T09:30:00Z"_s;
    case Shape::Url: return u"a URL"_s;
    case Shape::Uuid: return u"a UUID"_s;
    case Shape::Enum: {
        QByteArrayList names;
        for (const auto &[name, bits] : type.keys)
            names.append(name);
        return type.isFlags ? u"any of "_s + QString::fromUtf8(names.join('|'))
                            : u"one of "_s + QString::fromUtf8(names.join(", "));
    }
    default: return u"text"_s;
    }
}

bool readText(const TypeInfo &type, const QString &text, void *out)
{
    switch (type.shape) {
    case Shape::Text: return assign(out, text);
    case Shape::Char: return text.size() <= 1 && assign(out, text.isEmpty() ? QChar() : text.at(0));
    case Shape::Bytes: return readBytes(text, out);
    // The first is an input that was left empty, the second how an invalid one is written.
    case Shape::Date:
        return text.isEmpty() ? assign(out, QDate()) : assignIf(out, text, readDate(text));
    case Shape::Time:
        return text.isEmpty() ? assign(out, QTime()) : assignIf(out, text, readTime(text));
    case Shape::DateTime:
        return text.isEmpty() ? assign(out, QDateTime()) : assignIf(out, text, readDateTime(text));
    case Shape::Url: {
        const QUrl url(text, QUrl::StrictMode);
        return (url.isValid() || text.isEmpty()) && assign(out, url);
    }
    case Shape::Uuid: return readUuid(text, out);
    case Shape::Enum: return readEnum(type, text, out);
    default: return false;
    }
}

QString keyOf(const TypeInfo &type, const void *data)
{
    if (type.shape != Shape::Integer)
        return textOf(type, data).value_or(QString());
    QByteArray digits;
    appendInteger(digits, type, data);
    return QString::fromLatin1(digits);
}

bool readKey(const TypeInfo &type, const QString &text, void *out)
{
    return type.shape == Shape::Integer ? readIntegerText(type, text, out)
                                        : readText(type, text, out);
}

} // namespace BackState::Private

// JSON strings and the order of JSON members.
#include "convert_type_p.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace BackState {

namespace Private {

namespace {

void appendEscape(QByteArray &out, char16_t unit)
{
    static constexpr char digits[] = "0123456789abcdef";
    const char escape[]
        = {'\\',
           'u',
           digits[unit >> 12],
           digits[(unit >> 8) & 15],
           digits[(unit >> 4) & 15],
           digits[unit & 15]};
    out.append(escape, sizeof escape);
}

// What JSON itself escapes with a letter, as JSON.stringify() does; 0: nothing.
constexpr char letterFor(char16_t unit)
{
    switch (unit) {
    case u'"': return '"';
    case u'\\': return '\\';
    case u'\b': return 'b';
    case u'\f': return 'f';
    case u'\n': return 'n';
    case u'\r': return 'r';
    case u'\t': return 't';
    default: return 0;
    }
}

// What would mean something to a Datastar expression, an attribute or a script if it stood there as
// itself.
constexpr bool isSpecial(char16_t unit)
{
    switch (unit) {
    case u'$':
    case u'@':
    case u'<':
    case u'>':
    case u'&':
    case u'\'':
    case u'`': return true;
    default: return unit < 0x20;
    }
}

constexpr auto plainInExpression = [] {
    std::array<bool, 128> plain{};
    for (char16_t unit = 0; unit < 128; ++unit)
        plain[unit] = !isSpecial(unit) && letterFor(unit) == 0;
    return plain;
}();

void appendUnit(QByteArray &out, Escape escape, char16_t unit)
{
    if (const char letter = letterFor(unit))
        out.append('\\').append(letter);
    else if (unit < 0x20 || (escape == Escape::Expression && isSpecial(unit)))
        appendEscape(out, unit);
    else
        out.append(char(unit));
}

// Returns how many units of text were taken: two for a character beyond the basic plane.
qsizetype appendWide(QByteArray &out, Escape escape, QStringView text)
{
    const QChar first = text.front();
    const bool isSeparator = first == QChar(0x2028) || first == QChar(0x2029);
    if (first.isHighSurrogate() && text.size() > 1 && text.at(1).isLowSurrogate()) {
        out.append(text.first(2).toUtf8());
        return 2;
    }
    if (first.isSurrogate() || (isSeparator && escape == Escape::Expression)) {
        appendEscape(out, first.unicode());
        return 1;
    }
    const char16_t unit = first.unicode();
    if (unit >= 0x800)
        out.append(char(0xe0 | (unit >> 12))).append(char(0x80 | ((unit >> 6) & 0x3f)));
    else
        out.append(char(0xc0 | (unit >> 6)));
    out.append(char(0x80 | (unit & 0x3f)));
    return 1;
}

// Whole numbers below 2^32 - 1 in their one spelling; JavaScript orders them before all other
// names.
std::optional<quint32> indexOf(const QString &name)
{
    if (name.isEmpty() || name.size() > 10 || (name.size() > 1 && name.front() == u'0'))
        return std::nullopt;
    quint64 value = 0;
    for (const QChar c : name) {
        if (c < u'0' || c > u'9')
            return std::nullopt;
        value = value * 10 + quint64(c.unicode() - u'0');
    }
    return value < 0xffffffff ? std::optional(quint32(value)) : std::nullopt;
}

// Appends what needs no escape, from there on; returns where that ends.
qsizetype appendPlain(QByteArray &out, QStringView text, qsizetype from)
{
    const auto *const end = std::find_if(text.begin() + from, text.end(), [](QChar c) {
        return c.unicode() >= 128 || !plainInExpression[c.unicode()];
    });
    const qsizetype at = out.size();
    out.resize(at + (end - text.begin()) - from);
    std::transform(text.begin() + from, end, out.data() + at, [](QChar c) {
        return char(c.unicode());
    });
    return end - text.begin();
}

} // namespace

void writeString(QByteArray &out, Escape escape, QStringView text)
{
    out.append('"');
    qsizetype i = 0;
    while (i < text.size()) {
        const char16_t unit = text.at(i).unicode();
        if (unit < 128 && plainInExpression[unit]) {
            i = appendPlain(out, text, i);
        } else if (unit < 128) {
            appendUnit(out, escape, unit);
            ++i;
        } else {
            i += appendWide(out, escape, text.sliced(i));
        }
    }
    out.append('"');
}

bool comesFirstInJavaScript(const QString &left, const QString &right)
{
    const std::optional<quint32> leftIndex = indexOf(left);
    const std::optional<quint32> rightIndex = indexOf(right);
    if (leftIndex && rightIndex)
        return *leftIndex < *rightIndex;
    if (leftIndex || rightIndex)
        return leftIndex.has_value();
    return left < right;
}

bool isRefusedKey(QStringView key)
{
    return key == "__proto__"_L1;
}

} // namespace Private

/*!
    Appends \a text to \a out as a JSON string that may stand in a Datastar expression, in a script
    or, once its quotes are escaped, in an HTML attribute: no text can end the string or be taken
    for a signal or an action.
*/
void appendJsonString(QByteArray &out, QStringView text)
{
    Private::writeString(out, Private::Escape::Expression, text);
}

/*!
    \overload

    Bytes that are not UTF-8 become U+FFFD.
*/
void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    Private::writeString(out, Private::Escape::Expression, QString::fromUtf8(utf8));
}

} // namespace BackState

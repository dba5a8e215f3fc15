#include "escape_p.h"

#include <BackState/html/escape.h>

#include <array>
#include <utility>

namespace BackState::Html {

namespace {

// Stands for what no HTML may contain. Dropping it instead would let "java\0script" become a
// word.
constexpr QByteArrayView replacement = "\xEF\xBF\xBD";

// The first byte, in UTF-8, of the controls U+0080 to U+009F, and of Latin-1 signs such as
// U+00B0.
constexpr unsigned char controlLead = 0xC2;

constexpr std::array<std::pair<char, QByteArrayView>, 6> references = {{
    {'&', "&amp;"},
    {'<', "&lt;"},
    {'>', "&gt;"},
    {'"', "&quot;"},
    {'\'', "&#39;"},
    {'\r', "&#13;"}, // parsers read a bare one as a line feed
}};

constexpr bool isAllowedControl(unsigned c)
{
    return c == '\t' || c == '\n' || c == '\f';
}

constexpr QByteArrayView substituteFor(unsigned c)
{
    for (const auto &[sign, reference] : references) {
        if (c == static_cast<unsigned char>(sign))
            return reference;
    }
    const bool isControl = c < 0x20 || c == 0x7F;
    return isControl && !isAllowedControl(c) ? replacement : QByteArrayView();
}

constexpr auto substitutes = [] {
    std::array<QByteArrayView, 128> table{};
    for (unsigned c = 0; c < table.size(); ++c)
        table[c] = substituteFor(c);
    return table;
}();

// Bytes that can't be copied as they are, or (the lead byte) not always.
constexpr auto isSpecial = [] {
    std::array<bool, 256> table{};
    for (unsigned c = 0; c < substitutes.size(); ++c)
        table[c] = !substitutes[c].isEmpty();
    table[controlLead] = true;
    return table;
}();

bool isControlPair(const char *p, const char *end)
{
    return end - p > 1 && static_cast<unsigned char>(p[1]) >= 0x80
        && static_cast<unsigned char>(p[1]) < 0xA0;
}

char *writeUtf8(char *out, char32_t c)
{
    const auto byte = [&out](char32_t value) { *out++ = static_cast<char>(value); };
    if (c < 0x800) {
        byte(0xC0 | (c >> 6));
    } else if (c < 0x10000) {
        byte(0xE0 | (c >> 12));
        byte(0x80 | ((c >> 6) & 0x3F));
    } else {
        byte(0xF0 | (c >> 18));
        byte(0x80 | ((c >> 12) & 0x3F));
        byte(0x80 | ((c >> 6) & 0x3F));
    }
    byte(0x80 | (c & 0x3F));
    return out;
}

bool isPair(const QChar *p, const QChar *end)
{
    return p->isHighSurrogate() && end - p > 1 && p[1].isLowSurrogate();
}

template<typename View>
void append(QByteArray &out, View text)
{
    const qsizetype size = escapedSize(text);
    const qsizetype start = out.size();
    out.resize(start + size);
    writeEscaped(out.data() + start, text);
}

} // namespace

qsizetype escapedSize(QByteArrayView utf8)
{
    qsizetype size = utf8.size();
    const char *const end = utf8.end();
    for (const char *p = utf8.begin(); p < end; ++p) {
        const auto c = static_cast<unsigned char>(*p);
        if (!isSpecial[c])
            continue;
        if (c != controlLead)
            size += substitutes[c].size() - 1;
        else if (isControlPair(p, end))
            size += replacement.size() - 2;
    }
    return size;
}

char *writeEscaped(char *out, QByteArrayView utf8)
{
    const char *const end = utf8.end();
    for (const char *p = utf8.begin(); p < end; ++p) {
        const auto c = static_cast<unsigned char>(*p);
        if (!isSpecial[c] || (c == controlLead && !isControlPair(p, end))) {
            *out++ = *p;
            continue;
        }
        out = writeBytes(out, c == controlLead ? replacement : substitutes[c]);
        p += c == controlLead ? 1 : 0;
    }
    return out;
}

qsizetype escapedSize(QStringView text)
{
    qsizetype size = 0;
    const QChar *const end = text.end();
    for (const QChar *p = text.begin(); p < end; ++p) {
        const char16_t c = p->unicode();
        if (c < 0x80) {
            size += isSpecial[c] ? substitutes[c].size() : 1;
        } else if (isPair(p, end)) {
            size += 4;
            ++p;
        } else {
            size += c >= 0xA0 && c < 0x800 ? 2 : 3;
        }
    }
    return size;
}

char *writeEscaped(char *out, QStringView text)
{
    const QChar *const end = text.end();
    for (const QChar *p = text.begin(); p < end; ++p) {
        const char16_t c = p->unicode();
        if (c < 0x80) {
            if (isSpecial[c])
                out = writeBytes(out, substitutes[c]);
            else
                *out++ = static_cast<char>(c);
        } else if (isPair(p, end)) {
            out = writeUtf8(out, QChar::surrogateToUcs4(p[0], p[1]));
            ++p;
        } else if (c < 0xA0 || p->isSurrogate()) {
            out = writeBytes(out, replacement);
        } else {
            out = writeUtf8(out, c);
        }
    }
    return out;
}

QByteArray unescaped(QByteArrayView escaped)
{
    QByteArray text;
    text.reserve(escaped.size());
    while (!escaped.isEmpty()) {
        char sign = escaped.front();
        qsizetype length = 1;
        for (const auto &[plain, reference] : references) {
            if (escaped.startsWith(reference)) {
                sign = plain;
                length = reference.size();
            }
        }
        text.append(sign);
        escaped = escaped.sliced(length);
    }
    return text;
}

/*!
    Appends \a utf8 to \a out so that it can stand as text in an element and as
    the value of an attribute in double quotes, and means nothing but itself there.

    \c{& < > " '} become character references, and so does a carriage return,
    which a parser would turn into a line feed. NUL and the other controls that
    HTML forbids become U+FFFD. Bytes that are not UTF-8 are copied: they can't
    hide the markup after them from a browser.
*/
void appendEscaped(QByteArray &out, QByteArrayView utf8)
{
    append(out, utf8);
}

/*!
    \overload
    Writes \a text as UTF-8. Half a surrogate pair becomes U+FFFD.
*/
void appendEscaped(QByteArray &out, QStringView text)
{
    append(out, text);
}

} // namespace BackState::Html

#include <BackState/text/json.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace BackState::Private {

namespace {

// What JSON itself escapes with a letter, as JSON.stringify() does; 0 if there is no such letter.
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

constexpr bool isOneOf(char16_t unit, std::string_view signs)
{
    return signs.find(char(unit)) != std::string_view::npos;
}

constexpr bool isPlain(Escape escape, char16_t unit)
{
    if (unit < 0x20 || letterFor(unit) != 0)
        return false;
    switch (escape) {
    case Escape::Json: return true;
    // What would mean something to a Datastar expression, an attribute or a script.
    case Escape::Expression: return !isOneOf(unit, "$@<>&'`");
    // Also what splits Datastar's expressions, even inside a text.
    case Escape::Literal: return !isOneOf(unit, "$@<>&'`;/") && unit != 0x7f;
    }
    return false;
}

using Table = std::array<bool, 128>;

constexpr Table tableOf(Escape escape)
{
    Table plain{};
    for (char16_t unit = 0; unit < 128; ++unit)
        plain[unit] = isPlain(escape, unit);
    return plain;
}

constexpr std::array<Table, 3> tables{
    tableOf(Escape::Json), tableOf(Escape::Expression), tableOf(Escape::Literal)};

void appendAscii(QByteArray &out, Escape escape, char16_t unit)
{
    const char letter = letterFor(unit);
    if (letter != 0 && escape != Escape::Literal)
        out.append('\\').append(letter);
    else
        appendUnicodeEscape(out, unit);
}

// Escapes of units that are not ASCII. In a literal, surrogates too: Datastar 1.0.x marks escapes
// of its own with an emoji.
bool isEscaped(Escape escape, QChar unit)
{
    const bool isSeparator = unit == QChar(0x2028) || unit == QChar(0x2029);
    return unit.isSurrogate() || (isSeparator && escape != Escape::Json)
        || (unit < QChar(0xa0) && escape == Escape::Literal);
}

// Returns how many units of text were taken: two for a character beyond the basic plane.
qsizetype appendWide(QByteArray &out, Escape escape, QStringView text)
{
    const QChar first = text.front();
    if (first.isHighSurrogate() && text.size() > 1 && text.at(1).isLowSurrogate()
        && escape != Escape::Literal) {
        out.append(text.first(2).toUtf8());
        return 2;
    }
    const char16_t unit = first.unicode();
    if (isEscaped(escape, first)) {
        appendUnicodeEscape(out, unit);
        return 1;
    }
    if (unit >= 0x800)
        out.append(char(0xe0 | (unit >> 12))).append(char(0x80 | ((unit >> 6) & 0x3f)));
    else
        out.append(char(0xc0 | (unit >> 6)));
    out.append(char(0x80 | (unit & 0x3f)));
    return 1;
}

// Appends what needs no escape, from there on; returns where that ends.
qsizetype appendPlain(QByteArray &out, const Table &plain, QStringView text, qsizetype from)
{
    const auto *const end = std::find_if(text.begin() + from, text.end(), [&plain](QChar c) {
        return c.unicode() >= 128 || !plain[c.unicode()];
    });
    const qsizetype at = out.size();
    out.resize(at + (end - text.begin()) - from);
    std::transform(text.begin() + from, end, out.data() + at, [](QChar c) {
        return char(c.unicode());
    });
    return end - text.begin();
}

} // namespace

void appendJsonText(QByteArray &out, Escape escape, QStringView text)
{
    const Table &plain = tables[std::size_t(escape)];
    const char quote = escape == Escape::Literal ? '\'' : '"';
    out.append(quote);
    qsizetype i = 0;
    while (i < text.size()) {
        const char16_t unit = text.at(i).unicode();
        if (unit >= 128) {
            i += appendWide(out, escape, text.sliced(i));
        } else if (plain[unit]) {
            i = appendPlain(out, plain, text, i);
        } else {
            appendAscii(out, escape, unit);
            ++i;
        }
    }
    out.append(quote);
}

void appendUnicodeEscape(QByteArray &out, char16_t unit)
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

void JsonMembers::open(QByteArrayView name)
{
    this->name(name);
    m_out.append('{');
    m_isFirst = true;
}

void JsonMembers::close()
{
    m_out.append('}');
    m_isFirst = false;
}

void JsonMembers::name(QByteArrayView name)
{
    if (!m_isFirst)
        m_out.append(',');
    m_isFirst = false;
    const qsizetype at = m_out.size();
    m_out.resize(at + name.size() + 3);
    char *const out = m_out.data() + at;
    out[0] = '"';
    std::copy(name.begin(), name.end(), out + 1);
    out[name.size() + 1] = '"';
    out[name.size() + 2] = ':';
}

} // namespace BackState::Private

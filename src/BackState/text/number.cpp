#include <BackState/text/number.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

namespace BackState::Private {

namespace {

qsizetype writeText(char *out, std::string_view text)
{
    std::memcpy(out, text.data(), text.size());
    return qsizetype(text.size());
}

template<typename Integer>
qsizetype writeInteger(char *out, Integer number)
{
    return std::to_chars(out, out + longestNumber, number).ptr - out;
}

// The shortest digits that read back as the same number, and where the point stands among them.
struct Digits
{
    char text[longestNumber];
    qsizetype count = 0;
    int point = 0;
};

template<typename Float>
Digits digitsOf(Float number)
{
    char scientific[longestNumber];
    const char *const end = std::to_chars(
                                scientific,
                                scientific + sizeof scientific,
                                number,
                                std::chars_format::scientific)
                                .ptr;
    const char *const e = std::find(static_cast<const char *>(scientific), end, 'e');
    Digits digits;
    for (const char *p = scientific; p < e; ++p) {
        if (*p != '.')
            digits.text[digits.count++] = *p;
    }
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, end, exponent);
    digits.point = exponent + 1;
    return digits;
}

char *writeDigits(char *out, const Digits &digits, qsizetype from, qsizetype to)
{
    return std::copy(digits.text + from, digits.text + to, out);
}

// "1.5e-7": from 1e21 up and below 1e-6
char *writeExponential(char *out, const Digits &digits)
{
    out = writeDigits(out, digits, 0, 1);
    if (digits.count > 1) {
        *out++ = '.';
        out = writeDigits(out, digits, 1, digits.count);
    }
    *out++ = 'e';
    const int exponent = digits.point - 1;
    *out++ = exponent < 0 ? '-' : '+';
    return std::to_chars(out, out + 4, std::abs(exponent)).ptr;
}

char *writeDecimal(char *out, const Digits &digits)
{
    const qsizetype point = digits.point;
    if (point <= 0) {
        out += writeText(out, "0.");
        out = std::fill_n(out, -point, '0');
        return writeDigits(out, digits, 0, digits.count);
    }
    if (point >= digits.count)
        return std::fill_n(writeDigits(out, digits, 0, digits.count), point - digits.count, '0');
    out = writeDigits(out, digits, 0, point);
    *out++ = '.';
    return writeDigits(out, digits, point, digits.count);
}

template<typename Float>
qsizetype writeFloat(char *out, Float number)
{
    constexpr Float exact = Float(quint64(1) << std::numeric_limits<Float>::digits);
    if (!std::isfinite(number))
        return 0;
    // Below this every whole number is one of the type. "-0" is "0" in JavaScript too.
    if (std::fabs(number) < exact && std::trunc(number) == number)
        return writeInteger(out, static_cast<qint64>(number));

    char *p = out;
    if (number < 0)
        *p++ = '-';
    const Digits digits = digitsOf(std::fabs(number));
    const bool isDecimal = digits.point > -6 && digits.point <= 21;
    return (isDecimal ? writeDecimal(p, digits) : writeExponential(p, digits)) - out;
}

} // namespace

qsizetype writeNumber(char *out, double number)
{
    return writeFloat(out, number);
}

qsizetype writeNumber(char *out, float number)
{
    return writeFloat(out, number);
}

qsizetype writeNumber(char *out, qint64 number)
{
    return writeInteger(out, number);
}

qsizetype writeNumber(char *out, quint64 number)
{
    return writeInteger(out, number);
}

/*!
    Appends \a number to \a out as JavaScript's String() would print it: the
    fewest digits that read back as the same number, \c 1e+21, \c 1e-7, \c NaN,
    \c -Infinity. So the first paint and what the browser writes later are alike.
*/
void appendNumber(QByteArray &out, double number)
{
    char text[longestNumber];
    out.append(text, writeNumber(text, number));
}

} // namespace BackState::Private

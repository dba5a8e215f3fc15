#include <BackState/html/marks.h>

#include <BackState/text/mark_secret.h>
#include <BackState/text/url_prefix.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

namespace BackState::Private {

namespace {

// Controls that HTML forbids, and that escaping replaces.
constexpr char inScript = '\x01';
constexpr char inTag = '\x03'; // goes with the space before it
constexpr char markEnd = '\x02';

bool isInName(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
}

thread_local bool t_arePathMarksOn = false;

} // namespace

bool hasMarks(QByteArrayView text)
{
    return !text.isEmpty() && std::memchr(text.data(), markEnd, std::size_t(text.size()));
}

QByteArray markOf(QByteArrayView name)
{
    const QByteArrayView secret = markSecret();
    QByteArray mark;
    mark.reserve(secret.size() + name.size() + 2);
    return mark.append(inScript).append(secret).append(name).append(markEnd);
}

QByteArray markOf(QByteArrayView prefix, quint64 number)
{
    std::array<char, std::numeric_limits<quint64>::digits10 + 1> digits;
    const char *end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    QByteArray mark;
    const QByteArrayView secret = markSecret();
    mark.reserve(secret.size() + prefix.size() + (end - digits.data()) + 2);
    mark.append(inScript).append(secret).append(prefix);
    return mark.append(digits.data(), end - digits.data()).append(markEnd);
}

QByteArrayView nameOfMark(QByteArrayView mark)
{
    return mark.isEmpty() ? mark : mark.sliced(1 + markSecret().size()).chopped(1);
}

qsizetype endOfMarks(QByteArrayView script)
{
    qsizetype end = 0;
    while (end < script.size() && script[end] == inScript
           && script.sliced(end + 1).startsWith(markSecret())) {
        const qsizetype close = script.indexOf(markEnd, end);
        const QByteArrayView name = script.sliced(end + 1, std::max<qsizetype>(close - end - 1, 0));
        if (close < 0 || !std::all_of(name.cbegin(), name.cend(), isInName))
            break;
        end = close + 1;
    }
    return end;
}

Html::Attribute markAttribute(QByteArrayView mark)
{
    if (mark.isEmpty())
        return {};
    QByteArray bytes;
    bytes.reserve(mark.size() + 1);
    return Html::Attribute::fromBytes(bytes.append(' ').append(inTag).append(mark.sliced(1)));
}

QByteArray withoutMarks(const QByteArray &text, const std::function<void(QByteArrayView)> &found)
{
    if (!hasMarks(text))
        return text;
    QByteArray out;
    out.reserve(text.size());
    const char *rest = text.cbegin();
    const char *const end = text.cend();
    while (const auto *close
           = static_cast<const char *>(std::memchr(rest, markEnd, std::size_t(end - rest)))) {
        const char *name = close;
        while (name > rest && isInName(name[-1]))
            --name;
        const char begin = name > rest ? name[-1] : '\0';
        const bool isMark = (begin == inScript || begin == inTag)
            && QByteArrayView(name, close).startsWith(markSecret());
        const char *kept = isMark ? name - 1 : close + 1;
        if (isMark && begin == inTag && kept > rest && kept[-1] == ' ')
            --kept;
        out.append(rest, kept - rest);
        if (isMark && found)
            found({name + markSecret().size(), close});
        rest = close + 1;
    }
    return out.append(rest, end - rest);
}

PathMarks::PathMarks(bool areOn)
    : m_were(std::exchange(t_arePathMarksOn, areOn))
{
}

PathMarks::~PathMarks()
{
    t_arePathMarksOn = m_were;
}

bool PathMarks::areOn()
{
    return t_arePathMarksOn;
}

QByteArrayView PathMarks::before(QByteArrayView path)
{
    const bool isOurs = path.startsWith('/') && !path.startsWith("//") && !path.startsWith("/\\");
    return t_arePathMarksOn && isOurs ? prefixMark() : QByteArrayView();
}

} // namespace BackState::Private

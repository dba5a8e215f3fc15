#include <BackState/text/url_prefix.h>

#include <BackState/text/mark_secret.h>

#include <QByteArrayList>

#include <algorithm>
#include <array>
#include <cstring>

namespace BackState::Private {

namespace {

constexpr char control = '\x04';

struct Replaced
{
    QByteArray bytes; // held, so that no others can be where they are
    QByteArray prefix;
    QByteArray result;

    bool isOf(const QByteArray &other, const QByteArray &otherPrefix) const
    {
        return bytes.constData() == other.constData() && bytes.size() == other.size()
            && prefix == otherPrefix;
    }
};

// Null if there is none.
const char *findMark(const char *from, const char *end)
{
    const QByteArrayView mark = prefixMark();
    while (const auto *found
           = static_cast<const char *>(std::memchr(from, control, std::size_t(end - from)))) {
        if (QByteArrayView(found, end).startsWith(mark))
            return found;
        from = found + 1;
    }
    return nullptr;
}

bool isInSegment(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("-._~").contains(c);
}

} // namespace

QByteArrayView prefixMark()
{
    static const QByteArray mark = QByteArray(1, control) + markSecret() + control;
    return mark;
}

// QByteArray::replace() would look for the mark by a table for words.
QByteArray withPrefix(const QByteArray &bytes, const QByteArray &prefix)
{
    const char *const end = bytes.cend();
    const char *mark = findMark(bytes.cbegin(), end);
    if (!mark)
        return bytes;
    QByteArray result;
    result.reserve(bytes.size());
    const char *rest = bytes.cbegin();
    for (; mark; mark = findMark(rest, end)) {
        result.append(rest, mark - rest).append(prefix);
        rest = mark + prefixMark().size();
    }
    return result.append(rest, end - rest);
}

QByteArray sharedWithPrefix(const QByteArray &bytes, const QByteArray &prefix)
{
    if (!findMark(bytes.cbegin(), bytes.cend()))
        return bytes;
    // As many as there are frames of one turn for each stream, mostly.
    thread_local std::array<Replaced, 16> latest;
    thread_local std::size_t next = 0;
    const auto known = std::find_if(latest.cbegin(), latest.cend(), [&](const Replaced &one) {
        return one.isOf(bytes, prefix);
    });
    if (known != latest.cend())
        return known->result;
    Replaced &one = latest[next++ % latest.size()];
    one = {bytes, prefix, withPrefix(bytes, prefix)};
    return one.result;
}

bool isPrefix(QByteArrayView text)
{
    if (text.isEmpty())
        return true;
    if (text.front() != '/' || text.size() > 200)
        return false;
    const QByteArrayList segments = text.sliced(1).toByteArray().split('/');
    return std::all_of(segments.cbegin(), segments.cend(), [](const QByteArray &segment) {
        return !segment.isEmpty() && segment != "." && segment != ".."
            && std::all_of(segment.cbegin(), segment.cend(), isInSegment);
    });
}

QByteArray withoutPrefix(const QByteArray &path, QByteArrayView prefix)
{
    if (prefix.isEmpty() || !path.startsWith(prefix))
        return path;
    if (path.size() == prefix.size())
        return "/";
    return path[prefix.size()] == '/' ? path.sliced(prefix.size()) : path;
}

} // namespace BackState::Private

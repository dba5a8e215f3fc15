#include <BackState/text/url_prefix.h>

#include <QByteArrayList>

#include <algorithm>
#include <cstring>

namespace BackState::Private {

namespace {

struct Replaced
{
    QByteArray bytes;
    QByteArray prefix;
    QByteArray result;
};

// QByteArray::replace() would look for the one byte by a table for words.
QByteArray replaced(const QByteArray &bytes, const QByteArray &prefix)
{
    QByteArray result;
    result.reserve(bytes.size() + 16 * prefix.size());
    const char *rest = bytes.cbegin();
    const char *const end = bytes.cend();
    while (const auto *mark
           = static_cast<const char *>(std::memchr(rest, prefixMark, std::size_t(end - rest)))) {
        result.append(rest, mark - rest).append(prefix);
        rest = mark + 1;
    }
    return result.append(rest, end - rest);
}

bool isInSegment(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("-._~").contains(c);
}

} // namespace

QByteArray withPrefix(const QByteArray &bytes, const QByteArray &prefix)
{
    if (!bytes.contains(prefixMark))
        return bytes;
    thread_local Replaced latest; // holds the bytes, so that no others can be where they are
    const bool isSame = latest.bytes.constData() == bytes.constData()
        && latest.bytes.size() == bytes.size() && latest.prefix == prefix;
    if (!isSame)
        latest = {bytes, prefix, replaced(bytes, prefix)};
    return latest.result;
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

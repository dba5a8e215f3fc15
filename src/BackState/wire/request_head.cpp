#include "header_parameters_p.h"
#include "request_head_p.h"

#include <BackState/wire/limits.h>

#include <array>
#include <cstring>
#include <limits>

namespace BackState::Http {

/*!
    \class BackState::Http::RequestHead
    \internal
    \brief The strict reader of a request's head, in front of Qt's lenient one.

    QtHttpServer's parser drops all fields when it dislikes one of them, takes a Content-Length it
    can't read for none, and accepts lines that end in LF alone: each of these makes a body the
    next request. What this reader lets through is read in one way only. It is stricter than it
    would have to be where nobody is served by more: no folded fields, no absolute targets, no
    chunked request bodies (411, as RFC 9112, 6.3 permits).
*/

namespace {

enum ByteClass : quint8 { Token = 1, Target = 2, Value = 4, HostName = 8, HostAddress = 16 };

constexpr bool isAlphanumeric(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool isHex(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr bool isOneOf(int c, const char *characters)
{
    for (; *characters; ++characters) {
        if (c == *characters)
            return true;
    }
    return false;
}

constexpr std::array<quint8, 256> classifyBytes()
{
    std::array<quint8, 256> classes{};
    for (int c = 0; c < 256; ++c) {
        quint8 &byte = classes[std::size_t(c)];
        if (isAlphanumeric(c) || isOneOf(c, "!#$%&'*+-.^_`|~"))
            byte |= Token;
        if (c > 0x20 && c < 0x7f && c != '#' && c != '\\')
            byte |= Target;
        if ((c >= 0x20 && c != 0x7f) || c == '\t')
            byte |= Value;
        if (isAlphanumeric(c) || isOneOf(c, "-._~"))
            byte |= HostName;
        if (isHex(c) || isOneOf(c, ":."))
            byte |= HostAddress;
    }
    return classes;
}

constexpr auto byteClasses = classifyBytes();

bool isAll(QByteArrayView bytes, ByteClass wanted)
{
    quint8 common = 0xff;
    for (const char c : bytes)
        common &= byteClasses[quint8(c)];
    return common & wanted;
}

bool isSame(QByteArrayView value, QByteArrayView lowerCase)
{
    return value.compare(lowerCase, Qt::CaseInsensitive) == 0;
}

bool beginsWith(QByteArrayView value, QByteArrayView lowerCase)
{
    return value.size() >= lowerCase.size() && isSame(value.first(lowerCase.size()), lowerCase);
}

bool hasListItem(QByteArrayView list, QByteArrayView lowerCase)
{
    while (!list.isEmpty()) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView item = comma < 0 ? list : list.first(comma);
        if (isSame(trimmed(item), lowerCase))
            return true;
        list = comma < 0 ? QByteArrayView() : list.sliced(comma + 1);
    }
    return false;
}

Method methodOf(QByteArrayView name)
{
    struct Row
    {
        QByteArrayView name;
        Method method;
    };
    static constexpr Row rows[] = {
        {"GET", Method::Get},
        {"POST", Method::Post},
        {"HEAD", Method::Head},
        {"PUT", Method::Put},
        {"PATCH", Method::Patch},
        {"DELETE", Method::Delete},
        {"OPTIONS", Method::Options},
    };
    for (const Row &row : rows) {
        if (name == row.name)
            return row.method;
    }
    return Method::Unknown;
}

// Whether it begins with "." or "..", however they are written, and a '/' or the end.
bool beginsWithDotSegment(QByteArrayView path)
{
    int dots = 0;
    while (!path.isEmpty() && path.front() != '/') {
        qsizetype size = 0;
        if (path.front() == '.')
            size = 1;
        else if (path.size() >= 3 && isSame(path.first(3), "%2e"))
            size = 3;
        if (size == 0 || ++dots > 2)
            return false;
        path = path.sliced(size);
    }
    return dots > 0;
}

// A path without NUL, half escapes and segments that climb is harmless to whoever decodes it later.
bool isCleanPath(QByteArrayView path)
{
    if (path.size() >= 2 && path[1] == '/')
        return false; // would be read as an authority
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (path[i] == '/') {
            if (beginsWithDotSegment(path.sliced(i + 1)))
                return false;
        } else if (path[i] == '%') {
            if (i + 2 >= path.size() || !isHex(path[i + 1]) || !isHex(path[i + 2]))
                return false;
            if (path[i + 1] == '0' && path[i + 2] == '0')
                return false;
        }
    }
    return true;
}

bool isPort(QByteArrayView port)
{
    int number = 0;
    for (const char c : port) {
        if (c < '0' || c > '9')
            return false;
        number = number * 10 + (c - '0');
        if (number > 65535)
            return false;
    }
    return true;
}

bool isHost(QByteArrayView value)
{
    qsizetype end = 0;
    if (value.startsWith('[')) {
        const qsizetype bracket = value.indexOf(']');
        if (bracket < 3 || !isAll(value.sliced(1, bracket - 1), HostAddress))
            return false;
        end = bracket + 1;
    } else {
        const qsizetype colon = value.indexOf(':');
        end = colon < 0 ? value.size() : colon;
        if (!isAll(value.first(end), HostName))
            return false;
    }
    const QByteArrayView rest = value.sliced(end);
    return rest.isEmpty() || (rest.front() == ':' && isPort(rest.sliced(1)));
}

} // namespace

/*!
    Goes on reading where it stopped, in \a seen, which holds all bytes of the request so far.
    Returns 0 when they are fine, complete or not, and the status of the refusal otherwise.

    Every line is judged as soon as its end is there, before Qt's parser gets to see it.
*/
int RequestHead::read(QByteArrayView seen, const Limits &limits)
{
    while (!m_complete) {
        const void *found = m_position < seen.size()
            ? std::memchr(seen.data() + m_position, '\n', std::size_t(seen.size() - m_position))
            : nullptr;
        const qsizetype end = found ? static_cast<const char *>(found) - seen.data() : seen.size();
        if (!m_started && end - m_position > limits.line)
            return 414;
        if (end > limits.head)
            return 431;
        if (!found)
            return 0;
        const QByteArrayView line = seen.sliced(m_position, end - m_position);
        if (!line.endsWith('\r'))
            return 400;
        int refusal = 0;
        if (!m_started)
            refusal = readRequestLine(line.chopped(1));
        else if (line.size() == 1)
            refusal = check(limits);
        else if (++m_fields > qMin(limits.fields, 100))
            refusal = 431;
        else
            refusal = readField(line.chopped(1));
        if (refusal != 0)
            return refusal;
        m_complete = m_started && line.size() == 1;
        m_started = true;
        m_position = end + 1;
    }
    return 0;
}

/*!
    Returns what follows the '?' of the target in \a head, or nothing.
*/
QByteArrayView RequestHead::query(QByteArrayView head) const
{
    return m_query <= 0 ? QByteArrayView() : head.sliced(m_target + m_path + 1, m_query);
}

int RequestHead::readRequestLine(QByteArrayView line)
{
    const qsizetype space = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (space <= 0 || last == space || !isAll(line.first(space), Token))
        return 400;
    const QByteArrayView version = line.sliced(last + 1);
    if (version.size() != 8 || !version.startsWith("HTTP/") || version[5] < '0' || version[5] > '9'
        || version[6] != '.' || version[7] < '0' || version[7] > '9')
        return 400;
    m_target = space + 1;
    if (const int refusal = readTarget(line.sliced(m_target, last - m_target)))
        return refusal;
    if (version[5] != '1' || version[7] > '1')
        return 505;
    m_http11 = version[7] == '1';
    m_method = methodOf(line.first(space));
    return m_method == Method::Unknown ? 501 : 0;
}

int RequestHead::readTarget(QByteArrayView target)
{
    if (!target.startsWith('/') || !isAll(target, Target))
        return 400;
    const qsizetype mark = target.indexOf('?');
    m_path = mark < 0 ? target.size() : mark;
    m_query = mark < 0 ? -1 : target.size() - mark - 1;
    return isCleanPath(target.first(m_path)) ? 0 : 400;
}

int RequestHead::readField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return 400;
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1);
    // A folded line begins with a blank, which no name has.
    if (!isAll(name, Token) || !isAll(value, Value))
        return 400;
    return readKnownField(name, trimmed(value));
}

int RequestHead::readKnownField(QByteArrayView name, QByteArrayView value)
{
    switch (name.size()) {
    case 4:
        if (isSame(name, "host"))
            return ++m_hosts > 1 || !isHost(value) ? 400 : 0;
        break;
    case 6:
        if (isSame(name, "expect")) {
            m_expectsContinue = isSame(value, "100-continue");
            return m_expectsContinue ? 0 : 417;
        }
        break;
    case 7:
        if (isSame(name, "upgrade"))
            m_webSocket = hasListItem(value, "websocket");
        break;
    case 10:
        if (isSame(name, "connection")) {
            m_close = m_close || hasListItem(value, "close");
            // QtHttpServer looks for the letters only, "x-upgrade" has them too.
            m_upgrade = m_upgrade || value.toByteArray().toLower().contains("upgrade");
        }
        break;
    case 12:
        if (isSame(name, "content-type"))
            m_isMultipart = beginsWith(value, "multipart/form-data");
        break;
    case 13: m_hasTab = m_hasTab || isSame(name, "backstate-tab"); break;
    case 14:
        if (isSame(name, "content-length"))
            return readContentLength(value);
        break;
    case 17:
        if (isSame(name, "transfer-encoding")) {
            if (m_chunked)
                return 400;
            m_chunked = isSame(value, "chunked");
            return m_chunked ? 0 : 501;
        }
        break;
    default: break;
    }
    return 0;
}

int RequestHead::readContentLength(QByteArrayView value)
{
    if (m_contentLength >= 0 || value.isEmpty() || value.size() > 20)
        return 400;
    qsizetype length = 0;
    for (const char c : value) {
        if (c < '0' || c > '9')
            return 400;
        if (length > (std::numeric_limits<qsizetype>::max() - 9) / 10)
            return 413;
        length = length * 10 + (c - '0');
    }
    m_contentLength = length;
    return 0;
}

// Refuses what can be judged only when all fields are known.
int RequestHead::check(const Limits &limits) const
{
    if (m_http11 && m_hosts == 0)
        return 400;
    if (m_chunked)
        return m_contentLength >= 0 || !m_http11 ? 400 : 411;
    if (m_contentLength > limits.body && !isUpload())
        return 413;
    if (upgradesToWebSocket() && !limits.webSockets)
        return 501;
    return 0;
}

} // namespace BackState::Http

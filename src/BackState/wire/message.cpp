#include <BackState/wire/message.h>

#include "header_parameters_p.h"

#include <utility>

namespace BackState::Http {

QByteArrayView methodName(Method method)
{
    constexpr QByteArrayView names[]
        = {"", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}; // in their order
    return names[int(method)];
}

/*!
    \enum BackState::Http::Method
    \internal

    The request methods an answer of ours can depend on. TRACE and CONNECT are refused before
    anybody sees them.
*/

/*!
    \class BackState::Http::Message
    \internal
    \brief One request whose head was checked and whose body is complete.

    A value: it may be copied and kept; copies share their bytes. Fields are looked up in the bytes
    of the head, because most requests are asked for two or three of them only.
*/

namespace {

bool isNamed(QByteArrayView line, QByteArrayView lowerCaseName)
{
    return line.size() > lowerCaseName.size() && line[lowerCaseName.size()] == ':'
        && line.first(lowerCaseName.size()).compare(lowerCaseName, Qt::CaseInsensitive) == 0;
}

// Calls use(value) for each field of that name, in order.
template<typename Use>
void forEachField(QByteArrayView head, QByteArrayView lowerCaseName, Use use)
{
    qsizetype begin = head.indexOf('\n') + 1; // after the request line
    while (begin > 0 && begin < head.size()) {
        const qsizetype end = head.indexOf('\n', begin);
        if (end < 0)
            return;
        const QByteArrayView line = head.sliced(begin, end - begin);
        if (isNamed(line, lowerCaseName)) {
            QByteArrayView value = line.sliced(lowerCaseName.size() + 1);
            if (value.endsWith('\r'))
                value.chop(1);
            use(trimmed(value));
        }
        begin = end + 1;
    }
}

} // namespace

/*!
    Returns the value of the field \a lowerCaseName, which is found whatever its case in the
    request, or an empty array. Repeated fields are joined by ", ", cookies by "; ".
*/
QByteArray Message::header(QByteArrayView lowerCaseName) const
{
    QByteArray joined;
    bool first = true;
    forEachField(head, lowerCaseName, [&](QByteArrayView value) {
        if (!std::exchange(first, false))
            joined += lowerCaseName == QByteArrayView("cookie") ? "; " : ", ";
        joined += value;
    });
    return joined;
}

/*!
    Returns whether there is a field \a lowerCaseName, be it empty.
*/
bool Message::hasHeader(QByteArrayView lowerCaseName) const
{
    bool found = false;
    forEachField(head, lowerCaseName, [&found](QByteArrayView) { found = true; });
    return found;
}

QByteArray Message::host() const
{
    return calledHost.isEmpty() ? header("host") : calledHost;
}

bool Message::isCrossSite() const
{
    // A proxy that calls us by another name can't confuse what a browser says here.
    const QByteArray site = header("sec-fetch-site");
    if (!site.isEmpty())
        return site != "same-origin" && site != "none";
    const QByteArray origin = header("origin").toLower();
    if (origin.isEmpty())
        return false;
    const QByteArrayView scheme = secure ? "https://" : "http://";
    const QByteArrayView port = secure ? ":443" : ":80"; // which an origin leaves out
    QByteArray host = this->host().toLower();
    if (host.endsWith(port))
        host.chop(port.size());
    return origin != scheme + host; // "null" is that of a sandbox or a file
}

bool Message::wantsJson() const
{
    const QByteArray accept = header("accept").toLower();
    return accept.contains("application/json") && !accept.contains("text/html")
        && !hasHeader("datastar-request");
}

} // namespace BackState::Http

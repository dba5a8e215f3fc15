#include "response_head_p.h"

#include <charconv>

namespace BackState::Http {

namespace {

struct Reason
{
    int status;
    QByteArrayView phrase;
};

constexpr Reason reasons[] = {
    {200, "OK"},
    {204, "No Content"},
    {201, "Created"},
    {202, "Accepted"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

void appendNumber(QByteArray &bytes, qsizetype number)
{
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    bytes.append(digits, end - digits);
}

} // namespace

/*!
    Returns the words after \a status in the status line; empty, which is allowed there, for one
    that this library has no use for.
*/
QByteArrayView reasonPhrase(int status)
{
    for (const Reason &reason : reasons) {
        if (reason.status == status)
            return reason.phrase;
    }
    return "";
}

bool hasNoBody(int status)
{
    return status == 204 || status == 304 || status < 200;
}

/*!
    Returns the head with its blank line, in one buffer that is reserved once.
*/
QByteArray ResponseHead::toBytes() const
{
    QByteArray bytes;
    bytes.reserve(160 + contentType.size() + extraHeaderLines.size());
    bytes += "HTTP/1.1 ";
    appendNumber(bytes, status);
    bytes += ' ';
    bytes += reasonPhrase(status);
    bytes += "\r\n";
    if (!contentType.isEmpty()) {
        bytes += "Content-Type: ";
        bytes += contentType;
        bytes += "\r\n";
    }
    if (framing == Framing::Chunked) {
        bytes += "Transfer-Encoding: chunked\r\n";
    } else if (framing == Framing::Length && !hasNoBody(status)) {
        bytes += "Content-Length: ";
        appendNumber(bytes, length);
        bytes += "\r\n";
    }
    bytes += extraHeaderLines;
    bytes += keepAlive ? "\r\n" : "Connection: close\r\n\r\n";
    return bytes;
}

} // namespace BackState::Http

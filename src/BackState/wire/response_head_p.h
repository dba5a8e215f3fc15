// ResponseHead: the head of an answer. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

// How the body of an answer ends.
enum class Framing { Length, Chunked, Connection };

struct ResponseHead
{
    int status = 200;
    Framing framing = Framing::Length;
    qsizetype length = 0; // of the body, for Framing::Length
    bool keepAlive = true;
    QByteArrayView contentType; // if empty there is no such field
    QByteArrayView extraHeaderLines; // complete lines, each with its CRLF

    QByteArray toBytes() const;
};

QByteArrayView reasonPhrase(int status);
bool hasNoBody(int status); // 1xx, 204 and 304 have neither a body nor its length

} // namespace BackState::Http

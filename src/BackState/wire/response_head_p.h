#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

// How an answer's body ends
enum class Framing { Length, Chunked, Connection };

struct ResponseHead
{
    int status = 200;
    Framing framing = Framing::Length;
    qsizetype length = 0; // of the body, for Framing::Length
    bool keepAlive = true;
    QByteArrayView contentType; // empty: no such field
    QByteArrayView extraHeaderLines; // each with its CRLF

    QByteArray toBytes() const;
};

QByteArrayView reasonPhrase(int status);
bool hasNoBody(int status); // 1xx, 204, 304: neither a body nor its length

} // namespace BackState::Http

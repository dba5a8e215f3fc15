// Compression: what is compressed for whom. Internal.
#pragma once

#include <BackState/program/options.h>

#include <QByteArray>

namespace BackState::Http {

class Exchange;
class StreamSocket;
struct Message;

class Compression
{
public:
    explicit Compression(const ServerOptions &options);

    // Answers with a page, compressed if the client asks for it and it is big enough.
    void respond(
        const Message &message,
        Exchange &exchange,
        int status,
        QByteArrayView contentType,
        const QByteArray &body,
        const QByteArray &headerLines) const;

    // A stream with these header lines, compressed if the client asks for it; null: nobody to
    // stream to.
    StreamSocket *
    openStream(const Message &message, Exchange &exchange, const QByteArray &headerLines) const;

private:
    bool isFor(const Message &message) const;

    const ServerOptions &m_options;
};

} // namespace BackState::Http

// Compression: what is compressed, and for whom. Internal.
#pragma once

#include <BackState/program/options.h>

#include <QByteArray>

namespace BackState::Http {

class StreamSocket;
class Visit;
struct Message;

class Compression
{
public:
    explicit Compression(const ServerOptions &options);

    // Answers with a page, compressed if the client asks for it and it is big enough.
    void respondHtml(
        Visit &visit, int status, const QByteArray &markup, const QByteArray &headerLines) const;

    // A stream with these header lines, compressed if the client asks for it. Null if there is
    // nobody to stream to; then the visit is answered.
    StreamSocket *openStream(Visit &visit, const QByteArray &headerLines) const;

private:
    bool isFor(const Message &message) const;

    const ServerOptions &m_options;
};

} // namespace BackState::Http

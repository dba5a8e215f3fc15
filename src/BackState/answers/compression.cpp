#include "compression_p.h"

#include "visit_p.h"
#include <BackState/text/url_prefix.h>
#include <BackState/wire/encoding.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/gzip_stream.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

namespace BackState::Http {

/*!
    \class BackState::Http::Compression
    \internal
    \brief Compresses pages and streams as ServerOptions::compression says.

    A page holds a secret, the signed id of its tab, beside text that somebody else may have chosen;
    whoever sees the sizes of many pages could guess at a secret that is the same in all of them.
    The tab's id is another one in each page.
*/

namespace {

constexpr Encoding forPages[] = {Encoding::Brotli, Encoding::Gzip};
constexpr Encoding forStreams[] = {Encoding::Gzip}; // see GzipStream
constexpr QByteArrayView vary = "Vary: Accept-Encoding\r\n";

QByteArray withEncoding(const QByteArray &headerLines, Encoding encoding)
{
    QByteArray lines = headerLines;
    if (encoding != Encoding::Identity)
        lines.append("Content-Encoding: ").append(encodingName(encoding)).append("\r\n");
    return lines.append(vary);
}

} // namespace

Compression::Compression(const ServerOptions &options)
    : m_options(options)
{
}

bool Compression::isFor(const Message &message) const
{
    return m_options.compression.loopback || !message.nearby;
}

void Compression::respondHtml(
    Visit &visit, int status, const QByteArray &marked, const QByteArray &headerLines) const
{
    const QByteArray markup = Private::withPrefix(marked, visit.message.prefix);
    const CompressionOptions &options = m_options.compression;
    if (!options.pages || markup.size() < options.minimumSize || !isFor(visit.message)) {
        visit.respondHtml(status, markup, headerLines);
        return;
    }
    const Encoding encoding = chosenEncoding(visit.message.header("accept-encoding"), forPages);
    const QByteArray compressed = encoded(encoding, markup, options.pageLevel);
    if (compressed.isNull())
        visit.respondHtml(status, markup, withEncoding(headerLines, Encoding::Identity));
    else
        visit.respondEncodedHtml(status, compressed, withEncoding(headerLines, encoding));
}

StreamSocket *Compression::openStream(Visit &visit, const QByteArray &headerLines) const
{
    const CompressionOptions &options = m_options.compression;
    if (!options.streams || !isFor(visit.message))
        return visit.openStream(headerLines);
    const Encoding encoding = chosenEncoding(visit.message.header("accept-encoding"), forStreams);
    StreamSocket *stream = visit.openStream(withEncoding(headerLines, encoding));
    if (stream && encoding == Encoding::Gzip)
        stream->compress({.level = options.streamLevel, .window = options.window});
    return stream;
}

} // namespace BackState::Http

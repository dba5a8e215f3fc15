#include <BackState/wire/gzip_stream.h>

#include "deflater_p.h"

#include <algorithm>

namespace BackState::Http {

/*!
    \class BackState::Http::GzipStream
    \internal
    \brief The frames of one stream as gzip, each to be read as soon as it has come.

    A frame for many is compressed once, from an empty window, and ended at a whole byte: such a
    segment refers to nothing before it, so the same bytes go into every stream, and a stream keeps
    no more of it than the checksum. A stream's own frames have an encoder that remembers them. It
    must not refer across a segment that it has not seen, so it ends with the next one. That has two
    more uses: a stream that is idle has no encoder, for heartbeats are segments too; and what many
    are told, which one of them may have written, never stands in one window with what is for
    this stream alone, so that the size of the one tells nothing about the other.

    Brotli has no such property: its distances and contexts go on over the whole stream.
*/

#ifdef BACKSTATE_HAS_GZIP

namespace {

quint32 combined(quint32 before, quint32 crc, quint32 combination)
{
#if ZLIB_VERNUM >= 0x12c0
    return quint32(crc32_combine_op(before, crc, combination));
#else
    return quint32(crc32_combine(before, crc, z_off_t(combination)));
#endif
}

} // namespace

QByteArray GzipStream::header()
{
    // By deflate, without a name or a time, from an unknown system.
    return QByteArray("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10);
}

QByteArray GzipStream::encodeShared(const QByteArray &frame)
{
    m_own.reset();
    const SharedSegments::Segment &segment = m_shared.of(frame, m_settings.level);
    m_crc = combined(m_crc, segment.crc, segment.combination);
    m_size += quint32(frame.size());
    return segment.bytes;
}

QByteArray GzipStream::encodeOwn(const QByteArray &frame)
{
    if (!m_own)
        m_own = std::make_unique<Deflater>(m_settings.level, m_settings.window);
    m_crc = checksum(m_crc, frame);
    m_size += quint32(frame.size());
    const QByteArray bytes = m_own->add(frame);
    if (!bytes.isNull())
        return bytes;
    m_own.reset(); // out of memory
    return stored(frame);
}

/*!
    Returns what ends the stream in a way that a decoder takes for complete.
*/
QByteArray GzipStream::trailer() const
{
    QByteArray bytes("\x03\x00", 2); // the last block, empty
    appendLittleEndian(bytes, m_crc, 4);
    appendLittleEndian(bytes, m_size, 4);
    return bytes;
}

#else

QByteArray GzipStream::header()
{
    return {};
}

QByteArray GzipStream::encodeShared(const QByteArray &frame)
{
    return frame;
}

QByteArray GzipStream::encodeOwn(const QByteArray &frame)
{
    return frame;
}

QByteArray GzipStream::trailer() const
{
    return {};
}

#endif

GzipStream::GzipStream(SharedSegments &shared, Settings settings)
    : m_shared(shared)
    , m_settings(settings)
{
    m_settings.window = std::clamp(settings.window, 9, 15);
}

GzipStream::~GzipStream() = default;

} // namespace BackState::Http

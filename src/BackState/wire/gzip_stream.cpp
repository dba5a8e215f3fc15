#include <BackState/wire/gzip_stream.h>

#include <algorithm>

#ifdef BACKSTATE_HAS_GZIP
#include <zlib.h>
#endif

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
    are told, which one of them may have written, never stands in one window with what is only this
    one's, so that the size of the one tells nothing about the other.

    Brotli has no such property: its distances and contexts go on over the whole stream.
*/

#ifdef BACKSTATE_HAS_GZIP

struct Deflater
{
    Deflater(int level, int window)
    {
        // The tables in proportion to the window; all of it costs 2^(window + 3) bytes and 6 KiB.
        const int memory = std::clamp(window - 7, 1, 8);
        isGood = deflateInit2(
                     &stream,
                     std::clamp(level, 1, 9),
                     Z_DEFLATED,
                     -window,
                     memory,
                     Z_DEFAULT_STRATEGY)
            == Z_OK;
    }
    ~Deflater()
    {
        if (isGood)
            deflateEnd(&stream);
    }
    Q_DISABLE_COPY_MOVE(Deflater)

    // Null: it could not be done.
    QByteArray add(const QByteArray &frame)
    {
        if (!isGood)
            return {};
        constexpr qsizetype ofTheFlush = 16;
        const uLong bound = deflateBound(&stream, uLong(frame.size()));
        QByteArray result(qsizetype(bound) + ofTheFlush, Qt::Uninitialized);
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(frame.constData()));
        stream.avail_in = uInt(frame.size());
        stream.next_out = reinterpret_cast<Bytef *>(result.data());
        stream.avail_out = uInt(result.size());
        isGood = deflate(&stream, Z_SYNC_FLUSH) == Z_OK && stream.avail_in == 0
            && stream.avail_out > 0;
        result.truncate(result.size() - qsizetype(stream.avail_out));
        return isGood ? QByteArray(result.constData(), result.size()) : QByteArray();
    }

    z_stream stream{};
    bool isGood = false;
};

namespace {

constexpr qsizetype mostStored = 65'535; // in one block
constexpr qsizetype storedOverhead = 5;
constexpr std::size_t keptSegments = 16;
constexpr int sharedWindow = 15;

void appendLittleEndian(QByteArray &to, quint32 value, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        to.append(char(value >> (8 * i) & 0xff));
}

// As blocks that are not compressed
QByteArray stored(const QByteArray &frame)
{
    QByteArray result;
    for (qsizetype at = 0; at < frame.size(); at += mostStored) {
        const qsizetype size = std::min(mostStored, frame.size() - at);
        result.append('\0');
        appendLittleEndian(result, quint32(size), 2);
        appendLittleEndian(result, ~quint32(size), 2);
        result.append(frame.constData() + at, size);
    }
    return result;
}

quint32 checksum(quint32 before, const QByteArray &frame)
{
    const auto *bytes = reinterpret_cast<const Bytef *>(frame.constData());
    return quint32(crc32_z(before, bytes, z_size_t(frame.size())));
}

quint32 combinationOf(qsizetype size)
{
#if ZLIB_VERNUM >= 0x12c0
    return quint32(crc32_combine_gen(z_off_t(size)));
#else
    return quint32(size);
#endif
}

quint32 combined(quint32 before, quint32 crc, quint32 combination)
{
#if ZLIB_VERNUM >= 0x12c0
    return quint32(crc32_combine_op(before, crc, combination));
#else
    return quint32(crc32_combine(before, crc, z_off_t(combination)));
#endif
}

} // namespace

/*!
    Returns \a frame as a segment. It is good until the turn ends or sixteen others were asked for.
*/
const SharedSegments::Segment &SharedSegments::of(const QByteArray &frame, int level)
{
    for (const Segment &segment : m_segments) {
        if (segment.source.constData() == frame.constData()
            && segment.source.size() == frame.size())
            return segment;
    }
    if (m_segments.size() >= keptSegments)
        m_segments.erase(m_segments.begin());
    QByteArray bytes;
    if (frame.size() > 2 * storedOverhead) {
        if (!m_deflater)
            m_deflater = std::make_unique<Deflater>(level, sharedWindow);
        else
            deflateReset(&m_deflater->stream);
        bytes = m_deflater->add(frame);
    }
    if (bytes.isNull() || bytes.size() >= frame.size() + storedOverhead)
        bytes = stored(frame);
    m_segments.push_back({frame, bytes, checksum(0, frame), combinationOf(frame.size())});
    return m_segments.back();
}

QByteArray GzipStream::head()
{
    // Deflate, no name, no time, an unknown system
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
QByteArray GzipStream::tail() const
{
    QByteArray bytes("\x03\x00", 2); // the last block, empty
    appendLittleEndian(bytes, m_crc, 4);
    appendLittleEndian(bytes, m_size, 4);
    return bytes;
}

#else

struct Deflater
{
};

const SharedSegments::Segment &SharedSegments::of(const QByteArray &frame, int level)
{
    Q_UNUSED(level);
    m_segments.assign(1, {frame, frame, 0, 0});
    return m_segments.back();
}

QByteArray GzipStream::head()
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

QByteArray GzipStream::tail() const
{
    return {};
}

#endif

SharedSegments::SharedSegments() = default;
SharedSegments::~SharedSegments() = default;

GzipStream::GzipStream(SharedSegments &shared, Settings settings)
    : m_shared(shared)
    , m_settings(settings)
{
    m_settings.window = std::clamp(settings.window, 9, 15);
}

GzipStream::~GzipStream() = default;

} // namespace BackState::Http

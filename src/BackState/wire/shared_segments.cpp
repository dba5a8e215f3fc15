#include "shared_segments_p.h"

#include "deflater_p.h"

namespace BackState::Http {

/*!
    \class BackState::Http::SharedSegments
    \internal
    \brief Compresses a frame once for all streams that are told it.

    Belongs to a StreamHub. Frames are known by their bytes' address, so those who tell several
    streams the same hand them the same QByteArray.
*/

#ifdef BACKSTATE_HAS_GZIP

namespace {

constexpr qsizetype storedOverhead = 5; // bytes of a block
constexpr std::size_t keptSegments = 16;
constexpr int sharedWindow = 15;

// What a checksum needs to go on over as many bytes as size says.
quint32 combinationOf(qsizetype size)
{
#if ZLIB_VERNUM >= 0x12c0
    return quint32(crc32_combine_gen(z_off_t(size)));
#else
    return quint32(size);
#endif
}

} // namespace

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
            m_deflater->reset();
        bytes = m_deflater->add(frame);
    }
    if (bytes.isNull() || bytes.size() >= frame.size() + storedOverhead)
        bytes = stored(frame);
    m_segments.push_back({frame, bytes, checksum(0, frame), combinationOf(frame.size())});
    return m_segments.back();
}

#else

const SharedSegments::Segment &SharedSegments::of(const QByteArray &frame, int level)
{
    Q_UNUSED(level);
    m_segments.assign(1, {frame, frame, 0, 0});
    return m_segments.back();
}

#endif

SharedSegments::SharedSegments() = default;
SharedSegments::~SharedSegments() = default;

} // namespace BackState::Http

// SharedSegments: what many streams are told, compressed once. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>

#include <memory>
#include <vector>

namespace BackState::Http {

struct Deflater;

// Keeps what the streams of a hub were told in this turn of the event loop, compressed so that it
// may stand anywhere in any of them.
class BACKSTATE_EXPORT SharedSegments
{
public:
    struct Segment
    {
        QByteArray source; // held, so that its address is nobody else's
        QByteArray bytes;
        quint32 crc = 0;
        quint32 combination = 0; // by which a checksum goes on over it
    };

    SharedSegments();
    ~SharedSegments();

    // Returns the frame as a segment, which is valid until the turn ends or sixteen others were
    // asked for.
    const Segment &of(const QByteArray &frame, int level);
    void endTurn() { m_segments.clear(); }

private:
    std::unique_ptr<Deflater> m_deflater;
    std::vector<Segment> m_segments;
};

} // namespace BackState::Http

// GzipStream: the frames of one stream as gzip. Internal.
#pragma once

#include "shared_segments_p.h"
#include <BackState/export.h>

#include <QByteArray>

#include <memory>

namespace BackState::Http {

struct Deflater;

// Belongs to one stream. Costs a few bytes, and an encoder from the first frame that only this
// stream is told until one that others are told too: the next heartbeat at the latest.
class BACKSTATE_EXPORT GzipStream
{
public:
    struct Settings
    {
        int level = 6; // 1 to 9
        int window = 12; // 9 to 15: the encoder remembers 2^window bytes
    };

    GzipStream(SharedSegments &shared, Settings settings);
    ~GzipStream();

    static QByteArray header(); // what the stream begins with
    // The same bytes for each stream that is told the frame in this turn of the event loop.
    QByteArray encodeShared(const QByteArray &frame);
    QByteArray encodeOwn(const QByteArray &frame);
    QByteArray trailer() const; // what it ends with

    bool hasEncoder() const { return m_own != nullptr; }

private:
    SharedSegments &m_shared;
    std::unique_ptr<Deflater> m_own;
    quint32 m_crc = 0;
    quint32 m_size = 0;
    Settings m_settings;
};

} // namespace BackState::Http

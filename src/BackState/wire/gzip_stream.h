// GzipStream: frames as parts of one gzip stream, those for many compressed once for all. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>

#include <memory>
#include <vector>

namespace BackState::Http {

struct Deflater;

// What a hub's streams were told in this turn, compressed so that it may stand anywhere in any of
// them.
class BACKSTATE_EXPORT SharedSegments
{
public:
    struct Segment
    {
        QByteArray source; // held, so that its address is nobody else's
        QByteArray bytes;
        quint32 crc = 0;
        quint32 combination = 0; // how a checksum goes on over it
    };

    SharedSegments();
    ~SharedSegments();

    const Segment &of(const QByteArray &frame, int level);
    void endTurn() { m_segments.clear(); }

private:
    std::unique_ptr<Deflater> m_deflater;
    std::vector<Segment> m_segments;
};

// One stream's. Costs a few bytes, and an encoder from its first frame of its own until it is told
// something that is not: its heartbeat at the latest.
class BACKSTATE_EXPORT GzipStream
{
public:
    struct Settings
    {
        int level = 6; // 1 to 9
        int window = 12; // 9 to 15: of 2^window bytes
    };

    GzipStream(SharedSegments &shared, Settings settings);
    ~GzipStream();

    static QByteArray head();
    // The same bytes for each stream that is told it in this turn
    QByteArray encodeShared(const QByteArray &frame);
    QByteArray encodeOwn(const QByteArray &frame);
    QByteArray tail() const;

    bool hasEncoder() const { return m_own != nullptr; }

private:
    SharedSegments &m_shared;
    std::unique_ptr<Deflater> m_own;
    quint32 m_crc = 0;
    quint32 m_size = 0;
    Settings m_settings;
};

} // namespace BackState::Http

// Deflater: zlib's encoder of one stream. Internal.
#pragma once

#include <QByteArray>

#ifdef BACKSTATE_HAS_GZIP
#include <zlib.h>
#endif

namespace BackState::Http {

#ifdef BACKSTATE_HAS_GZIP

// What it was given before is remembered, as far as its window goes.
struct Deflater
{
    Deflater(int level, int window);
    ~Deflater();
    Q_DISABLE_COPY_MOVE(Deflater)

    QByteArray add(const QByteArray &frame); // null if it could not be done
    void reset(); // forgets everything

    z_stream stream{};
    bool isGood = false;
};

// The frame as blocks that are not compressed.
QByteArray stored(const QByteArray &frame);
// The checksum of what has the checksum before, and then the frame.
quint32 checksum(quint32 before, const QByteArray &frame);
void appendLittleEndian(QByteArray &to, quint32 value, int bytes);

#else

struct Deflater
{
};

#endif

} // namespace BackState::Http

#include "deflater_p.h"

#ifdef BACKSTATE_HAS_GZIP

#include <algorithm>

namespace BackState::Http {

/*!
    \class BackState::Http::Deflater
    \internal
    \brief Compresses one frame after the other, each ended at a whole byte.
*/

namespace {

constexpr qsizetype mostStored = 65'535; // in one block

} // namespace

Deflater::Deflater(int level, int window)
{
    // The tables are in proportion to the window. All of it costs 2^(window + 3) bytes and 6 KiB.
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

Deflater::~Deflater()
{
    if (isGood)
        deflateEnd(&stream);
}

void Deflater::reset()
{
    deflateReset(&stream);
}

QByteArray Deflater::add(const QByteArray &frame)
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
    isGood = deflate(&stream, Z_SYNC_FLUSH) == Z_OK && stream.avail_in == 0 && stream.avail_out > 0;
    result.truncate(result.size() - qsizetype(stream.avail_out));
    return isGood ? QByteArray(result.constData(), result.size()) : QByteArray();
}

void appendLittleEndian(QByteArray &to, quint32 value, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        to.append(char(value >> (8 * i) & 0xff));
}

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

} // namespace BackState::Http

#endif

// Inflater: reads gzip as it comes.
#pragma once

#include <QByteArray>

#include <zlib.h>

class Inflater
{
public:
    Inflater()
    {
        constexpr int gzipFormat = 16;
        isGood = inflateInit2(&m_stream, gzipFormat + MAX_WBITS) == Z_OK;
    }
    ~Inflater() { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Inflater)

    // Inflates these bytes, which go on where those before ended.
    QByteArray add(const QByteArray &bytes)
    {
        QByteArray result;
        char buffer[4096];
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
        m_stream.avail_in = uInt(bytes.size());
        do {
            m_stream.next_out = reinterpret_cast<Bytef *>(buffer);
            m_stream.avail_out = sizeof buffer;
            const int status = inflate(&m_stream, Z_SYNC_FLUSH);
            isGood = isGood && (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR);
            m_hasEnded = m_hasEnded || status == Z_STREAM_END;
            result.append(buffer, qsizetype(sizeof buffer - m_stream.avail_out));
        } while (isGood && m_stream.avail_out == 0);
        return result;
    }

    bool hasEnded() const { return isGood && m_hasEnded && m_stream.avail_in == 0; }

    bool isGood = false;

private:
    z_stream m_stream{};
    bool m_hasEnded = false;
};

#include <BackState/wire/encoding.h>

#include "header_parameters_p.h"

#include <algorithm>
#include <limits>
#include <optional>

#ifdef BACKSTATE_HAS_GZIP
#include <zlib.h>
#endif
#ifdef BACKSTATE_HAS_BROTLI
#include <brotli/encode.h>
#endif

namespace BackState::Http {

namespace {

QByteArrayView takeUntil(QByteArrayView &text, char separator)
{
    const qsizetype at = text.indexOf(separator);
    const QByteArrayView taken = trimmed(at < 0 ? text : text.first(at));
    text = at < 0 ? QByteArrayView() : text.sliced(at + 1);
    return taken;
}

bool isSame(QByteArrayView text, QByteArrayView other)
{
    return text.compare(other, Qt::CaseInsensitive) == 0;
}

// Returns a quality such as "0.75" in thousandths. What is no quality refuses the encoding.
int quality(QByteArrayView parameters)
{
    while (!parameters.isEmpty()) {
        QByteArrayView value = takeUntil(parameters, ';');
        if (!isSame(takeUntil(value, '='), "q"))
            continue;
        bool isNumber = false;
        const double number = trimmed(value).toByteArray().toDouble(&isNumber);
        return isNumber && number > 0 && number <= 1 ? int(number * 1000) : 0;
    }
    return 1000;
}

// The quality that a client gives an encoding; nothing if it does not say.
std::optional<int> qualityOf(QByteArrayView name, QByteArrayView acceptEncoding)
{
    std::optional<int> byStar;
    while (!acceptEncoding.isEmpty()) {
        QByteArrayView parameters = takeUntil(acceptEncoding, ',');
        const QByteArrayView given = takeUntil(parameters, ';');
        if (isSame(given, name))
            return quality(parameters);
        if (given == QByteArrayView("*"))
            byStar = quality(parameters);
    }
    return byStar;
}

// The bits of a window in which so many bytes lie. A larger one costs its memory for nothing, which
// for a page is more than half of the time, and at the higher levels of Brotli nearly all of it.
[[maybe_unused]] int windowOf(qsizetype size, int least, int most)
{
    int bits = least;
    while (bits < most && (qsizetype(1) << bits) < size)
        ++bits;
    return bits;
}

#ifdef BACKSTATE_HAS_GZIP

QByteArray gzipped(QByteArrayView bytes, int level)
{
    constexpr int gzipFormat = 16;
    const int window = windowOf(bytes.size(), 9, MAX_WBITS);
    const int memory = std::clamp(window - 6, 1, 8); // the tables in proportion to it
    z_stream stream{};
    if (quint64(bytes.size()) > std::numeric_limits<uInt>::max()
        || deflateInit2(
               &stream,
               std::clamp(level, 1, 9),
               Z_DEFLATED,
               gzipFormat + window,
               memory,
               Z_DEFAULT_STRATEGY)
            != Z_OK)
        return {};
    QByteArray result(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    const bool isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    result.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return isWhole ? result : QByteArray();
}

#endif
#ifdef BACKSTATE_HAS_BROTLI

QByteArray brotlied(QByteArrayView bytes, int level)
{
    constexpr qsizetype reserved = 16; // bytes of a window that can't be used
    std::size_t size = BrotliEncoderMaxCompressedSize(std::size_t(bytes.size()));
    QByteArray result(qsizetype(size), Qt::Uninitialized);
    const bool isWhole = BrotliEncoderCompress(
        std::clamp(level, BROTLI_MIN_QUALITY, BROTLI_MAX_QUALITY),
        windowOf(bytes.size() + reserved, BROTLI_MIN_WINDOW_BITS, BROTLI_DEFAULT_WINDOW),
        BROTLI_MODE_TEXT,
        std::size_t(bytes.size()),
        reinterpret_cast<const quint8 *>(bytes.data()),
        &size,
        reinterpret_cast<quint8 *>(result.data()));
    result.truncate(qsizetype(size));
    return isWhole ? result : QByteArray();
}

#endif

} // namespace

QByteArrayView encodingName(Encoding encoding)
{
    constexpr QByteArrayView names[] = {"", "gzip", "br"}; // in their order
    return names[int(encoding)];
}

bool isAvailable(Encoding encoding)
{
    switch (encoding) {
    case Encoding::Identity: return true;
    case Encoding::Gzip:
#ifdef BACKSTATE_HAS_GZIP
        return true;
#else
        return false;
#endif
    case Encoding::Brotli:
#ifdef BACKSTATE_HAS_BROTLI
        return true;
#else
        return false;
#endif
    }
    return false;
}

Encoding chosenEncoding(QByteArrayView acceptEncoding, std::span<const Encoding> offered)
{
    Encoding best = Encoding::Identity;
    int bestQuality = 0;
    for (const Encoding encoding : offered) {
        const int given = qualityOf(encodingName(encoding), acceptEncoding).value_or(0);
        if (given > bestQuality && isAvailable(encoding)) {
            best = encoding;
            bestQuality = given;
        }
    }
    // Only a client that names it wants it more than any other; "*" is about the rest.
    const bool namesIdentity = acceptEncoding.toByteArray().toLower().contains("identity");
    if (namesIdentity && qualityOf("identity", acceptEncoding).value_or(0) > bestQuality)
        return Encoding::Identity;
    return best;
}

QByteArray encoded(Encoding encoding, QByteArrayView bytes, int level)
{
    switch (encoding) {
    case Encoding::Identity: break;
    case Encoding::Gzip:
#ifdef BACKSTATE_HAS_GZIP
        return gzipped(bytes, level);
#else
        break;
#endif
    case Encoding::Brotli:
#ifdef BACKSTATE_HAS_BROTLI
        return brotlied(bytes, level);
#else
        break;
#endif
    }
    Q_UNUSED(bytes);
    Q_UNUSED(level);
    return {};
}

} // namespace BackState::Http

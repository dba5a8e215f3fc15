#include <BackState/visitors/seen_frames.h>

namespace BackState::Http {

std::optional<SeenFrames> SeenFrames::read(QByteArrayView text)
{
    constexpr qsizetype mostDigits = 15; // no tab comes to more
    QList<quint64> frames;
    for (const QByteArray &number : text.toByteArray().split('+')) {
        bool isNumber = false;
        frames.append(number.toULongLong(&isNumber));
        if (!isNumber || number.size() > mostDigits)
            return std::nullopt;
    }
    const quint64 upTo = frames.takeFirst();
    return SeenFrames{upTo, std::move(frames)};
}

} // namespace BackState::Http

#include <BackState/live/edit_number.h>

#include <optional>
#include <utility>

namespace BackState::Http {

EditNumber EditNumber::read(QByteArrayView header)
{
    QByteArrayList words = header.toByteArray().split(' ');
    const QByteArrayList numbers = words.takeFirst().split('.');
    constexpr qsizetype mostDigits = 15; // no tab comes to more
    if (numbers.size() != 2 || numbers.first().size() > mostDigits)
        return {};
    std::optional<SeenFrames> seen = SeenFrames::read(numbers.last());
    if (!seen)
        return {};
    EditNumber number;
    number.edit = numbers.first().toULongLong(); // 0 if it is none
    number.seen = *std::move(seen);
    number.choices = std::move(words);
    return number;
}

} // namespace BackState::Http

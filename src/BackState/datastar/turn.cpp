#include <BackState/datastar/turn.h>

#include <QStringBuilder>

#include <limits>

namespace BackState::Private {

std::optional<Turn> Turn::read(QByteArrayView header)
{
    const qsizetype first = header.indexOf('/');
    const qsizetype second = header.indexOf('/', first + 1);
    if (first < 0 || second < 0)
        return {};
    bool isNumber = false;
    Turn turn;
    turn.number = header.first(first).toUInt(&isNumber);
    if (isNumber)
        turn.oldest = header.sliced(first + 1, second - first - 1).toUInt(&isNumber);
    if (isNumber)
        turn.page = header.sliced(second + 1).toUInt(&isNumber);
    const bool isTurn = isNumber && turn.oldest > 0 && turn.oldest <= turn.number
        && turn.number < std::numeric_limits<quint32>::max();
    return isTurn ? std::optional(turn) : std::nullopt;
}

QByteArray lateFrame(quint32 number)
{
    return "event: datastar-late\ndata: turn " + QByteArray::number(number) + "\n\n";
}

} // namespace BackState::Private

// The names of JSON members: their order, and which are refused.
#include "convert_type_p.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace BackState::Private {

namespace {

// The number that a name spells, if it is a whole one below 2^32 - 1 without leading zeros:
// JavaScript puts such names before all others.
std::optional<quint32> indexOf(const QString &name)
{
    if (name.isEmpty() || name.size() > 10 || (name.size() > 1 && name.front() == u'0'))
        return std::nullopt;
    quint64 value = 0;
    for (const QChar c : name) {
        if (c < u'0' || c > u'9')
            return std::nullopt;
        value = value * 10 + quint64(c.unicode() - u'0');
    }
    return value < 0xffffffff ? std::optional(quint32(value)) : std::nullopt;
}

} // namespace

bool comesFirstInJavaScript(const QString &left, const QString &right)
{
    const std::optional<quint32> leftIndex = indexOf(left);
    const std::optional<quint32> rightIndex = indexOf(right);
    if (leftIndex && rightIndex)
        return *leftIndex < *rightIndex;
    if (leftIndex || rightIndex)
        return leftIndex.has_value();
    return left < right;
}

bool isRefusedKey(QStringView key)
{
    return key == "__proto__"_L1;
}

} // namespace BackState::Private

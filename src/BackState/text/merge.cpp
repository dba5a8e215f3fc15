#include <BackState/text/merge.h>

#include <algorithm>

namespace BackState::Private {

namespace {

// What two texts have in common: so many units at the beginning and at the end.
struct Common
{
    qsizetype begin = 0;
    qsizetype end = 0;
};

Common commonOf(QStringView a, QStringView b)
{
    const qsizetype most = std::min(a.size(), b.size());
    Common common;
    while (common.begin < most && a[common.begin] == b[common.begin])
        ++common.begin;
    if (common.begin > 0 && a[common.begin - 1].isHighSurrogate())
        --common.begin;
    while (common.end < most - common.begin
           && a[a.size() - 1 - common.end] == b[b.size() - 1 - common.end])
        ++common.end;
    if (common.end > 0 && a[a.size() - common.end].isLowSurrogate())
        --common.end;
    return common;
}

// Unit by unit, so that the places of one text are those of the other.
bool differInCaseOnly(QStringView a, QStringView b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](QChar x, QChar y) {
               return x == y || x.toLower() == y.toLower();
           });
}

// Finds a place of one text in another one that came of it.
class Places
{
public:
    Places(QStringView from, QStringView to)
        : m_from(from.size())
        , m_to(to.size())
        , m_common(differInCaseOnly(from, to) ? Common{from.size(), 0} : commonOf(from, to))
    {
    }

    qsizetype operator()(qsizetype place) const
    {
        if (place <= m_common.begin)
            return place;
        return m_to - std::min(m_from - place, m_common.end);
    }

private:
    qsizetype m_from;
    qsizetype m_to;
    Common m_common;
};

} // namespace

QString merge(QStringView base, QStringView mine, QStringView theirs)
{
    if (mine == base)
        return theirs.toString();
    if (theirs == base || theirs == mine)
        return mine.toString();
    const Common common = commonOf(base, mine);
    const Places places(base, theirs);
    const qsizetype begin = places(common.begin);
    const qsizetype end = std::max(begin, places(base.size() - common.end));
    QString merged;
    merged.reserve(theirs.size() + mine.size());
    merged.append(theirs.first(begin));
    merged.append(mine.sliced(common.begin, mine.size() - common.begin - common.end));
    return merged.append(theirs.sliced(end));
}

} // namespace BackState::Private

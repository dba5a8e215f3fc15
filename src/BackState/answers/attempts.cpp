#include <BackState/answers/attempts.h>

#include <algorithm>

namespace BackState::Http {

namespace {

constexpr qsizetype most = 10'000; // names and addresses
constexpr qint64 remembered = 15 * 60 * 1000; // ms
constexpr qint64 firstWait = 1000; // ms
constexpr int mostDoublings = 6; // about a minute

} // namespace

bool Attempts::begin(const QByteArray &who, int free, qint64 now)
{
    while (!m_order.empty()) {
        if (m_known.size() < most && m_known.constFind(m_order.front())->last + remembered > now)
            break;
        const QByteArray oldest = m_order.front();
        forget(oldest);
    }
    auto known = m_known.find(who);
    if (known == m_known.end())
        known = m_known.insert(who, {0, now, 0, m_order.insert(m_order.end(), who)});
    if (known->next > now)
        return false;
    ++known->count;
    known->last = now;
    if (known->count >= free)
        known->next = now + (firstWait << std::min(known->count - free, mostDoublings));
    m_order.splice(m_order.end(), m_order, known->position);
    return true;
}

void Attempts::takeBack(const QByteArray &who)
{
    const auto known = m_known.find(who);
    if (known == m_known.end())
        return;
    known->count = std::max(known->count - 1, 0);
    known->next = 0;
}

void Attempts::forget(const QByteArray &who)
{
    const auto known = m_known.find(who);
    if (known == m_known.end())
        return;
    m_order.erase(known->position);
    m_known.erase(known);
}

} // namespace BackState::Http

#include <BackState/answers/known_places.h>

namespace BackState::Http {

namespace {

constexpr qsizetype most = 10'000;
constexpr int mostFailures = 100;

} // namespace

void KnownPlaces::succeeded(const QByteArray &place)
{
    forget(place);
    if (m_failures.size() >= most)
        forget(QByteArray(m_order.front()));
    m_failures.insert(place, {0, m_order.insert(m_order.end(), place)});
}

bool KnownPlaces::begin(const QByteArray &place)
{
    const auto known = m_failures.find(place);
    if (known == m_failures.end())
        return false;
    if (++known->failures <= mostFailures)
        return true;
    forget(place);
    return false;
}

void KnownPlaces::takeBack(const QByteArray &place)
{
    const auto known = m_failures.find(place);
    if (known != m_failures.end())
        --known->failures;
}

void KnownPlaces::forget(const QByteArray &place)
{
    const auto known = m_failures.constFind(place);
    if (known == m_failures.cend())
        return;
    m_order.erase(known->position);
    m_failures.erase(known);
}

} // namespace BackState::Http

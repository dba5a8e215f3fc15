#include "drain_p.h"

#include "stream_endpoint_p.h"
#include <BackState/live/tabs.h>

#include <algorithm>
#include <utility>

namespace BackState::Http {

namespace {

// Streams end in so many portions, each of which takes a small part of a click's time.
constexpr int portions = 50;

} // namespace

Drain::Drain(const ServerOptions &options, Tabs &tabs, StreamEndpoint &streams)
    : m_options(options)
    , m_tabs(tabs)
    , m_streams(streams)
{
    QObject::connect(&m_timer, &QTimer::timeout, this, [this] { end(); });
}

void Drain::begin()
{
    if (!std::exchange(m_isActive, true))
        m_timer.start(m_options.drainTime);
}

void Drain::reset()
{
    m_timer.stop();
    m_isActive = false;
    m_isEnding = false;
}

void Drain::end()
{
    if (!std::exchange(m_isEnding, true)) {
        m_streams.refuse();
        Q_EMIT ending();
        m_share = m_tabs.streaming().size() / portions + 1;
        m_timer.start(std::max(m_options.returnSpread / portions, std::chrono::milliseconds(1)));
    }
    for (std::size_t i = 0; i < m_share && !m_tabs.streaming().empty(); ++i)
        m_streams.sendAway(*m_tabs.streaming().back());
    if (!m_tabs.streaming().empty())
        return;
    m_timer.stop();
    Q_EMIT drained();
}

} // namespace BackState::Http

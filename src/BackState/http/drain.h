// Drain: how a server is emptied while others take over. Internal.
#pragma once

#include <BackState/http/options.h>

#include <QTimer>

#include <functional>

namespace BackState::Http {

class Exchange;
class StreamEndpoint;
class Tabs;

class Drain
{
public:
    Drain(const ServerOptions &options, Tabs &tabs, StreamEndpoint &streams);

    // Says so to health checks now; after ServerOptions::drainTime opens no more streams and ends those that are
    // open, spread over ServerOptions::returnSpread. done: the last one has ended.
    void begin(std::function<void()> done);
    void reset();
    bool isActive() const { return m_isActive; }

    void respondHealth(Exchange &exchange) const;

private:
    void end();

    const ServerOptions &m_options;
    Tabs &m_tabs;
    StreamEndpoint &m_streams;
    std::function<void()> m_done;
    QTimer m_timer;
    std::size_t m_share = 0; // streams that end at each tick
    bool m_isActive = false;
    bool m_isEnding = false;
};

} // namespace BackState::Http

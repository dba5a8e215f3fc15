// Drain: how a server is emptied while others take over. Internal.
#pragma once

#include <BackState/program/options.h>

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

    // Says so to health checks now; after ServerOptions::drainTime opens no more streams and ends
    // those that are open, spread over ServerOptions::returnSpread.
    struct Callbacks
    {
        std::function<void()> ending; // from now on streams are
        std::function<void()> done; // the last one has ended
    };
    void begin(Callbacks callbacks);
    void reset();
    bool isActive() const { return m_isActive; }

    void respondHealth(Exchange &exchange) const;

private:
    void end();

    const ServerOptions &m_options;
    Tabs &m_tabs;
    StreamEndpoint &m_streams;
    Callbacks m_callbacks;
    QTimer m_timer;
    std::size_t m_share = 0; // streams that end at each tick
    bool m_isActive = false;
    bool m_isEnding = false;
};

} // namespace BackState::Http

// Drain: how a server is emptied while others take over. Internal.
#pragma once

#include <BackState/program/options.h>

#include <QObject>
#include <QTimer>

namespace BackState::Http {

class StreamEndpoint;
class Tabs;

class Drain final : public QObject
{
    Q_OBJECT

public:
    Drain(const ServerOptions &options, Tabs &tabs, StreamEndpoint &streams);

    // From now on health checks are told so. After ServerOptions::drainTime no more streams are
    // opened, and those that are open end, spread over ServerOptions::returnSpread.
    void begin();
    void reset();
    bool isActive() const { return m_isActive; }

Q_SIGNALS:
    void ending(); // The first streams are about to end.
    void drained(); // The last stream has ended.

private:
    void end();

    const ServerOptions &m_options;
    Tabs &m_tabs;
    StreamEndpoint &m_streams;
    QTimer m_timer;
    std::size_t m_share = 0; // streams that end at each tick
    bool m_isActive = false;
    bool m_isEnding = false;
};

} // namespace BackState::Http

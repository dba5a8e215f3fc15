// StreamEndpoint: opens the one event stream of a tab and keeps it alive. Internal.
#pragma once

#include <BackState/answers/compression.h>
#include <BackState/live/tabs.h>
#include <BackState/program/options.h>

#include <QTimer>

namespace BackState::Http {

class Exchange;
class Flows;
class Presence;
class Publisher;
struct Message;

class StreamEndpoint
{
public:
    StreamEndpoint(
        const ServerOptions &options,
        Tabs &tabs,
        Publisher &publisher,
        Presence &presence,
        Flows &flows,
        Revive revive);

    void start(); // heartbeats
    void refuse() { m_isRefusing = true; } // no more streams, by 503: another process has room
    // Ends the stream of a tab so that its browser comes back, at random within
    // ServerOptions::returnSpread.
    void sendAway(Tab &tab);
    void sendAllAway();
    void respond(
        const Message &message,
        Exchange &exchange,
        QByteArrayView token,
        Session *session,
        qint64 now);

private:
    struct Found
    {
        Tab *tab = nullptr;
        bool isRebuilt = false;
    };
    class TabWatcher;
    Found find(const Message &message, QByteArrayView token, Session &session, qint64 now);
    void makeRoom(const Session &session);
    void attach(Tab &tab, StreamSocket *stream, const QByteArray &instance);
    void beat();

    const ServerOptions &m_options;
    Compression m_compression;
    Tabs &m_tabs;
    Publisher &m_publisher;
    Presence &m_presence;
    Flows &m_flows;
    Revive m_revive;
    QTimer m_heartbeat;
    bool m_isRefusing = false;
    std::size_t m_part = 0; // of the streams, that is next
};

} // namespace BackState::Http

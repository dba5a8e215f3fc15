// StreamEndpoint: opens the one event stream of a tab and keeps it alive. Internal.
#pragma once

#include "tab_finder_p.h"
#include <BackState/program/options.h>

#include <QTimer>

namespace BackState::Http {

class Compression;
class Flows;
class Presence;
class Publisher;
class Session;
class StreamSocket;

class StreamEndpoint
{
public:
    StreamEndpoint(
        const ServerOptions &options,
        const Compression &compression,
        const TabFinder &tabFinder,
        Tabs &tabs,
        Publisher &publisher,
        Presence &presence,
        Flows &flows);

    void start(); // Begins to send heartbeats.
    void refuse() { m_isRefusing = true; } // From now on streams get 503: another process has room.
    // Ends the stream of a tab so that its browser comes back, at random within
    // ServerOptions::returnSpread.
    void sendAway(Tab &tab);
    void sendAllAway();
    void respond(Visit &visit, QByteArrayView token);

private:
    class TabWatcher;
    bool tryRespondWithoutTab(Visit &visit) const;
    TabFinder::Found tabFor(const Visit &visit, QByteArrayView token) const;
    void open(Visit &visit, const TabFinder::Found &found, QByteArrayView token);
    void makeRoom(const Session &session);
    void attach(Tab &tab, StreamSocket *stream, const QByteArray &instance);
    QByteArray takeFlows(Tab &tab, bool isFirstStream);
    void tellAgain(Tab &tab);
    void beat();

    const ServerOptions &m_options;
    const Compression &m_compression;
    const TabFinder &m_tabFinder;
    Tabs &m_tabs;
    Publisher &m_publisher;
    Presence &m_presence;
    Flows &m_flows;
    QTimer m_heartbeat;
    bool m_isRefusing = false;
    std::size_t m_part = 0; // the part of the streams whose heartbeat is next
};

} // namespace BackState::Http

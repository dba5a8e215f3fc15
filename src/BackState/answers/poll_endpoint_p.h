// PollEndpoint: tells a tab that holds no stream what changed, each time it asks. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

class Flows;
class Presence;
class Publisher;
struct SeenFrames;
class Tab;
class TabFinder;
class Tabs;
class Visit;

class PollEndpoint
{
public:
    PollEndpoint(
        const TabFinder &tabFinder,
        Tabs &tabs,
        Publisher &publisher,
        Presence &presence,
        Flows &flows);

    void respond(Visit &visit, QByteArrayView token);

private:
    QByteArray newsFor(Tab &tab, quint64 last, const SeenFrames &seen, qint64 now);

    const TabFinder &m_tabFinder;
    Tabs &m_tabs;
    Publisher &m_publisher;
    Presence &m_presence;
    Flows &m_flows;
};

} // namespace BackState::Http

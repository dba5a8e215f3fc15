// PollEndpoint: tells a tab that holds no stream what changed, each time it asks. Internal.
#pragma once

#include <BackState/live/tabs.h>

namespace BackState::Http {

class Exchange;
class Flows;
class Presence;
class Publisher;

class PollEndpoint
{
public:
    PollEndpoint(Tabs &tabs, Publisher &publisher, Presence &presence, Flows &flows, Revive revive);

    void respond(
        const Message &message,
        Exchange &exchange,
        QByteArrayView token,
        Session *session,
        qint64 now);

private:
    QByteArray newsFor(Tab &tab, quint64 last, bool isRebuilt, qint64 now);

    Tabs &m_tabs;
    Publisher &m_publisher;
    Presence &m_presence;
    Flows &m_flows;
    Revive m_revive;
};

} // namespace BackState::Http

// PresenceEndpoint: answers what pages send when they are hidden or left. Internal.
#pragma once

#include <QByteArrayView>

namespace BackState::Http {

class Presence;
class Tab;
class Tabs;
class Visit;

class PresenceEndpoint
{
public:
    PresenceEndpoint(Tabs &tabs, Presence &presence);

    void respondToLeave(Visit &visit, QByteArrayView token);
    void respondToHide(Visit &visit, QByteArrayView token);

private:
    Tab *find(const Visit &visit, QByteArrayView token) const;

    Tabs &m_tabs;
    Presence &m_presence;
};

} // namespace BackState::Http

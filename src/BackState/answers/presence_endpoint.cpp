#include "presence_endpoint_p.h"

#include "visit_p.h"
#include <BackState/live/presence.h>
#include <BackState/live/tabs.h>
#include <BackState/wire/message.h>

namespace BackState::Http {

PresenceEndpoint::PresenceEndpoint(Tabs &tabs, Presence &presence)
    : m_tabs(tabs)
    , m_presence(presence)
{
}

void PresenceEndpoint::respondToLeave(Visit &visit, QByteArrayView token)
{
    if (visit.message.method != Method::Post) {
        visit.respondWrongMethod("POST");
        return;
    }
    if (Tab *tab = find(visit, token))
        m_presence.leave(*tab, visit.now);
    visit.respondEmpty();
}

void PresenceEndpoint::respondToHide(Visit &visit, QByteArrayView token)
{
    if (visit.message.method != Method::Post) {
        visit.respondWrongMethod("POST");
        return;
    }
    if (Tab *tab = find(visit, token))
        tab->presence.hid();
    visit.respondEmpty();
}

Tab *PresenceEndpoint::find(const Visit &visit, QByteArrayView token) const
{
    return visit.session && !visit.message.isCrossSite() ? m_tabs.find(token, *visit.session)
                                                         : nullptr;
}

} // namespace BackState::Http

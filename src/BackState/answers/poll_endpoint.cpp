#include "poll_endpoint_p.h"

#include "tab_finder_p.h"
#include "visit_p.h"
#include <BackState/datastar/frame.h>
#include <BackState/live/farewell.h>
#include <BackState/live/flows.h>
#include <BackState/live/outlet.h>
#include <BackState/live/presence.h>
#include <BackState/live/publisher.h>
#include <BackState/live/tabs.h>
#include <BackState/wire/message.h>

#include <limits>

namespace BackState::Http {

namespace {

// How long the answer of an event may still be under way in a browser when a poll is answered, ms.
constexpr qint64 settling = 500;

} // namespace

PollEndpoint::PollEndpoint(
    const TabFinder &tabFinder, Tabs &tabs, Publisher &publisher, Presence &presence, Flows &flows)
    : m_tabFinder(tabFinder)
    , m_tabs(tabs)
    , m_publisher(publisher)
    , m_presence(presence)
    , m_flows(flows)
{
}

void PollEndpoint::respond(Visit &visit, QByteArrayView token)
{
    if (visit.message.method != Method::Get) {
        visit.respondWrongMethod("GET");
        return;
    }
    // Loading the page again would not help where cookies are off.
    if (!visit.session) {
        visit.respondEmpty();
        return;
    }
    const auto [tab, isRebuilt] = m_tabFinder.findOrRebuild(visit, token);
    if (!tab) {
        // The tab is another session's, or its page is gone: the browser needs a page of today.
        visit.respondFrames(reloadFrame());
        return;
    }
    m_tabs.use(*tab, visit.now);
    m_presence.come(*tab, visit.now);
    const quint64 last = visit.message.header("backstate-poll").toULongLong();
    const QByteArray news = newsFor(*tab, last, isRebuilt, visit.now);
    if (news.isEmpty())
        visit.respondEmpty();
    else
        visit.respondFrames(news);
}

// Each answer has a number, which the browser sends back. If that is not the last one, an answer
// was lost.
QByteArray PollEndpoint::newsFor(Tab &tab, quint64 last, bool isRebuilt, qint64 now)
{
    QByteArray news;
    Outlet outlet(&news);
    tab.stream.takeFresh();
    // An answer of a moment ago may be applied after this one: what it said is said again until it
    // is settled.
    const bool isAnswered = tab.stream.answeredAt() != 0;
    if (isAnswered && now - tab.stream.answeredAt() > settling)
        tab.stream.settled();
    if (isRebuilt)
        m_publisher.resynchronise(tab, std::numeric_limits<quint64>::max(), outlet);
    else if (last != tab.stream.lastPoll() || tab.stream.isBehind() || isAnswered)
        m_publisher.resynchronise(tab, last, outlet);
    else
        m_publisher.bring(tab, outlet);
    tab.stream.catchUp();
    outlet.write(m_flows.takeMissed(tab));
    if (news.isEmpty())
        return news;
    const QByteArray number = "{\"_poll\":" + QByteArray::number(tab.stream.nextPoll()) + '}';
    return Frame::patchSignals(number).bytes() + news;
}

} // namespace BackState::Http

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
#include <BackState/visitors/seen_frames.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>

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
    if (!visit.session) {
        // The session is over, unless cookies are off: then loading the page again would not help.
        if (visit.cookie.isEmpty())
            visit.respondEmpty();
        else
            visit.respondFrames(reloadFrame());
        return;
    }
    const auto [tab, isRebuilt, isUnavailable] = m_tabFinder.findOrRebuild(visit, token);
    if (isUnavailable) {
        visit.exchange.respond(503, {}, {}, "Retry-After: 1\r\n");
        return;
    }
    if (!tab) {
        // The tab is another session's, or its page is gone: the browser needs a page of today.
        visit.respondFrames(reloadFrame());
        return;
    }
    m_tabs.use(*tab, visit.now);
    m_presence.come(*tab, visit.now);
    const quint64 last = visit.message.header("backstate-poll").toULongLong();
    const SeenFrames seen
        = SeenFrames::read(visit.message.header("backstate-frame")).value_or(SeenFrames{last});
    if (tab->stream.isRebuilt())
        tab->stream.continueAfter(seen.last());
    const QByteArray news = newsFor(*tab, last, seen, visit.now);
    if (news.isEmpty())
        visit.respondEmpty();
    else
        visit.respondFrames(news);
}

// Each answer has a number, which the browser sends back. If that is not the last one, an answer
// was lost.
QByteArray PollEndpoint::newsFor(Tab &tab, quint64 last, const SeenFrames &seen, qint64 now)
{
    QByteArray news;
    Outlet outlet(&news);
    tab.stream.takeFresh();
    // An answer of a moment ago may be applied after this one: what it said is said again until it
    // is settled.
    const bool isAnswered = tab.stream.answeredAt() != 0;
    if (isAnswered && now - tab.stream.answeredAt() > settling)
        tab.stream.settled();
    if (tab.stream.takeRebuilt())
        m_publisher.resynchroniseRebuilt(tab, outlet);
    else if (last != tab.stream.lastPoll() || tab.stream.isBehind() || isAnswered)
        m_publisher.resynchronise(tab, seen, outlet);
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

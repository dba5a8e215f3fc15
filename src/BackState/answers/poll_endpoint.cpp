#include <BackState/answers/poll_endpoint.h>

#include <BackState/datastar/frame.h>
#include <BackState/live/flows.h>
#include <BackState/live/presence.h>
#include <BackState/live/publisher.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>

#include <limits>

namespace BackState::Http {

namespace {

constexpr QByteArrayView noStore = "Cache-Control: no-store\r\n";

// How long the answer of an event may be under way in a browser while a poll's is.
constexpr qint64 settling = 500; // ms

} // namespace

PollEndpoint::PollEndpoint(
    Tabs &tabs, Publisher &publisher, Presence &presence, Flows &flows, Revive revive)
    : m_tabs(tabs)
    , m_publisher(publisher)
    , m_presence(presence)
    , m_flows(flows)
    , m_revive(std::move(revive))
{
}

void PollEndpoint::respond(
    const Message &message, Exchange &exchange, QByteArrayView token, Session *session, qint64 now)
{
    if (message.method != Method::Get) {
        exchange.respond(405, {}, {}, "Allow: GET\r\n");
        return;
    }
    // No cookie of ours: loading the page again would not help where cookies are off
    if (!session) {
        exchange.respond(204, {}, {});
        return;
    }
    Tab *tab = m_tabs.find(token, *session);
    const bool isRebuilt = !tab;
    if (!tab)
        tab = m_revive(message, token, *session, now);
    if (!tab) { // of another session, or its page is gone: a page of today knows better
        exchange.respond(
            200,
            "text/event-stream",
            (*Frame::executeScript("location.reload()")).bytes(),
            noStore);
        return;
    }
    m_tabs.use(*tab, now);
    m_presence.come(*tab, now);
    const QByteArray news
        = newsFor(*tab, message.header("backstate-poll").toULongLong(), isRebuilt, now);
    if (news.isEmpty())
        exchange.respond(204, {}, {});
    else
        exchange.respond(200, "text/event-stream", news, noStore);
}

// Each answer has a number, which the browser sends back: with another one than the last, an answer
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

#include "stream_endpoint_p.h"

#include "compression_p.h"
#include "visit_p.h"
#include <BackState/datastar/frame.h>
#include <BackState/datastar/opener.h>
#include <BackState/live/farewell.h>
#include <BackState/live/flows.h>
#include <BackState/live/outlet.h>
#include <BackState/live/presence.h>
#include <BackState/live/publisher.h>
#include <BackState/live/tabs.h>
#include <BackState/text/clock.h>
#include <BackState/visitors/seen_frames.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

#include <QRandomGenerator>

#include <algorithm>

namespace BackState::Http {

namespace {

// Heartbeats go to one part of the streams at a time, so that they never hold up a click.
constexpr std::size_t beatsPerRound = 60;

// How long an answer may still be under way in a browser when the stream of its tab opens.
constexpr auto settling = std::chrono::milliseconds(500);

// Milliseconds until the first browser comes back that was sent away.
constexpr int soonest = 200;

// Not kept at all: Chromium holds a request back while another one for the same address is being
// written into its cache, so a stream that hangs would keep its successor from being opened.
constexpr QByteArrayView streamFields = "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n";

} // namespace

// Told what happens to the stream of a tab.
class StreamEndpoint::TabWatcher final : public StreamSocket::Watcher
{
public:
    TabWatcher(StreamEndpoint &endpoint, Tab &tab)
        : m_endpoint(endpoint)
        , m_tab(tab)
    {
    }

    void drained() override { m_endpoint.m_publisher.drained(m_tab); }

    void closed() override
    {
        const qint64 now = milliseconds();
        m_endpoint.m_tabs.streamClosed(m_tab, now);
        m_endpoint.m_presence.streamClosed(m_tab, now);
    }

private:
    StreamEndpoint &m_endpoint;
    Tab &m_tab;
};

StreamEndpoint::StreamEndpoint(
    const ServerOptions &options,
    const Compression &compression,
    const TabFinder &tabFinder,
    Tabs &tabs,
    Publisher &publisher,
    Presence &presence,
    Flows &flows)
    : m_options(options)
    , m_compression(compression)
    , m_tabFinder(tabFinder)
    , m_tabs(tabs)
    , m_publisher(publisher)
    , m_presence(presence)
    , m_flows(flows)
{
    QObject::connect(&m_heartbeat, &QTimer::timeout, &m_heartbeat, [this] { beat(); });
}

void StreamEndpoint::start()
{
    m_isRefusing = false;
    m_heartbeat.start(
        std::max(m_options.heartbeat / int(beatsPerRound), std::chrono::milliseconds(1)));
}

void StreamEndpoint::respond(Visit &visit, QByteArrayView token)
{
    if (tryRespondWithoutTab(visit))
        return;
    const TabFinder::Found found = tabFor(visit, token);
    if (found.tab)
        open(visit, found, token);
    else if (found.isUnavailable)
        visit.exchange.respond(503, {}, {}, "Retry-After: 1\r\n");
    else // The tab is another session's, or its page is gone: the browser needs a page of today.
        visit.respondFrames(reloadFrame());
}

// Answers what needs no tab to be answered.
bool StreamEndpoint::tryRespondWithoutTab(Visit &visit) const
{
    if (!visit.session && !visit.cookie.isEmpty())
        visit.respondFrames(reloadFrame()); // The session is over. A page of today has a new one.
    else if (visit.message.method != Method::Get)
        visit.respondWrongMethod("GET");
    else if (m_isRefusing)
        visit.exchange.respond(503, {}, {}, "Retry-After: 1\r\n");
    else if (!visit.session) // Loading the page again would not help where cookies are off.
        visit.respondEmpty();
    else
        return false;
    return true;
}

// Two windows may show copies of one page, whose tab has one id: the second one to open its stream
// gets a tab of its own.
TabFinder::Found StreamEndpoint::tabFor(const Visit &visit, QByteArrayView token) const
{
    const TabFinder::Found found = m_tabFinder.findOrRebuild(visit, token);
    if (!found.tab || found.isRebuilt)
        return found;
    const Tab &tab = *found.tab;
    const QByteArray instance = visit.message.header("backstate-instance");
    const bool isCopy = tab.stream.isOpen() && !instance.isEmpty()
        && !tab.stream.instance().isEmpty() && tab.stream.instance() != instance;
    if (!isCopy)
        return found;
    return m_tabFinder.findOrRebuild(visit, m_tabs.copiedToken(tab, instance, *visit.session));
}

void StreamEndpoint::open(Visit &visit, const TabFinder::Found &found, QByteArrayView token)
{
    Tab &tab = *found.tab;
    StreamSocket *stream = m_compression.openStream(visit, streamFields.toByteArray());
    if (!stream)
        return;
    const QByteArray instance = visit.message.header("backstate-instance");
    if (!tab.stream.isOpen() && !instance.isEmpty() && m_options.maxStreamsPerSession > 0)
        makeRoom(*visit.session);
    attach(tab, stream, instance);

    Outlet outlet(stream);
    const bool isFresh = tab.stream.takeFresh() && !found.isRebuilt;
    outlet.write(takeFlows(tab, isFresh || found.isRebuilt));
    if (tab.token != token) {
        QByteArray json = "{\"_tab\":";
        appendJsonString(json, tab.token);
        json.append('}');
        outlet.write(Frame::patchSignals(json).bytes());
    }
    const SeenFrames seen
        = SeenFrames::read(visit.message.header("backstate-frame")).value_or(SeenFrames());
    if (tab.stream.takeRebuilt()) { // what it has seen was told by a tab that was forgotten
        tab.stream.continueAfter(seen.last());
        m_publisher.resynchroniseRebuilt(tab, outlet);
    } else if (isFresh && tab.stream.answeredAt() == 0) {
        m_publisher.bring(tab, outlet);
    } else {
        m_publisher.resynchronise(tab, seen, outlet);
    }
    if (isFresh && tab.stream.answeredAt() != 0)
        tellAgain(tab);
    tab.stream.settled();
    m_flows.streamOpened(tab);
    // Tells the page that it is up to date.
    outlet.write(Frame::heartbeat().bytes(), StreamSocket::Sharing::Shared);
}

// Flows have followed their user to the next page when it was sent. If it does not arrive, the page
// before is what the window shows, and asks for its stream again; or that was too early, and the
// next one arrives after all.
QByteArray StreamEndpoint::takeFlows(Tab &tab, bool isFirstStream)
{
    Tab *other = isFirstStream ? m_tabs.neighbour(tab) : nullptr;
    return other && m_flows.isRunning(*other) ? m_flows.move(*other, tab) : QByteArray();
}

// An answer of a moment ago may be applied after the stream's first frames: what it said is said
// again when it is settled.
void StreamEndpoint::tellAgain(Tab &tab)
{
    QTimer::singleShot(settling, &m_heartbeat, [this, token = tab.token] {
        Tab *settled = m_tabs.find(token);
        if (!settled || !settled->stream.isOpen())
            return;
        Outlet outlet(settled->stream.socket());
        m_publisher.resynchronise(*settled, SeenFrames::all(), outlet);
    });
}

// Ends the stream that was opened first, so that its page asks for it again a moment later.
void StreamEndpoint::makeRoom(const Session &session)
{
    Tab *first = nullptr;
    int count = 0;
    for (const auto &tab : session.tabs) {
        if (!tab->stream.isOpen() || tab->stream.instance().isEmpty())
            continue;
        ++count;
        if (!first || tab->stream.turn() < first->stream.turn())
            first = tab.get();
    }
    if (count < m_options.maxStreamsPerSession)
        return;
    const qint64 now = milliseconds();
    StreamSocket *stream = m_tabs.takeStream(*first, now);
    m_presence.streamClosed(*first, now);
    stream->finish();
}

void StreamEndpoint::sendAway(Tab &tab)
{
    const qint64 now = milliseconds();
    StreamSocket *stream = m_tabs.takeStream(tab, now);
    const int spread = int(std::max(m_options.returnSpread, std::chrono::milliseconds(1)).count());
    const int wait = soonest + QRandomGenerator::global()->bounded(spread);
    stream->write(Private::returnFrame(std::chrono::milliseconds(wait)));
    stream->finish();
    stream->flush();
    m_presence.streamClosed(tab, now);
}

void StreamEndpoint::sendAllAway()
{
    while (!m_tabs.streaming().empty())
        sendAway(*m_tabs.streaming().back());
}

void StreamEndpoint::attach(Tab &tab, StreamSocket *stream, const QByteArray &instance)
{
    if (StreamSocket *former = tab.stream.socket()) {
        former->unwatch();
        former->abort();
    }
    m_tabs.streamOpened(tab, stream, instance);
    m_presence.come(tab, milliseconds());
    stream->watch(std::make_unique<TabWatcher>(*this, tab));
}

void StreamEndpoint::beat()
{
    const std::vector<Tab *> &tabs = m_tabs.streaming();
    const QByteArray heartbeat = Frame::heartbeat().bytes();
    const std::size_t begin = tabs.size() * m_part / beatsPerRound;
    const std::size_t end = tabs.size() * (m_part + 1) / beatsPerRound;
    m_part = (m_part + 1) % beatsPerRound;
    for (std::size_t i = begin; i < end; ++i) {
        StreamSocket *stream = tabs[i]->stream.socket();
        // The others are being written to anyway, or are dead and found by their timeout.
        if (stream->isDrained())
            stream->write(heartbeat, StreamSocket::Sharing::Shared);
    }
}

} // namespace BackState::Http

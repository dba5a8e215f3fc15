#include <BackState/live/presence.h>

#include <BackState/live/publisher.h>
#include <BackState/live/tabs.h>
#include <BackState/text/clock.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>

namespace BackState::Http {

namespace {

constexpr QByteArrayView leavePrefix = "/backstate/leave/";
constexpr QByteArrayView hidePrefix = "/backstate/hide/";

// A page's last words and the end of its stream come by two connections, one soon after the other.
constexpr qint64 farewell = 2000; // ms

} // namespace

Presence::Presence(const ServerOptions &options, Tabs &tabs, Publisher &publisher)
    : m_options(options)
    , m_tabs(tabs)
    , m_publisher(publisher)
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
}

void Presence::come(Tab &tab, qint64 now)
{
    tab.presence.came();
    m_publisher.setPresent(tab, true);
    if (!tab.stream.isOpen()) // it polls: its next request may never come
        watch(tab, now + m_options.absence.count());
}

void Presence::streamClosed(Tab &tab, qint64 now)
{
    if (tab.presence.leftAt() != 0 && now - tab.presence.leftAt() <= farewell)
        m_tabs.drop(tab);
    else
        watch(tab, now + m_options.absence.count());
}

void Presence::move(Tab &from, Tab &to, qint64 now)
{
    if (from.presence.isPresent()) {
        m_publisher.setPresent(to, true);
        watch(to, now + m_options.absence.count());
    }
    m_tabs.drop(from);
}

bool Presence::respond(const Message &message, Exchange &exchange, Session *session, qint64 now)
{
    const QByteArrayView path = message.path;
    const bool isLeave = path.startsWith(leavePrefix);
    if (!isLeave && !path.startsWith(hidePrefix))
        return false;
    if (message.method != Method::Post) {
        exchange.respond(405, {}, {}, "Allow: POST\r\n");
        return true;
    }
    const QByteArrayView token = path.sliced(isLeave ? leavePrefix.size() : hidePrefix.size());
    if (Tab *tab = session ? m_tabs.find(token, *session) : nullptr) {
        if (isLeave)
            leave(*tab, now);
        else
            tab->presence.hid();
    }
    exchange.respond(204, {}, {});
    return true;
}

// With a stream that is open still it waits for its end: a page that the browser puts aside may
// come back.
void Presence::leave(Tab &tab, qint64 now)
{
    m_publisher.setPresent(tab, false);
    if (tab.stream.isOpen())
        tab.presence.left(now);
    else
        m_tabs.drop(tab);
}

void Presence::watch(Tab &tab, qint64 due)
{
    if (!tab.presence.isPresent() || !tab.presence.watch())
        return;
    m_watched.push_back({due, tab.token});
    if (m_watched.size() == 1)
        m_timer.start(m_options.absence);
}

void Presence::look()
{
    const qint64 now = milliseconds();
    while (!m_watched.empty() && m_watched.front().due <= now) {
        Tab *tab = m_tabs.find(m_watched.front().token);
        m_watched.pop_front();
        if (!tab)
            continue;
        tab->presence.unwatch();
        if (tab->stream.isOpen() || tab->presence.isHidden())
            continue;
        const qint64 due = tab->usedAt() + m_options.absence.count();
        if (due <= now)
            m_publisher.setPresent(*tab, false);
        else
            watch(*tab, due);
    }
    if (!m_watched.empty())
        m_timer.start(int(std::max(m_watched.front().due - now, qint64(1))));
}

} // namespace BackState::Http

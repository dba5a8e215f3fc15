#include <BackState/live/presence.h>

#include <BackState/live/subscriptions.h>
#include <BackState/live/tabs.h>
#include <BackState/text/clock.h>

namespace BackState::Http {

namespace {

// A page's last words and the end of its stream come by two connections, one soon after the other.
constexpr qint64 farewell = 2000; // ms

} // namespace

Presence::Presence(const ServerOptions &options, Tabs &tabs, Subscriptions &subscriptions)
    : m_options(options)
    , m_tabs(tabs)
    , m_subscriptions(subscriptions)
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
}

void Presence::come(Tab &tab, qint64 now)
{
    tab.presence.came();
    m_subscriptions.setPresent(tab, true);
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
        m_subscriptions.setPresent(to, true);
        watch(to, now + m_options.absence.count());
    }
    m_tabs.drop(from);
}

void Presence::leave(Tab &tab, qint64 now)
{
    m_subscriptions.setPresent(tab, false);
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
            m_subscriptions.setPresent(*tab, false);
        else
            watch(*tab, due);
    }
    if (!m_watched.empty())
        m_timer.start(int(std::max(m_watched.front().due - now, qint64(1))));
}

} // namespace BackState::Http

// Presence: which tabs somebody has open, by their connections and by what their pages say when
// they are hidden or left. Internal.
#pragma once

#include <BackState/program/options.h>
#include <BackState/visitors/tab.h>

#include <QTimer>

#include <deque>

namespace BackState::Http {

class Subscriptions;
class Tabs;

class Presence
{
public:
    Presence(const ServerOptions &options, Tabs &tabs, Subscriptions &subscriptions);

    // A stream was opened, or a poll came.
    void come(Tab &tab, qint64 now);
    // The stream has closed. Afterwards the tab is gone if its page said so before.
    void streamClosed(Tab &tab, qint64 now);
    // The page of one tab was followed by another page in the same window.
    void move(Tab &from, Tab &to, qint64 now);

    // The tab's page says that it is left. Without a stream the tab is gone afterwards; with one it
    // waits for the end of that, as a page that the browser puts aside may come back.
    void leave(Tab &tab, qint64 now);

private:
    struct Watched
    {
        qint64 due = 0;
        QByteArray token;
    };
    void watch(Tab &tab, qint64 due);
    void look();

    const ServerOptions &m_options;
    Tabs &m_tabs;
    Subscriptions &m_subscriptions;
    std::deque<Watched> m_watched; // in the order in which they are due
    QTimer m_timer;
};

} // namespace BackState::Http

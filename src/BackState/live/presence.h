// Presence: which tabs somebody has open, by their connections and by what their pages say when
// they are hidden or left. Internal.
#pragma once

#include <BackState/program/options.h>
#include <BackState/visitors/tab.h>

#include <QTimer>

#include <deque>

namespace BackState::Http {

class Exchange;
class Publisher;
class Session;
class Tabs;
struct Message;

class Presence
{
public:
    Presence(const ServerOptions &options, Tabs &tabs, Publisher &publisher);

    // A stream was opened, or a poll came.
    void come(Tab &tab, qint64 now);
    // The stream is closed. The tab is gone afterwards if its page was left.
    void streamClosed(Tab &tab, qint64 now);
    // Another page took the place of the tab's, in the same window.
    void move(Tab &from, Tab &to, qint64 now);

    // Answers /backstate/leave/<tab> and /backstate/hide/<tab>; false: the path is neither.
    bool respond(const Message &message, Exchange &exchange, Session *session, qint64 now);

private:
    struct Watched
    {
        qint64 due = 0;
        QByteArray token;
    };
    void leave(Tab &tab, qint64 now);
    void watch(Tab &tab, qint64 due);
    void look();

    const ServerOptions &m_options;
    Tabs &m_tabs;
    Publisher &m_publisher;
    std::deque<Watched> m_watched; // in the order in which they are due
    QTimer m_timer;
};

} // namespace BackState::Http

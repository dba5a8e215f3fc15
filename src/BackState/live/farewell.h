// Farewell: the last words to streams whose tab is gone. Internal.
#pragma once

#include <QByteArray>
#include <QObject>

#include <chrono>
#include <list>

namespace BackState::Http {

class StreamSocket;

// The frame that lets a page load itself again.
QByteArray reloadFrame();

// Keeps streams open for a while, says something and ends them. Lives in the server's thread.
class Farewell
{
public:
    Farewell() = default;
    ~Farewell();
    Farewell(const Farewell &) = delete;
    Farewell &operator=(const Farewell &) = delete;

    void say(StreamSocket *stream, const QByteArray &frame, std::chrono::milliseconds after);

private:
    class Watcher;
    struct Leaving
    {
        quint64 number;
        StreamSocket *stream;
        QByteArray frame;
    };
    void finish(quint64 number);

    QObject m_context;
    std::list<Leaving> m_leaving;
    quint64 m_count = 0;
};

} // namespace BackState::Http

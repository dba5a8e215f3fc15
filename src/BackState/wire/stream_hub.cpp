#include <BackState/wire/stream_hub.h>

#include "device_stream_p.h"
#include "epoll_stream_p.h"

#include <BackState/text/log.h>
#include <BackState/text/shrink.h>

#include <QScopedValueRollback>
#include <QSocketNotifier>
#include <QTcpSocket>

#include <cerrno>
#include <cstring>
#include <utility>

#ifdef Q_OS_LINUX
#include <sys/epoll.h>
#include <unistd.h>
#endif

namespace BackState::Http {

/*!
    \class BackState::Http::StreamHub
    \internal
    \brief All open event streams of one listener.

    Owns them, sends at the end of a turn of the event loop what was written in it, and tells
    each stream's owner when it has ended. On Linux all plain streams together cost Qt's event
    loop one descriptor. Lives in the thread of its listener.
*/

StreamHub::StreamHub(std::chrono::milliseconds unacknowledged, QObject *parent)
    : QObject(parent)
    , m_unacknowledged(unacknowledged)
{
#ifdef Q_OS_LINUX
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (m_epoll < 0) {
        qCWarning(log, "no epoll set (%s): streams keep their sockets", std::strerror(errno));
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &StreamHub::readEvents);
#endif
}

StreamHub::~StreamHub()
{
    close();
    m_notifier.reset(); // before its descriptor
#ifdef Q_OS_LINUX
    if (m_epoll >= 0)
        ::close(m_epoll);
#endif
}

void StreamHub::setUnacknowledged(std::chrono::milliseconds unacknowledged)
{
    m_unacknowledged = unacknowledged;
}

/*!
    Makes a stream of \a descriptor, a connected TCP socket, and sends \a opening on it first.
    Returns \c nullptr, with the descriptor closed, if the system can't watch it.
*/
StreamSocket *StreamHub::adopt(int descriptor, bool chunked, const QByteArray &opening)
{
#ifdef Q_OS_LINUX
    if (m_epoll < 0) {
        ::close(descriptor);
        return nullptr;
    }
    EpollStream::setUnacknowledged(descriptor, m_unacknowledged);
    auto stream = std::make_unique<EpollStream>(*this, descriptor, chunked);
    if (!stream->watch())
        return nullptr;
    ++m_descriptors;
    return keep(std::move(stream), opening);
#else
    Q_UNUSED(descriptor);
    Q_UNUSED(chunked);
    Q_UNUSED(opening);
    return nullptr;
#endif
}

/*!
    Makes a stream of \a socket, which stays its owner's; the owner reads and discards what comes
    in, and deletes the socket some time after it was disconnected.
*/
StreamSocket *StreamHub::adopt(QTcpSocket *socket, bool chunked, const QByteArray &opening)
{
#ifdef Q_OS_LINUX
    EpollStream::setUnacknowledged(int(socket->socketDescriptor()), m_unacknowledged);
#endif
    return keep(std::make_unique<DeviceStream>(*this, socket, chunked), opening);
}

StreamSocket *StreamHub::keep(std::unique_ptr<StreamSocket> stream, const QByteArray &opening)
{
    stream->m_index = m_streams.size();
    m_streams.push_back(std::move(stream));
    ++m_open;
    StreamSocket *kept = m_streams.back().get();
    kept->enqueue(opening, false);
    return kept;
}

/*!
    Sends now what was written to any stream in this turn of the event loop, for instance before
    the answer to the request that caused it.
*/
void StreamHub::flush()
{
    const QScopedValueRollback guard(m_depth, m_depth + 1);
    // A watcher's drained() may write to others, which are then done by the same loop.
    for (std::size_t i = 0; i < m_written.size(); ++i) {
        m_written[i]->m_scheduled = false;
        m_written[i]->flush();
    }
    m_written.clear();
}

/*!
    Cuts all streams. The watchers' closed() have been called when this returns, unless it was
    called from a watcher's drained(): then they follow in the next turn of the event loop.
*/
void StreamHub::close()
{
    for (std::size_t i = 0; i < m_streams.size(); ++i)
        m_streams[i]->abort();
    if (m_depth == 0)
        bury();
}

void StreamHub::schedule(StreamSocket *stream)
{
    stream->m_scheduled = true;
    m_written.push_back(stream);
    wake();
}

void StreamHub::retire(StreamSocket *stream)
{
    --m_open;
    if (stream->hasDescriptor())
        --m_descriptors;
    m_retired.push_back(stream);
    wake();
}

void StreamHub::wake()
{
    if (!std::exchange(m_awake, true))
        QMetaObject::invokeMethod(this, &StreamHub::turn, Qt::QueuedConnection);
}

void StreamHub::turn()
{
    m_awake = false;
    if (m_depth > 0) { // an event loop inside a callback; there are pointers further out
        wake();
        return;
    }
    flush();
    m_segments.endTurn();
    bury();
}

// Tells the owners of ended streams and deletes them.
void StreamHub::bury()
{
    while (!m_retired.empty()) {
        const auto ended = std::exchange(m_retired, {}); // their owners may end others
        std::erase_if(m_written, [](const StreamSocket *stream) {
            return stream->m_state == StreamSocket::State::Closed;
        });
        for (const StreamSocket *stream : ended) {
            const auto dead = take(stream->m_index);
            if (const auto watcher = std::move(dead->m_watcher))
                watcher->closed();
        }
    }
}

std::unique_ptr<StreamSocket> StreamHub::take(std::size_t index)
{
    auto taken = std::exchange(m_streams[index], std::move(m_streams.back()));
    m_streams.pop_back();
    shrink(m_streams);
    if (index < m_streams.size())
        m_streams[index]->m_index = index;
    return taken;
}

void StreamHub::readEvents()
{
#ifdef Q_OS_LINUX
    const QScopedValueRollback guard(m_depth, m_depth + 1);
    EpollStream::dispatch(m_epoll);
#endif
}

} // namespace BackState::Http

#pragma once

#include <BackState/export.h>
#include <BackState/wire/stream_socket.h>

#include <QObject>

#include <chrono>
#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QSocketNotifier;
class QTcpSocket;
QT_END_NAMESPACE

namespace BackState::Http {

// All open event streams of a listener.
class BACKSTATE_EXPORT StreamHub final : public QObject
{
    Q_OBJECT

public:
    // unacknowledged: a stream whose peer confirms nothing for that long is over, where the system
    // can tell
    explicit StreamHub(std::chrono::milliseconds unacknowledged, QObject *parent = nullptr);
    ~StreamHub() override;

    // A connected TCP descriptor, which is the hub's from now on; nullptr, and still the caller's,
    // where there is no epoll. head: what goes out before the first chunk.
    StreamSocket *adopt(int descriptor, bool chunked, const QByteArray &head);
    // A socket that its owner deletes after it was disconnected; for TLS, and other systems
    StreamSocket *adopt(QTcpSocket *socket, bool chunked, const QByteArray &head);

    void flush(); // sends now what was written to any stream in this turn
    void close();
    int count() const { return m_open; }
    // Of streams that are no sockets of a connection any more
    int descriptors() const { return m_descriptors; }
    quint64 sendings() const { return m_sendings; } // system calls that sent, or tried to

private:
    friend class StreamSocket;
    friend class EpollStream;

    StreamSocket *keep(std::unique_ptr<StreamSocket> stream, const QByteArray &head);
    void schedule(StreamSocket *stream);
    void retire(StreamSocket *stream);
    void wake();
    void turn();
    void bury();
    std::unique_ptr<StreamSocket> take(std::size_t index);
    void readEvents();

    SharedSegments m_segments; // outlives the streams
    std::vector<std::unique_ptr<StreamSocket>> m_streams;
    std::vector<StreamSocket *> m_written; // since the last flush
    std::vector<StreamSocket *> m_retired; // closed, their watchers not told yet
    std::unique_ptr<QSocketNotifier> m_notifier;
    const std::chrono::milliseconds m_unacknowledged;
    quint64 m_sendings = 0;
    int m_epoll = -1;
    int m_open = 0; // streams that have not ended
    int m_descriptors = 0; // of them, with one of their own
    int m_depth = 0; // >0: pointers to streams are on the stack, none may be deleted
    bool m_awake = false;
};

} // namespace BackState::Http

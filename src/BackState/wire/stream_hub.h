// StreamHub: the open event streams of a listener. Internal.
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

// Owns the streams. Lives in the thread of its listener.
class BACKSTATE_EXPORT StreamHub final : public QObject
{
    Q_OBJECT

public:
    // A stream whose peer confirms nothing for as long as unacknowledged is over, where the system
    // can tell.
    explicit StreamHub(std::chrono::milliseconds unacknowledged, QObject *parent = nullptr);
    ~StreamHub() override;

    void setUnacknowledged(std::chrono::milliseconds unacknowledged); // of streams adopted later

    // Makes a stream of a connected TCP descriptor, which is the hub's from here on. Returns null,
    // with the descriptor closed, where there is no epoll. The opening goes out before the first
    // chunk.
    StreamSocket *adopt(int descriptor, bool chunked, const QByteArray &opening);
    // Makes a stream of a socket, which its owner deletes after it was disconnected; for TLS, and
    // for other systems.
    StreamSocket *adopt(QTcpSocket *socket, bool chunked, const QByteArray &opening);

    void flush(); // sends now what was written to any stream in this turn
    void close(); // cuts all streams
    int count() const { return m_open; } // streams that have not ended
    // Of streams that have left the socket of their connection.
    int descriptors() const { return m_descriptors; }
    quint64 sendings() const { return m_sendings; } // system calls that sent, or tried to

private:
    friend class StreamSocket;
    friend class EpollStream;

    StreamSocket *keep(std::unique_ptr<StreamSocket> stream, const QByteArray &opening);
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
    std::chrono::milliseconds m_unacknowledged;
    quint64 m_sendings = 0;
    int m_epoll = -1;
    int m_open = 0;
    int m_descriptors = 0; // of open streams
    int m_depth = 0; // above 0 pointers to streams are on the stack, and none may be deleted
    bool m_awake = false;
};

} // namespace BackState::Http

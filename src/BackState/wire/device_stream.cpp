#include "device_stream_p.h"
#include "system_socket_p.h"

#include <BackState/wire/stream_hub.h>

#include <QSslSocket>

#include <algorithm>

namespace BackState::Http {

/*!
    \class BackState::Http::DeviceStream
    \internal
    \brief A stream that writes to the socket it came by.

    The socket belongs to the connection it came with, which deletes it after it was disconnected.
*/

namespace {

// With this much in the socket's own buffers, the queue is the better place: it shares bytes.
constexpr qint64 enough = 128 * 1024;

} // namespace

DeviceStream::DeviceStream(StreamHub &hub, QTcpSocket *socket, bool chunked)
    : StreamSocket(hub, chunked)
    , m_socket(socket)
{
    connect(socket, &QTcpSocket::disconnected, this, [this] { fail(); });
    connect(socket, &QObject::destroyed, this, [this] { fail(); });
}

qsizetype DeviceStream::transmit(const Span *spans, int count)
{
    if (!m_socket || m_socket->state() != QAbstractSocket::ConnectedState)
        return -1;
    qint64 room = enough - unsentBytes(*m_socket);
    qsizetype sent = 0;
    for (int i = 0; i < count && room > 0; ++i) {
        const qint64 size = std::min(room, qint64(spans[i].size));
        if (m_socket->write(spans[i].data, size) != size)
            return -1;
        room -= size;
        sent += size;
        if (size < spans[i].size)
            break;
    }
    return sent;
}

void DeviceStream::awaitWritable(bool wanted)
{
    if (!m_socket)
        return;
    if (wanted) {
        connect(m_socket, &QTcpSocket::bytesWritten, this, &DeviceStream::haveWritten);
#if QT_CONFIG(ssl)
        if (const auto tls = qobject_cast<QSslSocket *>(m_socket.data()))
            connect(tls, &QSslSocket::encryptedBytesWritten, this, &DeviceStream::haveWritten);
#endif
    } else {
        disconnect(m_socket, nullptr, this, nullptr);
        connect(m_socket, &QTcpSocket::disconnected, this, [this] { fail(); });
        connect(m_socket, &QObject::destroyed, this, [this] { fail(); });
    }
}

// Goes on only when half of it is gone, or a slow reader would cost a call for each packet.
void DeviceStream::haveWritten()
{
    if (m_socket && unsentBytes(*m_socket) < enough / 2)
        resume();
}

void DeviceStream::release(bool clean)
{
    if (!m_socket)
        return;
    disconnect(m_socket, nullptr, this, nullptr);
    m_socket->flush(); // abort() throws away what the socket holds, which counts as sent here
    if (clean)
        m_socket->disconnectFromHost();
    else
        m_socket->abort();
    m_socket = nullptr;
}

} // namespace BackState::Http

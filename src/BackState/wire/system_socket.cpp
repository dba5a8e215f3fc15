#include "system_socket_p.h"

#include <QSslSocket>

#include <algorithm>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#endif

namespace BackState::Http {

/*!
    \class BackState::Http::SystemSocket
    \internal
    \brief The socket of a connection, as the system knows it.

    Where the socket is plain and has nothing unsent, bytes go to the kernel at once, without the
    turn of the event loop that QTcpSocket needs.
*/

namespace {

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
#elif defined(Q_OS_UNIX)
constexpr int sendFlags = MSG_DONTWAIT;
#endif

} // namespace

qint64 unsentBytes(const QTcpSocket &socket)
{
    qint64 bytes = socket.bytesToWrite();
#if QT_CONFIG(ssl)
    if (const auto tls = qobject_cast<const QSslSocket *>(&socket))
        bytes += tls->encryptedBytesToWrite();
#endif
    return bytes;
}

SystemSocket::SystemSocket(QTcpSocket *socket, bool isSecure)
    : m_socket(socket)
    , m_isSecure(isSecure)
{
}

void SystemSocket::write(QByteArrayView head, QByteArrayView body)
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    qsizetype written = m_isSecure || m_socket->bytesToWrite() > 0 ? 0 : writeNow(head, body);
    for (const QByteArrayView part : {head, body}) {
        const qsizetype skipped = std::min(written, part.size());
        if (skipped < part.size())
            m_socket->write(part.data() + skipped, part.size() - skipped);
        written -= skipped;
    }
}

// Returns how much the kernel took; a broken connection shows itself to QTcpSocket.
qsizetype SystemSocket::writeNow(QByteArrayView head, QByteArrayView body)
{
#ifdef Q_OS_UNIX
    iovec parts[2] = {
        {const_cast<char *>(head.data()), std::size_t(head.size())},
        {const_cast<char *>(body.data()), std::size_t(body.size())},
    };
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    const ssize_t written = ::sendmsg(int(m_socket->socketDescriptor()), &message, sendFlags);
    return std::max<qsizetype>(written, 0);
#else
    Q_UNUSED(head);
    Q_UNUSED(body);
    return 0;
#endif
}

/*!
    Tells the peer that nothing more comes. To close both sides at once would throw away what the
    peer has not read, if it is still sending.
*/
void SystemSocket::closeSendingSide()
{
#ifdef Q_OS_UNIX
    if (!m_isSecure) {
        ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
        return;
    }
#endif
    m_socket->disconnectFromHost();
}

/*!
    Returns for how long nothing was sent, whoever writes on the socket, and the longest time where
    the system does not tell.
*/
std::chrono::milliseconds SystemSocket::silence() const
{
#ifdef Q_OS_LINUX
    tcp_info info{};
    socklen_t size = sizeof info;
    const int descriptor = int(m_socket->socketDescriptor());
    if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
        return std::chrono::milliseconds(info.tcpi_last_data_sent);
#endif
    return std::chrono::milliseconds::max();
}

/*!
    Returns a descriptor of the same connection that a stream may have, or -1: where the socket is
    encrypted or has bytes that are not with the kernel yet, only the socket itself can go on.
*/
int SystemSocket::duplicate() const
{
#ifdef Q_OS_LINUX
    if (!m_isSecure && m_socket->bytesToWrite() == 0)
        return ::fcntl(int(m_socket->socketDescriptor()), F_DUPFD_CLOEXEC, 0);
#endif
    return -1;
}

} // namespace BackState::Http

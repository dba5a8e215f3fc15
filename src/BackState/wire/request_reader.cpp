#include "request_reader_p.h"

#include "callers_p.h"

#include <BackState/wire/limits.h>

#include <algorithm>
#include <utility>

namespace BackState::Http {

/*!
    \class BackState::Http::RequestReader
    \internal
    \brief Where the requests of a connection begin and end.

    QtHttpServer reads the same bytes after it: all there is of a request, and nothing of the next
    one. So this only peeks, and counts what is left of the request, unless a request is taken out
    of the socket for us.
*/

RequestReader::RequestReader(QTcpSocket *socket, const Limits &limits, Callers &callers)
    : m_socket(socket)
    , m_limits(limits)
    , m_callers(callers)
    , m_peer(socket->peerAddress())
{
}

void RequestReader::begin()
{
    m_bytes = QByteArray();
    m_head = RequestHead();
    m_bodyLeft = 0;
}

bool RequestReader::look()
{
    m_unread = m_socket->bytesAvailable();
    return m_unread > 0;
}

int RequestReader::readHead()
{
    const qsizetype before = m_bytes.size();
    const QByteArray arrived = m_socket->peek(std::min(m_unread, m_limits.head + 2 - before));
    if (before == 0)
        m_bytes = arrived;
    else
        m_bytes += arrived;
    if (const int status = m_head.read(m_bytes, m_limits))
        return status;
    if (!m_head.isComplete())
        return 0;
    // What follows is its body, which is not to be kept with an idle connection.
    if (m_bytes.size() - m_head.size() > 1024)
        m_bytes = QByteArray(m_bytes.constData(), m_head.size());
    else
        m_bytes.truncate(m_head.size());
    m_headLeft = m_head.size() - before;
    m_unread -= m_headLeft;
    m_bodyLeft = m_head.contentLength();
    return usesForeignName() ? 421 : 0;
}

bool RequestReader::usesForeignName()
{
    Message head;
    head.head = m_bytes;
    head.peer = m_peer;
    return m_callers.useForeignName(std::move(head), m_socket->localAddress());
}

bool RequestReader::isLargeUpload() const
{
    return m_head.isUpload() && m_bodyLeft > m_limits.buffered;
}

bool RequestReader::leaveAll()
{
    m_headLeft = 0;
    m_bodyLeft -= std::min(m_bodyLeft, m_unread);
    return m_bodyLeft == 0;
}

void RequestReader::takeHead()
{
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    m_socket->skip(std::exchange(m_headLeft, 0));
}

QByteArray RequestReader::takeAll()
{
    takeHead();
    const QByteArray body = m_bodyLeft > 0 ? m_socket->read(m_bodyLeft) : QByteArray();
    m_bodyLeft = 0;
    return body;
}

/*!
    Returns the request, with the \a body that whoever read it has put together.
*/
Message RequestReader::message(const QByteArray &body, bool isSecure)
{
    Message message;
    message.method = m_head.method();
    message.path = m_head.path(m_bytes).toByteArray();
    message.query = m_head.query(m_bytes).toByteArray();
    message.body = body;
    message.head = m_bytes;
    message.peer = m_peer;
    message.secure = isSecure;
    message.nearby = m_peer.isLoopback();
    message.keepAlive = m_head.keepsAlive();
    message.chunkable = m_head.isHttp11();
    m_callers.identify(message);
    m_prefix = message.prefix;
    return message;
}

} // namespace BackState::Http

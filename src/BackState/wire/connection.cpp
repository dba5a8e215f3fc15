#include "connection_p.h"

#include "connection_table_p.h"
#include "device_stream_p.h"
#include "response_head_p.h"
#include <BackState/text/log.h>

#include <BackState/wire/exchange.h>

#include <QPointer>

#include <algorithm>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#endif

namespace BackState::Http {

/*!
    \class BackState::Http::Connection
    \internal
    \brief One connection, from accept() until it is closed or a stream of its own.

    A child of its socket, and connected to it before QtHttpServer is, so that examine() runs first
    on whatever arrives. It looks at the bytes without taking them. A request it dislikes is
    answered here, and QtHttpServer never gets to read the end of it. One that is there as a whole
    and can be nobody's but ours is taken out of the socket and handled; QtHttpServer finds nothing.

    Answers are whole HTTP/1.1 messages written on the socket: the same bytes with every version of
    Qt, and HEAD and Connection: close are heeded. Where the socket is plain and has nothing unsent
    they go to the kernel at once, without the turn of the event loop that QTcpSocket needs.
*/

namespace {

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
#elif defined(Q_OS_UNIX)
constexpr int sendFlags = MSG_DONTWAIT;
#endif

// Of an upload, in each span of Limits::request: whoever sends less only wants to keep the place.
constexpr qsizetype uploadPace = 4 * 1024;

// Requests in one turn of the event loop, by one client that does not wait for answers; then others
// have theirs.
constexpr int servedInATurn = 8;

} // namespace

Connection::Connection(ConnectionTable &table, QTcpSocket *socket, bool secure)
    : QObject(socket)
    , m_table(table)
    , m_socket(socket)
    , m_peer(socket->peerAddress())
    , m_since(table.now())
    , m_secure(secure)
{
    const Limits &limits = table.limits();
    // QtHttpServer takes a request out of the buffer only when it is complete.
    socket->setReadBufferSize(limits.head + limits.body + 64 * 1024);
    connect(socket, &QIODevice::readyRead, this, &Connection::examine);
    connect(socket, &QAbstractSocket::disconnected, this, &Connection::gone);
    table.add(this);
}

Connection::~Connection()
{
    m_table.remove(this);
}

void Connection::enter(Phase phase)
{
    m_phase = phase;
    m_since = m_table.now();
}

/*!
    Looks at what has arrived, before QtHttpServer does.

    QtHttpServer reads on from here in the same emission of readyRead(): all there is of a request,
    and nothing of the next one. If it does not, because an answer of its own is still due, its
    bytes show up here again and the request is begun again.
*/
void Connection::examine()
{
    const QPointer<Connection> self = this;
    m_served = 0;
    while (self && examineNext()) { }
}

// Returns whether the request was served, so that the next one is due.
bool Connection::examineNext()
{
    qsizetype available = m_socket->bytesAvailable();
    // A handler with an event loop of its own. There QtHttpServer would read on, unseen by us.
    if (m_phase == Phase::Handling && available > 0 && !(m_responder && Hold::resumes()))
        takeOver();
    if (m_phase > Phase::Complete)
        return false; // they stay where they are until the answer is given
    if (available == 0)
        return false;
    if (m_phase != Phase::Receiving || !m_socket->isTransactionStarted())
        begin();
    if (unsentBytes(*m_socket) > m_table.limits().unsent) {
        cut();
        return false;
    }
    if (!m_request.isComplete()) {
        if (const int status = examineHead(available)) {
            refuse(status);
            return false;
        }
    }
    if (!m_request.isComplete())
        return false;
    if (m_headLeft > 0 && beginUpload())
        return false;
    if (isWholeAndOurs(available)) {
        serve();
        return true;
    }
    m_headLeft = 0;
    m_bodyLeft -= std::min(m_bodyLeft, available);
    if (m_bodyLeft == 0)
        complete();
    return false;
}

// Only actions of our pages have the header, so that no route of the user's is meant. The last of
// many in one turn goes by QtHttpServer, which takes one and comes back for the next when others
// had their turn.
bool Connection::isWholeAndOurs(qsizetype available) const
{
    const bool isOurs = m_request.hasTab() || !m_table.hasRoutes();
    return isOurs && m_headLeft == m_request.size() && available >= m_bodyLeft && !m_routed
        && !m_request.isChunked() && !m_request.upgradesToWebSocket() && m_table.handler()
        && m_served < servedInATurn;
}

// QtHttpServer reads a head character by character, which takes longer than all that an event does.
// It finds nothing left to read.
void Connection::serve()
{
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    m_socket->skip(std::exchange(m_headLeft, 0));
    const QByteArray body = m_bodyLeft > 0 ? m_socket->read(m_bodyLeft) : QByteArray();
    m_bodyLeft = 0;
    ++m_served;
    enter(Phase::Complete);
    whileServing([&] { m_table.handler()(*this, body); });
}

// The handler may run an event loop of its own, in which the peer leaves. QtHttpServer, which knows
// of no request, would delete the socket whose call this is.
template<typename Handler>
void Connection::whileServing(Handler handler)
{
    const QPointer<Connection> self = this;
    m_isServing = true;
    {
        const ConnectionTable::Serving serving(m_table);
        handler();
    }
    if (!self)
        return;
    m_isServing = false;
    if (m_isOrphan)
        ownerOf(m_socket)->deleteLater();
}

// Takes the bytes of the head out of available.
int Connection::examineHead(qsizetype &available)
{
    const Limits &limits = m_table.limits();
    const qsizetype before = m_bytes.size();
    const QByteArray arrived = m_socket->peek(std::min(available, limits.head + 2 - before));
    if (before == 0)
        m_bytes = arrived;
    else
        m_bytes += arrived;
    if (const int status = m_request.read(m_bytes, limits))
        return status;
    if (!m_request.isComplete())
        return 0;
    // Its body; not to be kept with an idle connection
    if (m_bytes.size() - m_request.size() > 1024)
        m_bytes = QByteArray(m_bytes.constData(), m_request.size());
    else
        m_bytes.truncate(m_request.size());
    m_headLeft = m_request.size() - before;
    available -= m_headLeft;
    m_bodyLeft = m_request.contentLength();
    if (m_request.isUpload() && m_bodyLeft > limits.buffered)
        return 0; // who reads it is open
    if (m_request.expectsContinue() && m_request.isHttp11() && available < m_bodyLeft
        && !Hold::invitesBodies())
        write("HTTP/1.1 100 Continue\r\n\r\n", {});
    return 0;
}

/*!
    Lets a sink read the body, if there is one for it. QtHttpServer is cut off: it would keep all of
    the body in memory. Returns \c false when the body is to be read as any other.
*/
bool Connection::beginUpload()
{
    const Limits &limits = m_table.limits();
    if (!m_request.isUpload() || m_bodyLeft <= limits.buffered)
        return false;
    const qsizetype headLeft = std::exchange(m_headLeft, 0);
    if (!m_routed && m_table.bodySinks()) // else an answer of somebody else's may still be due
        m_sink = m_table.bodySinks()(message({}), m_bodyLeft);
    if (!m_sink) {
        if (m_bodyLeft > limits.body) {
            refuse(413);
            return true;
        }
        if (m_request.expectsContinue() && m_request.isHttp11() && !Hold::invitesBodies())
            write("HTTP/1.1 100 Continue\r\n\r\n", {});
        return false;
    }
    m_isOurs = true;
    disconnect(m_socket, &QIODevice::readyRead, nullptr, nullptr);
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    m_socket->skip(headLeft);
    // What the sink does not take at once waits in the kernel
    m_socket->setReadBufferSize(256 * 1024);
    enter(Phase::Uploading);
    if (!m_sink->add({})) {
        finishUpload();
        return true;
    }
    if (m_request.expectsContinue() && m_request.isHttp11())
        write("HTTP/1.1 100 Continue\r\n\r\n", {});
    connect(m_socket, &QIODevice::readyRead, this, &Connection::readUpload);
    readUpload();
    return true;
}

void Connection::readUpload()
{
    constexpr qsizetype piece = 64 * 1024;
    while (m_phase == Phase::Uploading && m_bodyLeft > 0) {
        const QByteArray bytes = m_socket->read(std::min(m_bodyLeft, piece));
        if (bytes.isEmpty())
            return;
        m_bodyLeft -= bytes.size();
        m_paced += bytes.size();
        if (m_paced >= uploadPace) { // as long as it goes on, it may take its time
            m_paced = 0;
            m_since = m_table.now();
        }
        if (!m_sink->add(bytes) || m_bodyLeft == 0)
            finishUpload();
    }
}

void Connection::finishUpload()
{
    const std::unique_ptr<BodySink> sink = std::move(m_sink);
    enter(Phase::Deferred);
    whileServing([&] {
        Exchange exchange(*this);
        sink->finish(exchange);
    });
}

void Connection::begin()
{
    m_routed = m_phase == Phase::Complete || (m_phase == Phase::Receiving && m_routed);
    m_bytes = QByteArray();
    m_request = RequestHead();
    m_bodyLeft = 0;
    enter(Phase::Receiving);
}

void Connection::complete()
{
    if (m_request.upgradesToWebSocket()) {
        disconnect(m_socket, &QIODevice::readyRead, this, nullptr);
        enter(Phase::Upgraded);
    } else {
        enter(Phase::Complete);
    }
    m_table.setCurrent(this);
}

/*!
    Answers \a status and closes. QtHttpServer sees nothing more of this connection.
*/
void Connection::refuse(int status)
{
    qCDebug(log) << "refused a request of" << m_peer.toString() << "by" << status;
    if (m_routed) { // an answer of somebody else's may still be due; ours must not overtake it
        cut();
        return;
    }
    takeOver();
    m_sink.reset();
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    const QByteArrayView reason = reasonPhrase(status);
    const ResponseHead head{
        .status = status,
        .length = reason.size(),
        .keepAlive = false,
        .contentType = "text/plain; charset=utf-8",
        .extraHeaderLines = {},
    };
    const bool hasBody = m_request.method() != Method::Head;
    write(head.toBytes(), hasBody ? reason : QByteArrayView());
    closeGently();
}

/*!
    Begins the handling of the request that is complete. Returns \c false when there is none: then
    QtHttpServer made it up. \a responder is null when it has not seen the request.
*/
bool Connection::beginHandling(QHttpServerResponder *responder)
{
    if (m_phase != Phase::Complete)
        return false;
    m_phase = Phase::Handling;
    m_responder = responder;
    return true;
}

/*!
    Returns the request, with the \a body that QtHttpServer has put together.
*/
Message Connection::message(const QByteArray &body) const
{
    Message message;
    message.method = m_request.method();
    message.path = m_request.path(m_bytes).toByteArray();
    message.query = m_request.query(m_bytes).toByteArray();
    message.body = body;
    message.head = m_bytes;
    message.peer = m_peer;
    message.secure = m_secure;
    message.keepAlive = m_request.keepsAlive();
    message.chunkable = m_request.isHttp11();
    return message;
}

void Connection::endHandling()
{
    m_responder = nullptr;
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        QMetaObject::invokeMethod(this, &Connection::gone, Qt::QueuedConnection);
}

/*!
    Returns whether a request is open, and the peer there to be answered.
*/
bool Connection::awaitsAnswer() const
{
    return (m_phase == Phase::Handling || m_phase == Phase::Deferred)
        && m_socket->state() == QAbstractSocket::ConnectedState;
}

/*!
    Answers with \a status and \a body. \a extraHeaderLines are complete lines.
*/
void Connection::respond(
    int status, QByteArrayView contentType, QByteArrayView body, QByteArrayView extraHeaderLines)
{
    if (!awaitsAnswer())
        return;
    const bool staysOpen = m_request.keepsAlive() && m_table.keepsAlive() && !m_isOurs
        && (m_phase == Phase::Handling || Hold::resumes());
    const bool isBare = hasNoBody(status);
    const ResponseHead head{
        .status = status,
        .length = body.size(),
        .keepAlive = staysOpen,
        .contentType = isBare ? QByteArrayView() : contentType,
        .extraHeaderLines = extraHeaderLines,
    };
    const bool hasBody = !isBare && m_request.method() != Method::Head;
    write(head.toBytes(), hasBody ? body : QByteArrayView());
    if (!staysOpen)
        closeGently();
    else if (m_phase == Phase::Handling)
        enter(Phase::Waiting);
    else
        resume();
}

// After an answer that was given later. The hold must outlive the handler, if that still runs.
void Connection::resume()
{
    const auto release = [this] {
        if (m_phase != Phase::Deferred)
            return;
        enter(Phase::Waiting);
        m_hold = Hold();
    };
    QMetaObject::invokeMethod(this, release, Qt::QueuedConnection);
}

/*!
    Keeps the request open beyond its handler.
*/
void Connection::defer()
{
    if (m_isOurs)
        return;
    if (m_responder && Hold::resumes())
        m_hold = Hold(*m_responder);
    else
        takeOver();
    enter(Phase::Deferred);
}

/*!
    Answers 200 with an event stream, and hands the connection to the hub. Returns \c nullptr when
    there is nobody to stream to.
*/
StreamSocket *Connection::openStream(QByteArrayView extraHeaderLines)
{
    if (!awaitsAnswer())
        return nullptr;
    if (m_request.method() == Method::Head) {
        respond(200, "text/event-stream", {}, extraHeaderLines);
        return nullptr;
    }
    const bool chunked = m_request.isHttp11();
    const ResponseHead head{
        .framing = chunked ? Framing::Chunked : Framing::Connection,
        .keepAlive = false,
        .contentType = "text/event-stream",
        .extraHeaderLines = extraHeaderLines,
    };
    takeOver();
    enter(Phase::Streaming);
    const int descriptor = detach();
    if (descriptor >= 0) {
        if (StreamSocket *stream = m_table.streams().adopt(descriptor, chunked, head.toBytes())) {
            // Not now: QtHttpServer looks at the socket once more. It closes its own descriptor
            // only, the connection lives on in the duplicate.
            QMetaObject::invokeMethod(m_socket, &QAbstractSocket::abort, Qt::QueuedConnection);
            return stream;
        }
#ifdef Q_OS_UNIX
        ::close(descriptor);
#endif
    }
    return m_table.streams().adopt(m_socket, chunked, head.toBytes());
}

// A duplicate of the descriptor, if a stream may have one
int Connection::detach()
{
#ifdef Q_OS_LINUX
    if (!m_secure && m_table.limits().ownStreams && m_socket->bytesToWrite() == 0)
        return ::fcntl(int(m_socket->socketDescriptor()), F_DUPFD_CLOEXEC, 0);
#endif
    return -1;
}

void Connection::write(QByteArrayView head, QByteArrayView body)
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    qsizetype written = m_secure || m_socket->bytesToWrite() > 0 ? 0 : writeNow(head, body);
    for (const QByteArrayView part : {head, body}) {
        const qsizetype skipped = std::min(written, part.size());
        if (skipped < part.size())
            m_socket->write(part.data() + skipped, part.size() - skipped);
        written -= skipped;
    }
}

// Returns how much the kernel took; a broken connection shows itself to QTcpSocket.
qsizetype Connection::writeNow(QByteArrayView head, QByteArrayView body)
{
#ifdef Q_OS_UNIX
    iovec parts[2] = {
        {const_cast<char *>(head.data()), std::size_t(head.size())},
        {const_cast<char *>(body.data()), std::size_t(body.size())},
    };
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    const ssize_t taken = ::sendmsg(int(m_socket->socketDescriptor()), &message, sendFlags);
    return std::max<qsizetype>(taken, 0);
#else
    Q_UNUSED(head);
    Q_UNUSED(body);
    return 0;
#endif
}

// Cuts QtHttpServer off what arrives.
void Connection::takeOver()
{
    m_isOurs = true;
    if (m_phase == Phase::Handling && m_responder)
        m_hold = Hold(*m_responder);
    disconnect(m_socket, &QIODevice::readyRead, nullptr, nullptr);
    connect(m_socket, &QIODevice::readyRead, this, &Connection::discardInput);
}

void Connection::discardInput()
{
    if (m_socket->isOpen())
        m_socket->skip(m_socket->bytesAvailable());
}

// Our side is closed when everything is out; the peer reads it and closes the other one. To close
// both at once would throw away what the peer has not read, if it is still sending.
void Connection::closeGently()
{
    takeOver();
    enter(Phase::Closing);
    if (m_socket->bytesToWrite() == 0) {
        closeSendingSide();
        return;
    }
    connect(m_socket, &QIODevice::bytesWritten, this, [this] {
        if (m_socket->bytesToWrite() == 0)
            closeSendingSide();
    });
}

void Connection::closeSendingSide()
{
    m_since = m_table.now();
#ifdef Q_OS_UNIX
    if (!m_secure) {
        ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
        return;
    }
#endif
    m_socket->disconnectFromHost();
}

/*!
    Ends the connection now, without a word.
*/
void Connection::cut()
{
    // QtHttpServer may be next in line for these bytes.
    disconnect(m_socket, &QIODevice::readyRead, nullptr, nullptr);
    m_socket->abort();
}

/*!
    Ends what has taken too long at \a now.
*/
void Connection::expire(qint64 now)
{
    const Limits &limits = m_table.limits();
    const qint64 unsent = unsentBytes(*m_socket);
    if (unsent == 0 || std::exchange(m_unsent, unsent) != unsent)
        m_unsentSince = now;
    if (now - m_unsentSince > limits.stalled.count()) {
        cut();
        return;
    }
    const qint64 elapsed = now - m_since;
    switch (m_phase) {
    case Phase::Waiting:
        if (unsent == 0 && elapsed > limits.idle.count())
            closeGently();
        break;
    case Phase::Receiving:
    case Phase::Uploading: // since it last came on
        if (elapsed > limits.request.count())
            refuse(408);
        break;
    case Phase::Complete:
        if (unsent == 0 && elapsed > limits.route.count() && silence() > limits.route)
            cut();
        break;
    case Phase::Closing:
        if (unsent == 0 && elapsed > limits.linger.count())
            cut();
        break;
    case Phase::Handling:
    case Phase::Deferred:
    case Phase::Streaming:
    case Phase::Upgraded: break;
    }
}

/*!
    Ends it between two requests. Before the first one it was opened for something, which is waited
    for.
*/
void Connection::endIfIdle()
{
    const bool isIdle = m_phase == Phase::Waiting && m_request.isComplete();
    if (isIdle && m_socket->bytesAvailable() == 0 && unsentBytes(*m_socket) == 0)
        closeGently();
}

// Since when nothing was sent; a route of the user's may be streaming.
std::chrono::milliseconds Connection::silence() const
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

// The socket is disconnected; its owner deletes it, and this with it.
void Connection::gone()
{
    m_phase = Phase::Closing;
    m_sink.reset();
    m_table.remove(this);
    if (!m_responder)
        m_hold = Hold();
    if (!m_isServing)
        return;
    m_isOrphan = true; // nobody else reads or deletes it now
    disconnect(m_socket, &QIODevice::readyRead, nullptr, nullptr);
    disconnect(m_socket, &QAbstractSocket::disconnected, nullptr, nullptr);
}

} // namespace BackState::Http

#include "connection_p.h"

#include "connection_table_p.h"

#include <BackState/text/log.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/limits.h>
#include <BackState/wire/request_handler.h>
#include <BackState/wire/stream_hub.h>

#include <QPointer>

#include <algorithm>
#include <utility>

namespace BackState::Http {

/*!
    \class BackState::Http::Connection
    \internal
    \brief One connection, from accept() until it is closed or a stream of its own.

    A child of its socket, and connected to it before QtHttpServer is, so that examine() runs first
    on whatever arrives. It looks at the bytes without taking them. A request it dislikes is
    answered here, and QtHttpServer never gets to read the end of it. One that is there as a whole
    and can be nobody's but ours is taken out of the socket and handled; QtHttpServer finds nothing.

    It decides what comes next. What the bytes mean is read by RequestReader, what is answered is
    written by AnswerWriter, and QtHttpServer is kept off by ServerTie.
*/

Connection::Connection(ConnectionTable &table, QTcpSocket *socket, bool secure)
    : QObject(socket)
    , m_table(table)
    , m_socket(socket)
    , m_system(socket, secure)
    , m_tie(socket)
    , m_reader(socket, table.limits(), table.callers())
    , m_writer(m_system, m_reader.head())
    , m_since(table.now())
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
    const bool hasArrived = m_reader.look();
    // The handler runs an event loop of its own, in which QtHttpServer would read on, unseen by us.
    if (m_phase == Phase::Handling && hasArrived && !m_tie.canHold())
        takeOver();
    if (m_phase > Phase::Complete)
        return false; // the bytes stay where they are until the answer is given
    if (!hasArrived)
        return false;
    if (m_phase != Phase::Receiving || !m_socket->isTransactionStarted())
        begin();
    if (unsentBytes(*m_socket) > m_table.limits().unsent) {
        cut();
        return false;
    }
    if (!m_reader.hasHead() && !readHead())
        return false;
    if (m_reader.isAtHead() && m_reader.isLargeUpload() && beginUpload())
        return false;
    if (tryServe())
        return true;
    if (m_reader.leaveAll())
        complete();
    return false;
}

// Returns whether the head is complete, and nothing is wrong with it.
bool Connection::readHead()
{
    if (const int status = m_reader.readHead()) {
        refuse(status);
        return false;
    }
    if (!m_reader.hasHead())
        return false;
    if (m_reader.expectsInvitation() && m_reader.lacksBody() && !m_reader.isLargeUpload()
        && !Hold::invitesBodies())
        m_writer.invite();
    return true;
}

// QtHttpServer reads a head character by character, which takes longer than all that an event does.
// So what can be nobody's but ours goes past it: only actions of our pages have the tab's header.
// The last of many in one turn does not, for QtHttpServer comes back for the next one when others
// had their turn.
bool Connection::tryServe()
{
    const RequestHead &head = m_reader.head();
    const bool isOurs = head.hasTab() || !m_table.hasRoutes();
    if (!isOurs || !m_reader.isWhole() || m_routed || head.isChunked() || head.upgradesToWebSocket()
        || m_served >= servedInATurn)
        return false;
    const QByteArray body = m_reader.takeAll();
    ++m_served;
    enter(Phase::Complete);
    whileServing([&] { handle(body, nullptr); });
    return true;
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

/*!
    Lets a sink read the body, if there is one for it. QtHttpServer is cut off: it would keep all of
    the body in memory. Returns \c false when the body is to be read as any other.
*/
bool Connection::beginUpload()
{
    const qsizetype size = m_reader.bodyLeft();
    std::unique_ptr<BodySink> sink;
    if (!m_routed) // else an answer of somebody else's may still be due
        sink = m_table.handler().beginBody(m_reader.message({}, m_system.isSecure()), size);
    if (!sink) {
        m_reader.leaveHead();
        if (size > m_table.limits().body) {
            refuse(413);
            return true;
        }
        if (m_reader.expectsInvitation() && !Hold::invitesBodies())
            m_writer.invite();
        return false;
    }
    m_tie.cut();
    m_reader.takeHead();
    m_upload = std::make_unique<UploadReader>(m_socket, std::move(sink), size);
    connect(m_upload.get(), &UploadReader::advanced, this, [this] { enter(Phase::Uploading); });
    connect(m_upload.get(), &UploadReader::finished, this, &Connection::finishUpload);
    enter(Phase::Uploading);
    if (!m_upload->begin()) {
        finishUpload();
        return true;
    }
    if (m_reader.expectsInvitation())
        m_writer.invite();
    m_upload->start();
    return true;
}

void Connection::finishUpload()
{
    const std::unique_ptr<BodySink> sink = m_upload->takeSink();
    m_upload.release()->deleteLater(); // this is called by one of its Qt signals
    enter(Phase::Deferred);
    whileServing([&] {
        Exchange exchange(*this);
        sink->finish(exchange);
    });
}

void Connection::begin()
{
    m_routed = (m_phase == Phase::Complete && m_tie.isAnswerDue())
        || (m_phase == Phase::Receiving && m_routed);
    m_reader.begin();
    enter(Phase::Receiving);
}

void Connection::complete()
{
    if (m_reader.head().upgradesToWebSocket()) {
        disconnect(m_socket, &QIODevice::readyRead, this, nullptr);
        enter(Phase::Upgraded);
    } else {
        enter(Phase::Complete);
        m_tie.expectAnswer();
    }
    m_table.setCurrent(this);
}

/*!
    Answers \a status and closes. QtHttpServer sees nothing more of this connection.
*/
void Connection::refuse(int status)
{
    qCDebug(log) << "refused a request of" << m_reader.peer().toString() << "by" << status;
    if (m_routed) { // an answer of somebody else's may still be due; ours must not overtake it
        cut();
        return;
    }
    takeOver();
    m_upload.reset();
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    m_writer.refuse(status);
    closeGently();
}

/*!
    Has the request that is complete handled, with its \a body. Does nothing when there is none:
    then QtHttpServer made it up. \a responder is null when QtHttpServer has not seen the request.
*/
void Connection::handle(const QByteArray &body, QHttpServerResponder *responder)
{
    if (m_phase != Phase::Complete)
        return;
    m_phase = Phase::Handling;
    m_tie.beginHandling(responder);
    const QPointer<Connection> self = this;
    {
        const ConnectionTable::Serving serving(m_table);
        const Message message = m_reader.message(body, m_system.isSecure());
        Exchange exchange(*this);
        m_table.handler().handle(message, exchange);
    }
    if (!self)
        return;
    m_tie.endHandling();
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
    const bool staysOpen = m_reader.head().keepsAlive() && m_table.keepsAlive() && !m_tie.isCut()
        && (m_phase == Phase::Handling || Hold::resumes());
    m_writer.answer(status, contentType, body, extraHeaderLines, staysOpen);
    if (!staysOpen)
        closeGently();
    else if (m_phase == Phase::Handling)
        enter(Phase::Idle);
    else
        resume();
}

// After an answer that was given later. The hold must outlive the handler, if that still runs.
void Connection::resume()
{
    const auto release = [this] {
        if (m_phase != Phase::Deferred)
            return;
        enter(Phase::Idle);
        m_tie.release();
    };
    QMetaObject::invokeMethod(this, release, Qt::QueuedConnection);
}

/*!
    Keeps the request open beyond its handler.
*/
void Connection::defer()
{
    if (m_tie.isCut())
        return;
    if (m_tie.canHold())
        m_tie.hold();
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
    if (m_reader.head().method() == Method::Head) {
        respond(200, "text/event-stream", {}, extraHeaderLines);
        return nullptr;
    }
    const bool chunked = m_reader.head().isHttp11();
    const QByteArray opening = m_writer.openingOfStream(extraHeaderLines);
    takeOver();
    enter(Phase::Streaming);
    StreamHub &streams = m_table.streams();
    const int descriptor = m_table.limits().ownStreams ? m_system.duplicate() : -1;
    if (descriptor >= 0) {
        if (StreamSocket *stream = streams.adopt(descriptor, chunked, opening)) {
            // Not now, for QtHttpServer looks at the socket once more. This closes the socket's
            // own descriptor only: the connection lives on in the duplicate.
            QMetaObject::invokeMethod(m_socket, &QAbstractSocket::abort, Qt::QueuedConnection);
            return stream;
        }
    }
    return streams.adopt(m_socket, chunked, opening);
}

// Cuts QtHttpServer off what arrives. It must not be told that its request is done before it is.
void Connection::takeOver()
{
    if (m_phase == Phase::Handling)
        m_tie.hold();
    m_tie.cut();
    m_tie.discardInput();
}

// Our side is closed when everything is out. The peer reads that and closes its own.
void Connection::closeGently()
{
    takeOver();
    enter(Phase::Closing);
    const auto close = [this] {
        if (m_socket->bytesToWrite() > 0)
            return false;
        m_since = m_table.now();
        m_system.closeSendingSide();
        return true;
    };
    if (!close())
        connect(m_socket, &QIODevice::bytesWritten, this, close);
}

/*!
    Ends the connection now, without a word.
*/
void Connection::cut()
{
    m_tie.stopReading(); // QtHttpServer may be next in line for these bytes
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
    case Phase::Idle:
        if (unsent == 0 && elapsed > limits.idle.count())
            closeGently();
        break;
    case Phase::Receiving:
    case Phase::Uploading: // since it last advanced
        if (elapsed > limits.request.count())
            refuse(408);
        break;
    case Phase::Complete: // a route of the user's may be streaming
        if (unsent == 0 && elapsed > limits.route.count() && m_system.silence() > limits.route)
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
    const bool isIdle = m_phase == Phase::Idle && m_reader.hasHead();
    if (isIdle && m_socket->bytesAvailable() == 0 && unsentBytes(*m_socket) == 0)
        closeGently();
}

// The socket is disconnected; its owner deletes it, and this with it.
void Connection::gone()
{
    m_phase = Phase::Closing;
    m_upload.reset();
    m_table.remove(this);
    m_tie.releaseIfHandled();
    if (!m_isServing)
        return;
    m_isOrphan = true; // nobody else reads or deletes it now
    m_tie.stopReading();
    disconnect(m_socket, &QAbstractSocket::disconnected, nullptr, nullptr);
}

} // namespace BackState::Http

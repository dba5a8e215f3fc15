#include <BackState/wire/exchange.h>

#include "connection_p.h"
#include <BackState/text/log.h>

#include <utility>

namespace BackState::Http {

/*!
    \class BackState::Http::Exchange
    \internal
    \brief The right to answer one request once.

    Lives on the stack of whoever calls the handler. A handler answers, defers, or opens a stream;
    whatever comes after the first of these is ignored. If it does none, the answer is 500.
*/

Exchange::Exchange(Connection &connection)
    : m_connection(&connection)
{
}

Exchange::Exchange(Deferred &&deferred)
    : m_connection(std::exchange(deferred.m_connection, nullptr))
    , m_isDeferred(true)
{
}

Exchange::~Exchange()
{
    if (m_answered)
        return;
    qCWarning(log, "a handler returned without an answer");
    respond(500, {}, {});
}

QByteArray Exchange::prefix() const
{
    return m_connection ? m_connection->prefix() : QByteArray();
}

bool Exchange::claim()
{
    return !std::exchange(m_answered, true) && m_connection;
}

/*!
    Answers with \a status and \a body of the type \a contentType, which may be empty.
    \a extraHeaderLines are complete lines, each with its CRLF; see HeaderLines.

    Length, HEAD, the end of the connection, and that a 204 has no body, are taken care of.
*/
void Exchange::respond(
    int status, QByteArrayView contentType, QByteArrayView body, QByteArrayView extraHeaderLines)
{
    if (claim())
        m_connection->respond(status, contentType, body, extraHeaderLines);
}

/*!
    Takes the right to answer out of the handler. The connection's next request waits for that
    answer; before Qt 6.5 the connection is closed after it.
*/
Deferred Exchange::defer()
{
    if (!claim())
        return Deferred();
    if (!m_isDeferred)
        m_connection->defer();
    return Deferred(m_connection);
}

/*!
    Answers 200 with an event stream and returns it, or \c nullptr when there is nobody to stream
    to. The stream is the listener's hub's, and may be written to at once.
*/
StreamSocket *Exchange::openStream(QByteArrayView extraHeaderLines)
{
    return claim() ? m_connection->openStream(extraHeaderLines) : nullptr;
}

} // namespace BackState::Http

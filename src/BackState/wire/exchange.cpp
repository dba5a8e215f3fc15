#include <BackState/wire/exchange.h>

#include "connection_p.h"
#include <BackState/text/log.h>

#include <algorithm>
#include <utility>

namespace BackState::Http {

/*!
    \class BackState::Http::HeaderLines
    \internal
    \brief Additional fields of an answer, as bytes.
*/

/*!
    Adds the field \a name with \a value. Returns \c false, and adds nothing, when \a value has a
    character that would end the line and begin another: it may come from a user.
*/
bool HeaderLines::add(QByteArrayView name, QByteArrayView value)
{
    const auto endsLine = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    if (std::any_of(value.begin(), value.end(), endsLine))
        return false;
    m_lines.reserve(m_lines.size() + name.size() + value.size() + 4);
    m_lines += name;
    m_lines += ": ";
    m_lines += value;
    m_lines += "\r\n";
    return true;
}

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

/*!
    \class BackState::Http::Deferred
    \internal
    \brief The right to answer one request, once, after its handler has returned.

    Outlives the connection, and the listener: answers to a peer that is gone go nowhere. Must be
    used in the listener's thread. Dropped unanswered it answers 500.
*/

Deferred::Deferred(Connection *connection)
    : m_connection(connection)
{
}

Deferred &Deferred::operator=(Deferred &&other) noexcept
{
    if (this != &other) {
        drop();
        m_connection = std::exchange(other.m_connection, nullptr);
    }
    return *this;
}

Deferred::Deferred(Deferred &&other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
{
}

Deferred::~Deferred()
{
    drop();
}

void Deferred::drop()
{
    if (isPending())
        respond(500, {}, {});
}

/*!
    Returns whether an answer would still reach anybody.
*/
bool Deferred::isPending() const
{
    return m_connection && m_connection->awaitsAnswer();
}

/*!
    As Exchange::respond().
*/
void Deferred::respond(
    int status, QByteArrayView contentType, QByteArrayView body, QByteArrayView extraHeaderLines)
{
    if (Connection *connection = std::exchange(m_connection, nullptr))
        connection->respond(status, contentType, body, extraHeaderLines);
}

/*!
    As Exchange::openStream().
*/
StreamSocket *Deferred::openStream(QByteArrayView extraHeaderLines)
{
    Connection *connection = std::exchange(m_connection, nullptr);
    return connection ? connection->openStream(extraHeaderLines) : nullptr;
}

} // namespace BackState::Http

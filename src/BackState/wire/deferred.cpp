#include <BackState/wire/deferred.h>

#include "connection_p.h"

#include <utility>

namespace BackState::Http {

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

QByteArray Deferred::prefix() const
{
    return m_connection ? m_connection->prefix() : QByteArray();
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

#include "connection_table_p.h"

#include "connection_p.h"

#include <BackState/text/shrink.h>

#include <QPointer>

#include <algorithm>

namespace BackState::Http {

/*!
    \class BackState::Http::ConnectionTable
    \internal
    \brief All connections of one listener.

    The connections are their sockets' children; the table knows them as long as they are
    connected. One timer for all of them, not one for each.
*/

namespace {

// A limit is enforced late by at most a quarter of the shortest one.
std::chrono::milliseconds sweepInterval(const Limits &limits)
{
    const auto shortest = std::min({limits.request, limits.idle, limits.stalled, limits.linger});
    return std::clamp(shortest / 4, std::chrono::milliseconds(10), std::chrono::milliseconds(1000));
}

} // namespace

ConnectionTable::ConnectionTable(const Limits &limits, RequestHandler &handler)
    : m_limits(limits)
    , m_handler(handler)
    , m_streams(limits.unacknowledged)
{
    m_clock.start();
    m_sweeper.setInterval(sweepInterval(limits));
    connect(&m_sweeper, &QTimer::timeout, this, &ConnectionTable::sweep);
}

ConnectionTable::~ConnectionTable() = default;

void ConnectionTable::setLimits(const Limits &limits)
{
    m_limits = limits;
    m_streams.setUnacknowledged(limits.unacknowledged);
    m_sweeper.setInterval(sweepInterval(limits));
}

ConnectionTable::Serving::Serving(ConnectionTable &table)
    : m_table(table)
{
    ++m_table.m_serving;
}

ConnectionTable::Serving::~Serving()
{
    if (--m_table.m_serving > 0)
        return;
    for (const QPointer<QObject> &server : std::exchange(m_table.m_retired, {})) {
        if (server)
            server->deleteLater();
    }
}

void ConnectionTable::retire(QObject *server)
{
    if (m_serving > 0)
        m_retired.push_back(server);
    else
        server->deleteLater();
}

void ConnectionTable::add(Connection *connection)
{
    m_all.insert(connection);
    if (!m_sweeper.isActive())
        m_sweeper.start();
}

void ConnectionTable::remove(Connection *connection)
{
    m_all.remove(connection);
    shrink(m_all);
    if (m_current == connection)
        m_current = nullptr;
    if (m_all.isEmpty())
        m_sweeper.stop();
}

/*!
    Ends the connections that are between two requests.
*/
void ConnectionTable::endIdle()
{
    const auto connections = m_all;
    for (Connection *connection : connections) {
        if (m_all.contains(connection))
            connection->endIfIdle();
    }
}

/*!
    Cuts all streams, then all connections.
*/
void ConnectionTable::closeAll()
{
    m_streams.close();
    const auto connections = m_all;
    for (Connection *connection : connections) {
        if (m_all.contains(connection))
            connection->cut();
    }
}

void ConnectionTable::sweep()
{
    const qint64 time = now();
    const auto connections = m_all;
    for (Connection *connection : connections) {
        if (m_all.contains(connection))
            connection->expire(time);
    }
}

} // namespace BackState::Http

// ConnectionTable: the connections of a listener. Internal.
#pragma once

#include "callers_p.h"

#include <BackState/wire/limits.h>
#include <BackState/wire/stream_hub.h>

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <QTimer>

#include <utility>
#include <vector>

namespace BackState::Http {

class Connection;
class RequestHandler;

// Knows what they may cost, and ends those that are late.
class ConnectionTable final : public QObject
{
    Q_OBJECT

public:
    // The handler must outlive it.
    ConnectionTable(const Limits &limits, RequestHandler &handler);
    ~ConnectionTable() override;

    const Limits &limits() const { return m_limits; }
    void setLimits(const Limits &limits);
    StreamHub &streams() { return m_streams; }
    RequestHandler &handler() const { return m_handler; }
    // Whether the user may have routes, which come before the handler.
    bool hasRoutes() const { return m_hasRoutes; }
    void noteRoutes() { m_hasRoutes = true; }
    qint64 now() const { return m_clock.elapsed(); } // milliseconds

    Callers &callers() { return m_callers; }

    void setKeepAlive(bool keepAlive) { m_keepsAlive = keepAlive; }
    bool keepsAlive() const { return m_keepsAlive; }

    void allow(int connections) { m_allowed = connections; }
    bool isFull() const { return int(m_all.size()) + m_streams.descriptors() >= m_allowed; }
    int allowed() const { return m_allowed; }
    int count() const { return int(m_all.size()); }

    // Stands on the stack while a handler runs.
    class Serving
    {
    public:
        explicit Serving(ConnectionTable &table);
        ~Serving();
        Q_DISABLE_COPY_MOVE(Serving)

    private:
        ConnectionTable &m_table;
    };
    // Deletes a server with its sockets later, and not in an event loop of a handler's: one of the
    // sockets called that handler.
    void retire(QObject *server);

    void add(Connection *connection);
    void remove(Connection *connection);
    void endIdle();
    void closeAll();

    // The connection whose request is complete and about to be handed out by QtHttpServer, which
    // calls its handlers without saying for whom. Null if there is none.
    Connection *takeCurrent() { return std::exchange(m_current, nullptr); }
    void setCurrent(Connection *connection) { m_current = connection; }

private:
    void sweep();

    Limits m_limits;
    RequestHandler &m_handler;
    Callers m_callers;
    QElapsedTimer m_clock;
    QTimer m_sweeper; // runs only while there are connections
    QSet<Connection *> m_all;
    Connection *m_current = nullptr;
    std::vector<QPointer<QObject>> m_retired; // servers, while a handler runs
    int m_serving = 0; // handlers that run
    int m_allowed = 1;
    bool m_hasRoutes = false;
    bool m_keepsAlive = true;
    StreamHub m_streams;
};

} // namespace BackState::Http

#pragma once

#include <BackState/wire/body_sink.h>
#include <BackState/wire/limits.h>
#include <BackState/wire/stream_hub.h>

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <QTimer>

#include <functional>
#include <utility>
#include <vector>

namespace BackState::Http {

class Connection;

// The open connections of a listener, what they may cost, and the sweep that ends late ones.
class ConnectionTable final : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionTable(const Limits &limits);
    ~ConnectionTable() override;

    const Limits &limits() const { return m_limits; }
    StreamHub &streams() { return m_streams; }
    const BodySinks &bodySinks() const { return m_bodySinks; }
    void setBodySinks(BodySinks sinks) { m_bodySinks = std::move(sinks); }
    // Serves a request that QtHttpServer does not get to see.
    using Handler = std::function<void(Connection &, const QByteArray &body)>;
    const Handler &handler() const { return m_handler; }
    // Whether the user may have routes, which come first.
    bool hasRoutes() const { return m_hasRoutes; }
    void noteRoutes() { m_hasRoutes = true; }
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    qint64 now() const { return m_clock.elapsed(); } // milliseconds

    void setKeepAlive(bool keepAlive) { m_keepsAlive = keepAlive; }
    bool keepsAlive() const { return m_keepsAlive; }

    void allow(int connections) { m_allowed = connections; }
    bool isFull() const { return int(m_all.size()) + m_streams.descriptors() >= m_allowed; }
    int allowed() const { return m_allowed; }
    int count() const { return int(m_all.size()); }

    // On the stack while a handler runs
    class Serving
    {
    public:
        explicit Serving(ConnectionTable &table);
        ~Serving();
        Q_DISABLE_COPY_MOVE(Serving)

    private:
        ConnectionTable &m_table;
    };
    // Deletes a server with its sockets later, and not in an event loop of a handler's: one of them
    // called it.
    void retire(QObject *server);

    void add(Connection *connection);
    void remove(Connection *connection);
    void endIdle();
    void closeAll();

    // The connection whose request is complete and about to be handed out by QtHttpServer, which
    // calls its handlers without saying for whom. nullptr: none.
    Connection *takeCurrent() { return std::exchange(m_current, nullptr); }
    void setCurrent(Connection *connection) { m_current = connection; }

private:
    void sweep();

    const Limits m_limits;
    BodySinks m_bodySinks;
    Handler m_handler;
    QElapsedTimer m_clock;
    QTimer m_sweeper; // runs only while there are connections
    QSet<Connection *> m_all;
    Connection *m_current = nullptr;
    std::vector<QPointer<QObject>> m_finished; // servers, while a handler runs
    int m_serving = 0; // handlers that run
    int m_allowed = 1;
    bool m_hasRoutes = false;
    bool m_keepsAlive = true;
    StreamHub m_streams;
};

} // namespace BackState::Http

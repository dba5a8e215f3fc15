#include <BackState/wire/listener.h>

#include "acceptor_p.h"
#include "connection_p.h"
#include "connection_table_p.h"
#include "http_adapter_p.h"

#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>

namespace BackState::Http {

/*!
    \class BackState::Http::Listener
    \internal
    \brief The server's front: a QHttpServer, guarded.

    Requests that one of http()'s routes takes are Qt's; all others reach the RequestHandler,
    checked and complete, with the Exchange to answer them by. What QtHttpServer would misread is
    refused before it gets there. Requests for which no route can be meant go past it: it reads
    their heads character by character, which takes longer than all that an event does.

    Lives in one thread with everything it hands out, and must not be deleted from its handler.

    \code
    class Echo final : public Http::RequestHandler
    {
        void handle(const Http::Message &request, Http::Exchange &exchange) override
        {
            exchange.respond(200, "text/plain", request.path);
        }
    };

    Echo echo;
    Http::Listener listener({}, echo);
    if (!listener.listen(QHostAddress::LocalHost, 5001))
        qFatal("%ls", qUtf16Printable(listener.errorString()));
    \endcode
*/

class ListenerPrivate final : public Acceptor::Receiver, public HttpAdapter::Receiver
{
public:
    ListenerPrivate(const Limits &limits, RequestHandler &handler);
    ~ListenerPrivate() override;

    bool listen(const QHostAddress &address, quint16 port, const QSslConfiguration *tls);
    void close();

    bool isFull() const override { return table.isFull(); }
    void accepted(QTcpSocket *socket) override { new Connection(table, socket, secure); }
    void unrouted(const QByteArray &body, QHttpServerResponder &responder) override;

    ConnectionTable table;
    Acceptor acceptor;
    QPointer<QTcpServer> server;
    QString errorString;
    bool secure = false;
    HttpAdapter adapter; // goes first: it may own the sockets, and they the connections
};

ListenerPrivate::ListenerPrivate(const Limits &limits, RequestHandler &handler)
    : table(limits, handler)
    , acceptor(*this)
    , adapter(*this)
{
}

ListenerPrivate::~ListenerPrivate()
{
    close();
    delete server;
}

bool ListenerPrivate::listen(
    const QHostAddress &address, quint16 port, const QSslConfiguration *tls)
{
    if (server && server->isListening()) {
        errorString = QStringLiteral("already listening on port %1").arg(server->serverPort());
        return false;
    }
    const Limits &limits = table.limits();
    const int allowed = connectionsAllowed();
    table.allow(limits.connections > 0 ? std::min(limits.connections, allowed) : allowed);
    table.setKeepAlive(true);
    secure = tls;
    server = acceptor.listen(address, port, limits.backlog, tls);
    if (!server) {
        errorString = acceptor.errorString();
        return false;
    }
    if (adapter.bind(server))
        return true;
    errorString = QStringLiteral("QHttpServer refuses the listening socket");
    delete server;
    return false;
}

void ListenerPrivate::close()
{
    acceptor.stop();
    if (server) {
        server->close();
        table.retire(server); // a handler may be running on one of its sockets
    }
    table.closeAll();
}

void ListenerPrivate::unrouted(const QByteArray &body, QHttpServerResponder &responder)
{
    if (Connection *connection = table.takeCurrent())
        connection->handle(body, &responder);
}

Listener::Listener(const Limits &limits, RequestHandler &handler, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<ListenerPrivate>(limits, handler))
{
}

Listener::~Listener() = default;

/*!
    Serves HTTP on \a address and \a port; 0 is any free one. Returns \c false when that fails,
    and errorString() says why. Raises the process's limit of open descriptors as far as it goes.
*/
bool Listener::listen(const QHostAddress &address, quint16 port)
{
    return d->listen(address, port, nullptr);
}

/*!
    \overload
    Serves HTTPS, with the certificate and key of \a tls.
*/
bool Listener::listen(const QHostAddress &address, quint16 port, const QSslConfiguration &tls)
{
    return d->listen(address, port, &tls);
}

/*!
    Stops listening and cuts all streams and connections. listen() may be called again.
*/
void Listener::close()
{
    d->close();
}

/*!
    Sets what one client may cost. To be called while nothing is served; http() and its routes stay.
*/
void Listener::setLimits(const Limits &limits)
{
    d->table.setLimits(limits);
}

/*!
    Refuses from now on what calls this server by a name that is not among \a names, also where a
    route of the user's would answer. Requests that \a proxies passed on are those of others.
*/
void Listener::setNames(const HostNames &names, const Proxies &proxies, const QByteArray &prefix)
{
    d->table.callers().set(names, proxies, prefix);
}

/*!
    With \a keepAlive \c false, each connection ends with its next answer, so that clients come by
    new ones, which a balancer leads elsewhere. Answers of routes of the user's are Qt's and keep
    theirs. listen() keeps connections again.
*/
void Listener::setKeepAlive(bool keepAlive)
{
    d->table.setKeepAlive(keepAlive);
}

/*!
    Ends the connections that are between two requests now. A request that is under way on one of
    them is lost; browsers send it again.
*/
void Listener::endIdle()
{
    d->table.endIdle();
}

bool Listener::isListening() const
{
    return d->server && d->server->isListening();
}

bool Listener::isSecure() const
{
    return isListening() && d->secure;
}

quint16 Listener::port() const
{
    return isListening() ? d->server->serverPort() : quint16(0);
}

QString Listener::errorString() const
{
    return d->errorString;
}

/*!
    Returns the server, for routes of the user's own.
*/
QHttpServer &Listener::http()
{
    d->table.noteRoutes();
    return d->adapter.http();
}

StreamHub &Listener::streams()
{
    return d->table.streams();
}

const Limits &Listener::limits() const
{
    return d->table.limits();
}

int Listener::connectionLimit() const
{
    return d->table.allowed();
}

int Listener::connectionCount() const
{
    return d->table.count();
}

} // namespace BackState::Http

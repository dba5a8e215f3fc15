// Acceptor: the listening socket. Internal.
#pragma once

#include <QHostAddress>
#include <QObject>

#include <memory>

QT_BEGIN_NAMESPACE
class QSocketNotifier;
class QSslConfiguration;
class QTcpServer;
class QTcpSocket;
QT_END_NAMESPACE

namespace BackState::Http {

// Accepts connections for a QTcpServer of its own making.
class Acceptor final : public QObject
{
    Q_OBJECT

public:
    // Gets the connections.
    class Receiver
    {
    public:
        virtual ~Receiver() = default;
        virtual bool isFull() const = 0; // then the next connection is closed at once
        // Called before anybody else is told of the socket, whose parent is the server.
        virtual void accepted(QTcpSocket *socket) = 0;
    };

    explicit Acceptor(Receiver &receiver);
    ~Acceptor() override;

    // The server, listening, or null; then errorString() says why. tls is null for plain HTTP.
    QTcpServer *
    listen(const QHostAddress &address, quint16 port, int backlog, const QSslConfiguration *tls);
    void stop();
    const QString &errorString() const { return m_errorString; }

private:
    class Server;
    class PlainServer;
    class TlsServer;

    std::unique_ptr<Server> makeServer(const QSslConfiguration *tls);
    void watch(Server *server);
    void acceptAll();
    void pause();
    bool admit(qintptr descriptor) const;
    bool prepare(QTcpSocket *socket, qintptr descriptor) const;

    Receiver &m_receiver;
    Server *m_server = nullptr; // whoever bound it owns it
    std::unique_ptr<QSocketNotifier> m_notifier;
    QString m_errorString;
    int m_spare = -1; // a descriptor to give up when there are no more of them
};

// Raises the limit of open descriptors as far as it goes, and returns how many connections that
// leaves room for.
int connectionsAllowed();

} // namespace BackState::Http

#pragma once

#include <QHostAddress>
#include <QObject>

#include <functional>
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
    struct Callbacks
    {
        std::function<bool()> isFull;
        std::function<void(QTcpSocket *)> accepted; // before anybody else is told of the socket
    };

    explicit Acceptor(Callbacks callbacks);
    ~Acceptor() override;

    // The server, listening, or nullptr; then errorString() says why. tls may be nullptr.
    QTcpServer *
    listen(const QHostAddress &address, quint16 port, int backlog, const QSslConfiguration *tls);
    void stop();
    const QString &errorString() const { return m_errorString; }

private:
    class PlainServer;
    class TlsServer;

    std::unique_ptr<QTcpServer> makeServer(const QSslConfiguration *tls);
    void watch(QTcpServer *server);
    void acceptAll();
    void pause();
    bool admit(qintptr descriptor) const;
    bool prepare(QTcpSocket *socket, qintptr descriptor) const;

    Callbacks m_callbacks;
    QTcpServer *m_server = nullptr; // whoever bound it owns it
    std::function<void(qintptr)> m_handOver;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QString m_errorString;
    int m_spare = -1; // a descriptor to give up when there are no more
};

// Raises the limit of open descriptors as far as it goes, and returns how many connections that
// leaves room for.
int connectionsAllowed();

} // namespace BackState::Http

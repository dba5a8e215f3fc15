#include "acceptor_p.h"

#include <BackState/text/log.h>

#include <QNetworkProxy>
#include <QSocketNotifier>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <utility>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace BackState::Http {

/*!
    \class BackState::Http::Acceptor
    \internal
    \brief The listening socket, plain or TLS.

    On Unix it accepts by itself: without descriptors QTcpServer of Qt 6.4 asks the kernel again
    and again and takes the whole processor, and that of 6.8 never accepts anything any more. Here
    a spare descriptor is given up to take the connection and close it, and after a pause it goes
    on.
*/

namespace {

using namespace std::chrono_literals;

constexpr int reservedDescriptors = 64; // for files, data bases and what the program opens itself
constexpr int manyConnections = 1'000'000;
constexpr auto breather = 100ms; // until it is tried again without descriptors

} // namespace

// Gets descriptors from the Acceptor or, elsewhere than on Unix, from QTcpServer itself.
class Acceptor::Server : public QTcpServer
{
public:
    void incomingConnection(qintptr descriptor) override = 0;
};

class Acceptor::PlainServer final : public Server
{
public:
    explicit PlainServer(const Acceptor &acceptor)
        : m_acceptor(acceptor)
    {
    }

    void incomingConnection(qintptr descriptor) override
    {
        if (!m_acceptor.admit(descriptor))
            return;
        auto socket = std::make_unique<QTcpSocket>(this);
        if (m_acceptor.prepare(socket.get(), descriptor))
            addPendingConnection(socket.release());
    }

private:
    const Acceptor &m_acceptor;
};

// Does not use QSslServer, which does not say how many silent peers it waits for.
class Acceptor::TlsServer final : public Server
{
public:
    TlsServer(const Acceptor &acceptor, const QSslConfiguration &configuration)
        : m_acceptor(acceptor)
        , m_configuration(configuration)
    {
    }

    void incomingConnection(qintptr descriptor) override
    {
        if (!m_acceptor.admit(descriptor))
            return;
        auto owned = std::make_unique<QSslSocket>(this);
        owned->setSslConfiguration(m_configuration);
        if (!m_acceptor.prepare(owned.get(), descriptor))
            return;
        QSslSocket *socket = owned.release();
        connect(socket, &QAbstractSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QSslSocket::encrypted, this, [this, socket] {
            // From here on QtHttpServer deletes it, when its handler has returned.
            disconnect(socket, &QAbstractSocket::disconnected, socket, &QObject::deleteLater);
            addPendingConnection(socket);
        });
        socket->startServerEncryption();
    }

private:
    const Acceptor &m_acceptor;
    const QSslConfiguration m_configuration;
};

Acceptor::Acceptor(Receiver &receiver)
    : m_receiver(receiver)
{
}

Acceptor::~Acceptor()
{
    stop();
}

std::unique_ptr<Acceptor::Server> Acceptor::makeServer(const QSslConfiguration *tls)
{
    if (tls)
        return std::make_unique<TlsServer>(*this, *tls);
    return std::make_unique<PlainServer>(*this);
}

/*!
    Listens on \a address and \a port and returns the server, which the caller owns and must not
    use after this object is gone.
*/
QTcpServer *Acceptor::listen(
    const QHostAddress &address, quint16 port, int backlog, const QSslConfiguration *tls)
{
    std::unique_ptr<Server> server = makeServer(tls);
    server->setProxy(QNetworkProxy::NoProxy);
    server->setListenBacklogSize(backlog);
    if (!server->listen(address, port)) {
        m_errorString = server->errorString();
        return nullptr;
    }
    m_errorString.clear();
    watch(server.get());
    return server.release();
}

/*!
    Lets go of the server, which must be listening until then.
*/
void Acceptor::stop()
{
    m_notifier.reset();
    m_server = nullptr;
#ifdef Q_OS_UNIX
    if (m_spare >= 0)
        ::close(std::exchange(m_spare, -1));
#endif
}

// Returns false, and closes the descriptor, when there are enough connections.
bool Acceptor::admit(qintptr descriptor) const
{
    if (!m_receiver.isFull())
        return true;
#ifdef Q_OS_UNIX
    ::close(int(descriptor));
#else
    QTcpSocket socket;
    socket.setSocketDescriptor(descriptor); // takes it, and closes it when it goes
#endif
    return false;
}

bool Acceptor::prepare(QTcpSocket *socket, qintptr descriptor) const
{
    if (!socket->setSocketDescriptor(descriptor)) {
        qCWarning(log) << "a connection was lost:" << socket->errorString();
        return false;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    m_receiver.accepted(socket);
    return true;
}

#ifdef Q_OS_UNIX

void Acceptor::watch(Server *server)
{
    m_server = server;
    server->pauseAccepting(); // acceptAll() does it from here on
    m_spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    m_notifier
        = std::make_unique<QSocketNotifier>(server->socketDescriptor(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Acceptor::acceptAll);
}

void Acceptor::acceptAll()
{
    constexpr int batch = 128; // then the other descriptors have their turn
    const int listening = int(m_server->socketDescriptor());
    for (int i = 0; i < batch; ++i) {
#ifdef Q_OS_LINUX
        const int descriptor = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
#else
        const int descriptor = ::accept(listening, nullptr, nullptr);
#endif
        if (descriptor >= 0) {
            m_server->incomingConnection(descriptor);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            pause();
            return;
        } else if (errno != ECONNABORTED && errno != EINTR) {
            return;
        }
    }
}

// There are no descriptors left. The peer that waits is turned away, the others go on waiting.
void Acceptor::pause()
{
    qCWarning(log, "out of descriptors: connections are turned away");
    if (m_spare >= 0) {
        ::close(m_spare);
        const int descriptor = ::accept(int(m_server->socketDescriptor()), nullptr, nullptr);
        if (descriptor >= 0)
            ::close(descriptor);
        m_spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    m_notifier->setEnabled(false);
    QTimer::singleShot(breather, m_notifier.get(), [this] { m_notifier->setEnabled(true); });
}

int connectionsAllowed()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024 - reservedDescriptors;
    if (limit.rlim_cur < limit.rlim_max) {
        const rlim_t before = std::exchange(limit.rlim_cur, limit.rlim_max);
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = before;
        else
            qCInfo(log).noquote() << "raised the limit of open files from" << quint64(before)
                                  << "to" << quint64(limit.rlim_cur);
    }
    const auto descriptors = std::min(limit.rlim_cur, rlim_t(manyConnections));
    return std::max(int(descriptors) - reservedDescriptors, 16);
}

#else

void Acceptor::watch(Server *server)
{
    m_server = server;
    connect(server, &QTcpServer::acceptError, this, [this, server] {
        QTimer::singleShot(breather, server, &QTcpServer::resumeAccepting);
    });
}

int connectionsAllowed()
{
    return 16'000;
}

#endif

} // namespace BackState::Http

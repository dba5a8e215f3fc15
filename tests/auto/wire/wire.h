#pragma once

#include <BackState/wire/exchange.h>
#include <BackState/wire/listener.h>
#include <BackState/wire/message.h>
#include <BackState/wire/request_handler.h>

#include <QList>
#include <QSslSocket>
#include <QTest>

#include <chrono>
#include <functional>
#include <memory>

// A client that sends and receives raw bytes, by real TCP or TLS.
class Wire
{
public:
    explicit Wire(quint16 port, bool tls = false)
        : m_tls(tls ? new QSslSocket : nullptr)
        , m_owned(tls ? m_tls : new QTcpSocket)
        , socket(*m_owned)
    {
        if (m_tls) {
            m_tls->setPeerVerifyMode(QSslSocket::VerifyNone); // signed by itself
            m_tls->connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
        } else {
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        }
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] {
            if (isReading)
                received += socket.readAll();
        });
    }

    // Lets what is sent to it pile up.
    void stopReading()
    {
        isReading = false;
        socket.setReadBufferSize(1);
    }

    void goOnReading()
    {
        isReading = true;
        socket.setReadBufferSize(0);
        received += socket.readAll();
    }

    bool isConnected()
    {
        return QTest::qWaitFor([this] {
            return socket.state() == QAbstractSocket::ConnectedState
                && (!m_tls || m_tls->isEncrypted());
        });
    }

    void send(const QByteArray &bytes)
    {
        if (isConnected()) {
            socket.write(bytes);
            socket.flush();
        }
    }

    bool isClosed() const { return socket.state() == QAbstractSocket::UnconnectedState; }
    bool waitForClose(int milliseconds = 5000)
    {
        return QTest::qWaitFor([this] { return isClosed(); }, milliseconds);
    }
    bool waitFor(const QByteArray &bytes)
    {
        return QTest::qWaitFor([&] { return received.contains(bytes); });
    }

private:
    QSslSocket *m_tls; // null if it is plain
    std::unique_ptr<QTcpSocket> m_owned;

public:
    QTcpSocket &socket;
    QByteArray received;
    bool isReading = true;
};

// Answers by the function given.
class Answering final : public BackState::Http::RequestHandler
{
public:
    using Function
        = std::function<void(const BackState::Http::Message &, BackState::Http::Exchange &)>;

    explicit Answering(Function function)
        : m_function(std::move(function))
    {
    }

    void
    handle(const BackState::Http::Message &message, BackState::Http::Exchange &exchange) override
    {
        m_function(message, exchange);
    }

private:
    Function m_function;
};

// A listener that keeps what it was asked, and answers by the function given.
class Served
{
public:
    using Handler = Answering::Function;

    explicit Served(BackState::Http::Limits limits = {}, Handler answer = {})
        : handler(
              [this, answer](
                  const BackState::Http::Message &message, BackState::Http::Exchange &exchange) {
                  requests.append(message);
                  if (answer)
                      answer(message, exchange);
                  else
                      exchange.respond(200, "text/plain", message.path);
              })
        , listener(limits, handler)
    {
        isListening = listener.listen(QHostAddress(QHostAddress::LocalHost), 0);
        if (s_hasRoutes)
            listener.http();
    }

    // Requests go by QtHttpServer where there may be routes of the user's, and past it where there
    // are none; what is promised holds for both. For initTestCase_data() and init() of a test.
    static void addBothWays()
    {
        QTest::addColumn<bool>("hasRoutes");
        QTest::addRow("past QtHttpServer") << false;
        QTest::addRow("by QtHttpServer") << true;
    }
    static void fetchWay()
    {
        QFETCH_GLOBAL(bool, hasRoutes);
        s_hasRoutes = hasRoutes;
    }
    inline static bool s_hasRoutes = false;

    quint16 port() const { return listener.port(); }

    QList<BackState::Http::Message> requests;
    Answering handler;
    BackState::Http::Listener listener;
    bool isListening = false;
};

// An answer as it is sent.
inline QByteArray answer(const QByteArray &head, const QByteArray &body = {})
{
    return head + "\r\n" + body;
}

inline constexpr char getA[] = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

// What Served answers to getA.
inline QByteArray okA(const QByteArray &extraHeaderLines = {})
{
    return answer(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n" + extraHeaderLines,
        "/a");
}

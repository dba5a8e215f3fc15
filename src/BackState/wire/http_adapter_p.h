// HttpAdapter: a QHttpServer, whatever its version. Internal.
#pragma once

#include <QByteArray>

#include <memory>

QT_BEGIN_NAMESPACE
class QHttpServer;
class QHttpServerResponder;
class QTcpServer;
QT_END_NAMESPACE

namespace BackState::Http {

// Spells what differs from one version of QtHttpServer to the next.
class HttpAdapter
{
public:
    // Gets the requests that none of http()'s routes takes.
    class Receiver
    {
    public:
        virtual ~Receiver() = default;
        // Called while QtHttpServer reads the bytes of the request.
        virtual void unrouted(const QByteArray &body, QHttpServerResponder &responder) = 0;
    };

    explicit HttpAdapter(Receiver &receiver);
    ~HttpAdapter();

    QHttpServer &http() { return *m_http; }
    // The server must be listening, and is http()'s child afterwards.
    bool bind(QTcpServer *server);

private:
    std::unique_ptr<QHttpServer> m_http;
};

} // namespace BackState::Http

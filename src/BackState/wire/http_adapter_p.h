#pragma once

#include <QByteArray>

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QHttpServer;
class QHttpServerResponder;
class QObject;
class QTcpServer;
class QTcpSocket;
QT_END_NAMESPACE

namespace BackState::Http {

// Holds a connection's next requests back for as long as it lives, where QtHttpServer has a way
// to. Must not be dropped while the handler of its request runs.
class Hold
{
public:
    Hold();
    explicit Hold(QHttpServerResponder &responder);
    Hold(Hold &&other) noexcept;
    Hold &operator=(Hold &&other) noexcept;
    ~Hold();

    // Whether the connection can serve on after an answer that was given later
    static bool resumes();
    // Whether QtHttpServer itself says "100 Continue"
    static bool invitesBodies();

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

// What QtHttpServer deletes with a connection
QObject *ownerOf(QTcpSocket *socket);

// Everything that QtHttpServer spells differently from version to version
class HttpAdapter
{
public:
    // Called for a request that none of http()'s routes takes, while its bytes are read
    using Handler = std::function<void(const QByteArray &body, QHttpServerResponder &)>;

    explicit HttpAdapter(Handler handler);
    ~HttpAdapter();

    QHttpServer &http() { return *m_http; }
    bool bind(QTcpServer *server); // server: listening; http()'s child afterwards

private:
    std::unique_ptr<QHttpServer> m_http;
};

} // namespace BackState::Http

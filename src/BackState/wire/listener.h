#pragma once

#include <BackState/export.h>
#include <BackState/wire/body_sink.h>
#include <BackState/wire/limits.h>

#include <QObject>

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QHostAddress;
class QHttpServer;
class QSslConfiguration;
QT_END_NAMESPACE

namespace BackState::Http {

class Exchange;
class ListenerPrivate;
class StreamHub;
struct Message;

// The front door: a QHttpServer on one port, and what reaches none of its routes.
class BACKSTATE_EXPORT Listener final : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(const Message &, Exchange &)>;

    Listener(const Limits &limits, Handler handler, QObject *parent = nullptr);
    ~Listener() override;

    [[nodiscard]] bool listen(const QHostAddress &address, quint16 port);
    [[nodiscard]] bool
    listen(const QHostAddress &address, quint16 port, const QSslConfiguration &tls);
    void close();

    void setBodySinks(BodySinks sinks);

    void setKeepAlive(bool keepAlive);
    void endIdle();
    bool isListening() const;
    bool isSecure() const;
    quint16 port() const; // 0 while not listening
    QString errorString() const;

    QHttpServer &http();
    StreamHub &streams();
    const Limits &limits() const;
    int connectionLimit() const; // streams included; known after listen()
    int connectionCount() const; // open connections that are no streams of the hub's own

private:
    std::unique_ptr<ListenerPrivate> d;
};

} // namespace BackState::Http

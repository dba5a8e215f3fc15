// Listener: the front door. Internal.
#pragma once

#include <BackState/export.h>
#include <BackState/wire/limits.h>

#include <QObject>

#include <memory>

QT_BEGIN_NAMESPACE
class QHostAddress;
class QHttpServer;
class QSslConfiguration;
QT_END_NAMESPACE

namespace BackState::Http {

class HostNames;
class ListenerPrivate;
class Proxies;
class RequestHandler;
class StreamHub;

// A QHttpServer on one port, and what reaches none of its routes.
class BACKSTATE_EXPORT Listener final : public QObject
{
    Q_OBJECT

public:
    // The handler must outlive it.
    Listener(const Limits &limits, RequestHandler &handler, QObject *parent = nullptr);
    ~Listener() override;

    [[nodiscard]] bool listen(const QHostAddress &address, quint16 port);
    [[nodiscard]] bool
    listen(const QHostAddress &address, quint16 port, const QSslConfiguration &tls);
    void close();

    // Not while it listens. What http() returned stays as it is.
    void setLimits(const Limits &limits);
    void setNames(const HostNames &names, const Proxies &proxies, const QByteArray &prefix);
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

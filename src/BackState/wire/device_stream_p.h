// DeviceStream: a stream on a socket of Qt's. Internal.
#pragma once

#include <BackState/wire/stream_socket.h>

#include <QObject>
#include <QPointer>
#include <QTcpSocket>

namespace BackState::Http {

// Writes to a QTcpSocket or QSslSocket: for TLS, and for systems without epoll.
class DeviceStream final : public QObject, public StreamSocket
{
    Q_OBJECT

public:
    DeviceStream(StreamHub &hub, QTcpSocket *socket, bool chunked);

private:
    qsizetype transmit(const Span *spans, int count) override;
    void awaitWritable(bool wanted) override;
    void release(bool clean) override;
    bool hasDescriptor() const override { return false; }

    void haveWritten();

    QPointer<QTcpSocket> m_socket;
};

} // namespace BackState::Http

#pragma once

#include "http_adapter_p.h"
#include "request_head_p.h"

#include <BackState/wire/body_sink.h>
#include <BackState/wire/message.h>

#include <QObject>
#include <QTcpSocket>

#include <chrono>
#include <memory>

namespace BackState::Http {

class ConnectionTable;
class StreamSocket;

// One connection: checks its requests before QtHttpServer reads them, and writes our answers.
class Connection final : public QObject
{
    Q_OBJECT

public:
    Connection(ConnectionTable &table, QTcpSocket *socket, bool secure);
    ~Connection() override;

    // For the handler of the current request
    bool beginHandling(QHttpServerResponder *responder); // false: there is no such request
    Message message(const QByteArray &body) const;
    void endHandling();

    bool awaitsAnswer() const;
    void respond(
        int status,
        QByteArrayView contentType,
        QByteArrayView body,
        QByteArrayView extraHeaderLines);
    StreamSocket *openStream(QByteArrayView extraHeaderLines);
    void defer();

    // For the table
    void expire(qint64 now);
    void endIfIdle();
    void cut();

private:
    enum class Phase {
        Waiting, // for a request's first byte
        Receiving, // the rest of it
        Complete, // handed to QtHttpServer; whether to us or to a route of the user's is open
        Uploading, // the body goes to a sink; QtHttpServer sees nothing more of this connection
        Handling, // by us
        Deferred, // will be answered later
        Streaming, // belongs to a StreamSocket
        Closing, // said everything; the peer has to close
        Upgraded // not HTTP any more
    };

    void examine();
    bool examineNext();
    bool isWholeAndOurs(qsizetype available) const;
    void serve();
    template<typename Handler>
    void whileServing(Handler handler);
    int examineHead(qsizetype &available);
    bool beginUpload();
    void readUpload();
    void finishUpload();
    void begin();
    void complete();
    void refuse(int status);
    void enter(Phase phase);

    void write(QByteArrayView head, QByteArrayView body);
    qsizetype writeNow(QByteArrayView head, QByteArrayView body);
    void resume();
    void takeOver();
    void closeGently();
    void closeSendingSide();
    void discardInput();
    int detach();
    void gone();
    std::chrono::milliseconds silence() const;

    ConnectionTable &m_table;
    QTcpSocket *m_socket; // the parent
    // While the handler runs, if QtHttpServer called it
    QHttpServerResponder *m_responder = nullptr;
    Hold m_hold;
    QHostAddress m_peer;
    QByteArray m_bytes; // of the request's head
    RequestHead m_request;
    qsizetype m_bodyLeft = 0;
    qsizetype m_headLeft = 0; // bytes of the head that are in the socket's buffer
    int m_served = 0; // requests in this turn, that QtHttpServer did not see
    std::unique_ptr<BodySink> m_sink;
    qsizetype m_paced = 0; // bytes that it took since m_since
    qint64 m_since = 0; // the phase began
    qint64 m_unsent = 0; // as the last sweep saw it
    qint64 m_unsentSince = 0; // for that long
    Phase m_phase = Phase::Waiting;
    bool m_secure;
    bool m_isOurs = false; // QtHttpServer was cut off, so that there is no next request
    bool m_isServing = false; // a handler runs, called from here
    bool m_isOrphan = false; // the socket was disconnected meanwhile, and is deleted after that
    bool m_routed = false; // the last request went to a route of the user's
};

} // namespace BackState::Http

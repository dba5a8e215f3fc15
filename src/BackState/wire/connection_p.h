// Connection: the course of one connection. Internal.
#pragma once

#include "answer_writer_p.h"
#include "request_reader_p.h"
#include "server_tie_p.h"
#include "system_socket_p.h"
#include "upload_reader_p.h"

#include <QObject>
#include <QTcpSocket>

#include <memory>

namespace BackState::Http {

class ConnectionTable;
class StreamSocket;

// Checks requests before QtHttpServer reads them, has ours handled, and writes their answers.
class Connection final : public QObject
{
    Q_OBJECT

public:
    Connection(ConnectionTable &table, QTcpSocket *socket, bool secure);
    ~Connection() override;

    void handle(const QByteArray &body, QHttpServerResponder *responder);

    // For Exchange and Deferred
    const QByteArray &prefix() const { return m_reader.prefix(); }
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
        Idle, // until a request's first byte
        Receiving, // the rest of it
        Complete, // handed to QtHttpServer; whether to us or to a route of the user's is open
        Uploading, // the body goes to a sink; QtHttpServer sees nothing more of this connection
        Handling, // by us
        Deferred, // will be answered later
        Streaming, // belongs to a StreamSocket
        Closing, // said everything; the peer has to close
        Upgraded // not HTTP any more
    };

    // Requests that are served in one turn of the event loop to a client that does not wait for
    // answers. Then others have their turn.
    static constexpr int servedInATurn = 8;

    void examine();
    bool examineNext();
    bool readHead();
    bool tryServe();
    template<typename Handler>
    void whileServing(Handler handler);
    bool beginUpload();
    void finishUpload();
    void begin();
    void complete();
    void refuse(int status);
    void enter(Phase phase);
    void resume();
    void takeOver();
    void closeGently();
    void gone();

    ConnectionTable &m_table;
    QTcpSocket *m_socket; // the parent
    SystemSocket m_system;
    ServerTie m_tie;
    RequestReader m_reader;
    AnswerWriter m_writer;
    std::unique_ptr<UploadReader> m_upload;
    int m_served = 0; // requests in this turn that QtHttpServer did not see
    qint64 m_since = 0; // when the phase began
    qint64 m_unsent = 0; // as the last sweep saw it
    qint64 m_unsentSince = 0; // since when it is that much
    Phase m_phase = Phase::Idle;
    bool m_isServing = false; // a handler runs, called from here
    bool m_isOrphan = false; // the socket was disconnected meanwhile, and is deleted after that
    bool m_routed = false; // the last request went to a route of the user's, whose answer is due
};

} // namespace BackState::Http

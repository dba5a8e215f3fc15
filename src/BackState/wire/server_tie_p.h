// ServerTie: what ties a connection to QtHttpServer. Internal.
#pragma once

#include "hold_p.h"

#include <QTcpSocket>

QT_BEGIN_NAMESPACE
class QHttpServerResponder;
QT_END_NAMESPACE

namespace BackState::Http {

// QtHttpServer reads the same socket as a connection does. This holds it back, and cuts it off.
class ServerTie
{
public:
    explicit ServerTie(QTcpSocket *socket);
    ~ServerTie();
    ServerTie(const ServerTie &) = delete;
    ServerTie &operator=(const ServerTie &) = delete;

    // While the handler of a request runs. The responder is null if QtHttpServer has not seen the
    // request.
    void beginHandling(QHttpServerResponder *responder) { m_responder = responder; }
    void endHandling() { m_responder = nullptr; }

    // Whether QtHttpServer can be held back until the request is answered.
    bool canHold() const { return m_responder && Hold::resumes(); }
    void hold();
    void release() { m_hold = Hold(); }
    void releaseIfHandled(); // else the handler runs, which the hold must outlive

    // QtHttpServer gets a request that may be for a route of the user's.
    void expectAnswer();
    // Whether that may not be answered yet. Of an answer that comes in pieces the first is seen,
    // and that nothing of it waits to be sent: a client that sends its next request before the last
    // one is not noticed.
    bool isAnswerDue() const;

    // From here on QtHttpServer gets nothing of what arrives, and there is no next request.
    void cut();
    bool isCut() const { return m_isCut; }
    void discardInput(); // what arrives is nobody's
    void stopReading(); // nobody is told of what arrives

private:
    QTcpSocket *m_socket;
    QHttpServerResponder *m_responder = nullptr;
    Hold m_hold;
    QMetaObject::Connection m_writes;
    qint64 m_due = 0; // bytes to be written before one of the answer is
    bool m_isCut = false;
};

} // namespace BackState::Http

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

    // While the handler of a request runs. The responder is null if QtHttpServer has not seen the
    // request.
    void beginHandling(QHttpServerResponder *responder) { m_responder = responder; }
    void endHandling() { m_responder = nullptr; }

    // Whether QtHttpServer can be held back until the request is answered.
    bool canHold() const { return m_responder && Hold::resumes(); }
    void hold();
    void release() { m_hold = Hold(); }
    void releaseIfHandled(); // else the handler runs, which the hold must outlive

    // From here on QtHttpServer gets nothing of what arrives, and there is no next request.
    void cut();
    bool isCut() const { return m_isCut; }
    void discardInput(); // what arrives is nobody's
    void stopReading(); // nobody is told of what arrives

private:
    QTcpSocket *m_socket;
    QHttpServerResponder *m_responder = nullptr;
    Hold m_hold;
    bool m_isCut = false;
};

} // namespace BackState::Http

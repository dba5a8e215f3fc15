// RequestReader: reads the requests of a connection. Internal.
#pragma once

#include "request_head_p.h"

#include <BackState/wire/message.h>

#include <QHostAddress>
#include <QTcpSocket>

namespace BackState::Http {

class Callers;

// Looks at the bytes of one request after the other in a socket's buffer, where they stay for
// QtHttpServer unless they are taken out.
class RequestReader
{
public:
    RequestReader(QTcpSocket *socket, const Limits &limits, Callers &callers);

    void begin(); // with the next request
    bool look(); // notes how much has arrived; false: nothing
    // Reads on in the head. Returns 0, or the status that refuses it.
    int readHead();

    const RequestHead &head() const { return m_head; }
    bool hasHead() const { return m_head.isComplete(); }
    const QHostAddress &peer() const { return m_peer; }
    Message message(const QByteArray &body, bool isSecure);
    const QByteArray &prefix() const { return m_prefix; } // of the request, after message()

    qsizetype bodyLeft() const { return m_bodyLeft; }
    bool expectsInvitation() const { return m_head.expectsContinue() && m_head.isHttp11(); }
    bool lacksBody() const { return m_unread < m_bodyLeft; }
    bool isLargeUpload() const;
    // The end of the head has just come. See isWhole() for whether QtHttpServer had bytes of it.
    bool isAtHead() const { return m_headLeft > 0; }
    bool isWhole() const { return m_headLeft == m_head.size() && !lacksBody(); }

    void leaveHead() { m_headLeft = 0; } // to QtHttpServer
    // Leaves to QtHttpServer what has arrived. Returns whether that is all of the request.
    bool leaveAll();
    void takeHead(); // out of the socket
    QByteArray takeAll(); // out of the socket; returns the body

private:
    bool usesForeignName();

    QTcpSocket *m_socket;
    const Limits &m_limits;
    Callers &m_callers;
    const QHostAddress m_peer;
    QByteArray m_bytes; // of the head
    RequestHead m_head;
    QByteArray m_prefix;
    qsizetype m_unread = 0; // bytes behind the head that were there at the last look
    qsizetype m_bodyLeft = 0; // bytes of the body that have not been seen
    qsizetype m_headLeft = 0; // bytes of the head that are in the socket's buffer
};

} // namespace BackState::Http

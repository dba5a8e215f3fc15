#include "server_tie_p.h"

#include "system_socket_p.h"

namespace BackState::Http {

/*!
    \class BackState::Http::ServerTie
    \internal
    \brief Keeps QtHttpServer from what is not its own.

    QtHttpServer is connected to readyRead() of the socket. Where it can't be held back by its
    responder, all who are connected to that are let go of.
*/

ServerTie::ServerTie(QTcpSocket *socket)
    : m_socket(socket)
{
}

ServerTie::~ServerTie()
{
    QObject::disconnect(m_writes);
}

/*!
    Keeps the responder of the request that is being handled. Only once for each request, and only
    if QtHttpServer has seen it.
*/
void ServerTie::hold()
{
    if (m_responder)
        m_hold = Hold(*m_responder);
}

void ServerTie::releaseIfHandled()
{
    if (!m_responder)
        release();
}

void ServerTie::expectAnswer()
{
    m_due = m_socket->bytesToWrite() + 1;
    if (!m_writes)
        m_writes
            = QObject::connect(m_socket, &QIODevice::bytesWritten, m_socket, [this](qint64 bytes) {
                  m_due -= bytes;
              });
}

bool ServerTie::isAnswerDue() const
{
    return m_due > 0 || unsentBytes(*m_socket) > 0;
}

void ServerTie::cut()
{
    m_isCut = true;
    stopReading();
}

void ServerTie::discardInput()
{
    QObject::connect(m_socket, &QIODevice::readyRead, m_socket, [socket = m_socket] {
        if (socket->isOpen())
            socket->skip(socket->bytesAvailable());
    });
}

void ServerTie::stopReading()
{
    QObject::disconnect(m_socket, &QIODevice::readyRead, nullptr, nullptr);
}

} // namespace BackState::Http

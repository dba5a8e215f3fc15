// SystemSocket: what a connection asks of the system past its QTcpSocket. Internal.
#pragma once

#include <QByteArrayView>
#include <QTcpSocket>

#include <chrono>

namespace BackState::Http {

// Bytes that were written to a socket and are not with the kernel yet. Those that wait encrypted
// count too.
qint64 unsentBytes(const QTcpSocket &socket);

class SystemSocket
{
public:
    SystemSocket(QTcpSocket *socket, bool isSecure);

    bool isSecure() const { return m_isSecure; }
    void write(QByteArrayView head, QByteArrayView body);
    void closeSendingSide();
    std::chrono::milliseconds silence() const; // since something was sent, by whomever
    int duplicate() const; // of the descriptor, which is the caller's; -1: there is none to be had

private:
    qsizetype writeNow(QByteArrayView head, QByteArrayView body);

    QTcpSocket *m_socket;
    bool m_isSecure;
};

} // namespace BackState::Http

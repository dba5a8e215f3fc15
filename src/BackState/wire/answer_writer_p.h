// AnswerWriter: the answers of a connection as bytes. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

class RequestHead;
class SystemSocket;

// Writes what is to be said to the request that was read last.
class AnswerWriter
{
public:
    AnswerWriter(SystemSocket &socket, const RequestHead &request);

    void invite(); // 100 Continue
    void refuse(int status); // the connection has to be closed after it
    void answer(
        int status,
        QByteArrayView contentType,
        QByteArrayView body,
        QByteArrayView extraHeaderLines,
        bool keepAlive);
    // What an event stream begins with, to be written by whoever sends it.
    QByteArray openingOfStream(QByteArrayView extraHeaderLines) const;

private:
    SystemSocket &m_socket;
    const RequestHead &m_request;
};

} // namespace BackState::Http

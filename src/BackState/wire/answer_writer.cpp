#include "answer_writer_p.h"

#include "request_head_p.h"
#include "response_head_p.h"
#include "system_socket_p.h"

namespace BackState::Http {

/*!
    \class BackState::Http::AnswerWriter
    \internal
    \brief Writes whole HTTP/1.1 messages on the socket.

    They are the same bytes with every version of Qt, and HEAD, Connection: close, and that a 204
    has no body, are heeded.
*/

AnswerWriter::AnswerWriter(SystemSocket &socket, const RequestHead &request)
    : m_socket(socket)
    , m_request(request)
{
}

void AnswerWriter::invite()
{
    m_socket.write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

void AnswerWriter::refuse(int status)
{
    const QByteArrayView body = status == 421
        ? "This server is not called by that name. Its program says by which it is.\n"
        : reasonPhrase(status);
    answer(status, "text/plain; charset=utf-8", body, {}, false);
}

void AnswerWriter::answer(
    int status,
    QByteArrayView contentType,
    QByteArrayView body,
    QByteArrayView extraHeaderLines,
    bool keepAlive)
{
    const bool isBare = hasNoBody(status);
    const ResponseHead head{
        .status = status,
        .length = body.size(),
        .keepAlive = keepAlive,
        .contentType = isBare ? QByteArrayView() : contentType,
        .extraHeaderLines = extraHeaderLines,
    };
    const bool hasBody = !isBare && m_request.method() != Method::Head;
    m_socket.write(head.toBytes(), hasBody ? body : QByteArrayView());
}

QByteArray AnswerWriter::openingOfStream(QByteArrayView extraHeaderLines) const
{
    const ResponseHead head{
        .framing = m_request.isHttp11() ? Framing::Chunked : Framing::Connection,
        .keepAlive = false,
        .contentType = "text/event-stream",
        .extraHeaderLines = extraHeaderLines,
    };
    return head.toBytes();
}

} // namespace BackState::Http

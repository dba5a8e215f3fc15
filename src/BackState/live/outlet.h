// Outlet: where frames go, to a stream or into the answer of a request. Internal.
#pragma once

#include <BackState/wire/stream_socket.h>

#include <QByteArray>

namespace BackState::Http {

// On loan from its caller, and never longer there than the stream or the answer.
class Outlet
{
public:
    explicit Outlet(StreamSocket *stream)
        : m_stream(stream)
    {
    }
    explicit Outlet(QByteArray *answer)
        : m_answer(answer)
    {
    }
    void
    write(const QByteArray &frames, StreamSocket::Sharing sharing = StreamSocket::Sharing::Own);

private:
    StreamSocket *m_stream = nullptr;
    QByteArray *m_answer = nullptr;
};

} // namespace BackState::Http

#include <BackState/live/outlet.h>

namespace BackState::Http {

void Outlet::write(const QByteArray &frames, StreamSocket::Sharing sharing)
{
    if (frames.isEmpty())
        return;
    if (m_stream)
        m_stream->write(frames, sharing);
    else if (m_answer)
        m_answer->append(frames);
}

} // namespace BackState::Http

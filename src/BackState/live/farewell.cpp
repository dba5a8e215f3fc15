#include <BackState/live/farewell.h>

#include <BackState/datastar/frame.h>
#include <BackState/wire/stream_socket.h>

#include <QTimer>

#include <algorithm>

namespace BackState::Http {

QByteArray reloadFrame()
{
    return (*Frame::executeScript("location.reload()")).bytes();
}

// Of a stream that is leaving.
class Farewell::Watcher final : public StreamSocket::Watcher
{
public:
    Watcher(Farewell &farewell, quint64 number)
        : m_farewell(farewell)
        , m_number(number)
    {
    }

    void closed() override
    {
        m_farewell.m_leaving.remove_if(
            [this](const Leaving &leaving) { return leaving.number == m_number; });
    }

private:
    Farewell &m_farewell;
    const quint64 m_number;
};

Farewell::~Farewell()
{
    for (const Leaving &leaving : m_leaving) {
        leaving.stream->unwatch();
        leaving.stream->abort();
    }
}

void Farewell::say(StreamSocket *stream, const QByteArray &frame, std::chrono::milliseconds after)
{
    const quint64 number = ++m_count;
    m_leaving.push_back({number, stream, frame});
    stream->watch(std::make_unique<Watcher>(*this, number));
    QTimer::singleShot(after, &m_context, [this, number] { finish(number); });
}

void Farewell::finish(quint64 number)
{
    const auto leaving
        = std::find_if(m_leaving.begin(), m_leaving.end(), [number](const Leaving &candidate) {
              return candidate.number == number;
          });
    if (leaving == m_leaving.end())
        return; // its browser ended it first
    StreamSocket *stream = leaving->stream;
    const QByteArray frame = leaving->frame;
    m_leaving.erase(leaving);
    stream->unwatch();
    if (!frame.isEmpty())
        stream->write(frame);
    stream->finish();
}

} // namespace BackState::Http

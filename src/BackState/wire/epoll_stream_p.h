// EpollStream: a stream on a descriptor of its own. Internal.
#pragma once

#include <BackState/wire/stream_socket.h>

#ifdef Q_OS_LINUX

#include <chrono>

namespace BackState::Http {

// Owns its descriptor, which its hub's epoll set watches.
class EpollStream final : public StreamSocket
{
public:
    EpollStream(StreamHub &hub, int descriptor, bool chunked);
    ~EpollStream() override;

    bool watch(); // false if the set can't take it
    void happened(quint32 events);

    static void setUnacknowledged(int descriptor, std::chrono::milliseconds time);

    // Calls happened() for what the set reports; at most one batch.
    static void dispatch(int epoll);

private:
    qsizetype transmit(const Span *spans, int count) override;
    void awaitWritable(bool wanted) override;
    void release(bool clean) override;
    bool hasDescriptor() const override { return true; }

    void discardInput();

    int m_epoll;
    int m_descriptor;
};

} // namespace BackState::Http

#endif

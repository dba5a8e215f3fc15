#include "epoll_stream_p.h"

#ifdef Q_OS_LINUX

#include <BackState/wire/stream_hub.h>

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace BackState::Http {

/*!
    \class BackState::Http::EpollStream
    \internal
    \brief A plain stream without a QTcpSocket.

    Qt's dispatchers ask the kernel about every socket in every turn, so each open QTcpSocket makes
    everything slower. An epoll set is itself a descriptor that can be watched: Qt sees one for
    any number of streams.
*/

namespace {

// The kernel keeps this much for a slow reader; more would only be older when it arrives.
constexpr int keptByKernel = 128 * 1024;

void setOption(int descriptor, int option, int value)
{
    ::setsockopt(descriptor, IPPROTO_TCP, option, &value, sizeof value);
}

} // namespace

EpollStream::EpollStream(StreamHub &hub, int descriptor, bool chunked)
    : StreamSocket(hub, chunked)
    , m_epoll(hub.m_epoll)
    , m_descriptor(descriptor)
{
    setOption(descriptor, TCP_NODELAY, 1);
    setOption(descriptor, TCP_NOTSENT_LOWAT, keptByKernel);
}

/*!
    Lets the kernel give up a peer that has confirmed nothing for \a time. The heartbeat makes sure
    that there is something to confirm.
*/
void EpollStream::setUnacknowledged(int descriptor, std::chrono::milliseconds time)
{
    setOption(descriptor, TCP_USER_TIMEOUT, int(time.count()));
}

EpollStream::~EpollStream()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

/*!
    Adds the descriptor to the hub's set. Returns \c false when the kernel refuses.
*/
bool EpollStream::watch()
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.ptr = this;
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_descriptor, &event) == 0;
}

/*!
    Reacts to what epoll reported. A peer that closed only its sending side is gone too: no
    browser does that and goes on reading.
*/
void EpollStream::happened(quint32 events)
{
    if (m_descriptor < 0) // ended by another stream's callback in the same batch
        return;
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
        fail();
        return;
    }
    if (events & EPOLLIN)
        discardInput();
    if (events & EPOLLOUT)
        resume();
}

/*!
    Reads one batch of events from \a epoll and hands them to their streams. What is left is
    reported again by the next turn of the event loop, after whatever else is waiting there.
*/
void EpollStream::dispatch(int epoll)
{
    epoll_event events[256];
    const int count = ::epoll_wait(epoll, events, 256, 0);
    for (int i = 0; i < count; ++i)
        static_cast<EpollStream *>(events[i].data.ptr)->happened(events[i].events);
}

qsizetype EpollStream::transmit(const Span *spans, int count)
{
    iovec vectors[maximumSpans];
    for (int i = 0; i < count; ++i)
        vectors[i] = {const_cast<char *>(spans[i].data), std::size_t(spans[i].size)};
    msghdr message{};
    message.msg_iov = vectors;
    message.msg_iovlen = std::size_t(count);
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(m_descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return sent;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ? 0 : -1;
}

void EpollStream::awaitWritable(bool wanted)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | (wanted ? quint32(EPOLLOUT) : 0);
    event.data.ptr = this;
    ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, m_descriptor, &event);
}

void EpollStream::release(bool clean)
{
    // Closing with unread bytes would reset the connection and take away what is under way.
    if (clean)
        ::shutdown(m_descriptor, SHUT_WR);
    discardInput();
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, m_descriptor, nullptr);
    ::close(m_descriptor);
    m_descriptor = -1;
}

// The peer of a stream has nothing to say. It is read 64 KiB a turn, so that it can't keep us busy.
void EpollStream::discardInput()
{
    char buffer[16 * 1024];
    for (int i = 0; i < 4; ++i) {
        if (::recv(m_descriptor, buffer, sizeof buffer, MSG_DONTWAIT) < ssize_t(sizeof buffer))
            return;
    }
}

} // namespace BackState::Http

#endif

// The yardstick for streams: one thread, one epoll set, and of HTTP only what a request line and a
// head need.
//
// GET /stream opens a stream, POST /change tells all of them one event, anything else is answered
// at once.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view streamHead
    = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
constexpr std::string_view answer
    = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n";

class Loop
{
public:
    bool listen();
    void run();

private:
    void accept();
    void read(int descriptor);
    void close(int descriptor);
    void tellAll();
    void watch(int descriptor) const;

    int m_listener = -1;
    int m_epoll = -1;
    int m_changes = 0;
    std::vector<int> m_streams;
    std::vector<int> m_places; // by descriptor, the index in m_streams, or -1
};

void send(int descriptor, std::string_view bytes)
{
    if (::send(descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        ::shutdown(descriptor, SHUT_RDWR);
}

bool Loop::listen()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) != 0
        || ::listen(m_listener, 4096) != 0
        || ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return false;
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    watch(m_listener);
    return true;
}

void Loop::watch(int descriptor) const
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void Loop::accept()
{
    for (;;) {
        const int descriptor
            = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (std::size_t(descriptor) >= m_places.size())
            m_places.resize(std::size_t(descriptor) * 2 + 64, -1);
        watch(descriptor);
    }
}

void Loop::close(int descriptor)
{
    int &place = m_places[std::size_t(descriptor)];
    if (place >= 0) {
        const int last = m_streams.back();
        m_streams[std::size_t(place)] = last;
        m_places[std::size_t(last)] = place;
        m_streams.pop_back();
        place = -1;
    }
    ::close(descriptor);
}

void Loop::read(int descriptor)
{
    char buffer[4096];
    const ssize_t size = ::recv(descriptor, buffer, sizeof buffer, 0);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN)
            close(descriptor);
        return;
    }
    const std::string_view request(buffer, std::size_t(size));
    if (request.starts_with("GET /stream")) {
        m_places[std::size_t(descriptor)] = int(m_streams.size());
        m_streams.push_back(descriptor);
        send(descriptor, streamHead);
        return;
    }
    if (request.starts_with("POST /change"))
        tellAll();
    send(descriptor, answer);
}

void Loop::tellAll()
{
    const std::string event = "event: datastar-patch-signals\ndata: signals {\"_Clock\":{\"count\":"
        + std::to_string(++m_changes) + "}}\n\n";
    for (const int stream : m_streams)
        send(stream, event);
}

void Loop::run()
{
    epoll_event events[256];
    for (;;) {
        const int count = ::epoll_wait(m_epoll, events, 256, -1);
        for (int i = 0; i < count; ++i) {
            if (events[i].data.fd == m_listener)
                accept();
            else
                read(events[i].data.fd);
        }
    }
}

} // namespace

int main()
{
    Loop loop;
    if (!loop.listen()) {
        std::perror("benchmark_loop");
        return 1;
    }
    loop.run();
}

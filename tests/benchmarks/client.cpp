#include "client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace {

constexpr double patience = 20; // seconds

// Each address has some 28,000 ports.
int dial(int port, int index)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        die(std::string("socket: ") + std::strerror(errno));
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const timeval limit{time_t(patience), 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + std::uint32_t(index / 20'000));
    sockaddr_in to = from;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(std::uint16_t(port));
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&from), sizeof from) != 0
        || ::connect(descriptor, reinterpret_cast<const sockaddr *>(&to), sizeof to) != 0)
        die(std::string("connect: ") + std::strerror(errno));
    return descriptor;
}

void sendAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            die(std::string("send: ") + std::strerror(errno));
        bytes.remove_prefix(std::size_t(sent));
    }
}

std::string between(const std::string &text, std::string_view before, std::string_view after)
{
    const std::size_t at = text.find(before);
    if (at == std::string::npos)
        die("a page lacks " + std::string(before));
    const std::size_t begin = at + before.size();
    return text.substr(begin, text.find_first_of(after, begin) - begin);
}

} // namespace

double seconds()
{
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

void die(const std::string &why)
{
    std::fprintf(stderr, "benchmarks: %s\n", why.c_str());
    std::exit(1);
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::string Response::header(std::string_view name) const
{
    const std::string wanted = "\r\n" + std::string(name) + ": ";
    const std::size_t at = head.find(wanted);
    if (at == std::string::npos)
        return {};
    const std::size_t begin = at + wanted.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

Connection::Connection(int port)
    : m_descriptor(dial(port, 0))
{
}

Connection::~Connection()
{
    ::close(m_descriptor);
}

void Connection::send(std::string_view request)
{
    sendAll(m_descriptor, request);
}

Response Connection::ask(std::string_view request)
{
    send(request);
    Response response;
    while (!receive(response)) { }
    return response;
}

bool Connection::receive(Response &response)
{
    char buffer[64 * 1024];
    const ssize_t size = ::recv(m_descriptor, buffer, sizeof buffer, 0);
    if (size <= 0)
        die("a connection was closed instead of an answer");
    m_received.append(buffer, std::size_t(size));
    const std::size_t end = m_received.find("\r\n\r\n");
    if (end == std::string::npos)
        return false;
    response.head = m_received.substr(0, end + 2);
    std::string length = response.header("Content-Length");
    if (length.empty())
        length = response.header("content-length");
    const std::size_t bodySize = std::size_t(std::atoll(length.c_str()));
    if (m_received.size() < end + 4 + bodySize)
        return false;
    response.status = std::atoi(response.head.c_str() + 9);
    response.body = m_received.substr(end + 4, bodySize);
    m_received.erase(0, end + 4 + bodySize);
    return true;
}

std::string request(
    std::string_view method,
    std::string_view path,
    const std::vector<std::string> &fields,
    std::string_view body)
{
    std::string text(method);
    text.append(" ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (const std::string &field : fields)
        text.append(field).append("\r\n");
    if (method == "POST")
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    return text.append("\r\n").append(body);
}

LoadedPage load(Connection &connection, std::string_view path, const std::string &cookie)
{
    std::vector<std::string> fields;
    if (!cookie.empty())
        fields.push_back("Cookie: " + cookie);
    const Response response = connection.ask(request("GET", path, fields));
    if (response.status != 200)
        die("a page was answered by " + std::to_string(response.status));
    LoadedPage page;
    const std::string prefix = "/backstate/stream/";
    page.tab = between(response.body, prefix, "'\"&<");
    page.stream = prefix + page.tab;
    page.cookie = cookie;
    if (cookie.empty()) {
        const std::string given = response.header("Set-Cookie");
        page.cookie = given.substr(0, given.find(';'));
    }
    return page;
}

std::string event(const LoadedPage &page, std::string_view path)
{
    return request(
        "POST",
        path,
        {"Cookie: " + page.cookie,
         "BackState-Tab: " + page.tab,
         "Datastar-Request: true",
         "Content-Type: application/json"},
        "{}");
}

Streams::Streams(int port, bool compressed)
    : m_port(port)
    , m_compressed(compressed)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
}

Streams::~Streams()
{
    for (const int descriptor : m_descriptors)
        ::close(descriptor);
    ::close(m_epoll);
}

void Streams::receiveHead(int descriptor) const
{
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
        const ssize_t size = ::recv(descriptor, buffer, sizeof buffer, 0);
        if (size <= 0)
            die("a stream was closed instead of opened");
        head.append(buffer, std::size_t(size));
    }
    if (head.find("text/event-stream") == std::string::npos)
        die("a stream was refused: " + head.substr(0, head.find("\r\n")));
}

void Streams::open(int count, const std::function<std::string(int)> &requestOf)
{
    constexpr int batch = 100; // that many are under way at a time
    for (int begin = 0; begin < count; begin += batch) {
        const int end = std::min(begin + batch, count);
        for (int i = begin; i < end; ++i) {
            m_descriptors.push_back(dial(m_port, i));
            sendAll(m_descriptors.back(), requestOf(i));
        }
        for (int i = begin; i < end; ++i) {
            receiveHead(m_descriptors[std::size_t(i)]);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u32 = std::uint32_t(i);
            ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_descriptors[std::size_t(i)], &event);
        }
    }
}

std::size_t Streams::quiet()
{
    std::size_t bytes = 0;
    epoll_event events[256];
    char buffer[4096];
    for (;;) {
        const int count = ::epoll_wait(m_epoll, events, 256, 100);
        if (count <= 0)
            return bytes;
        for (int i = 0; i < count; ++i) {
            const ssize_t size
                = ::recv(m_descriptors[events[i].data.u32], buffer, sizeof buffer, MSG_DONTWAIT);
            bytes += size > 0 ? std::size_t(size) : 0;
        }
    }
}

double Streams::untilAllAreTold(const std::function<void()> &change)
{
    std::vector<char> isTold(m_descriptors.size());
    std::size_t missing = isTold.size();
    epoll_event events[256];
    char buffer[4096];
    const double begin = seconds();
    change();
    while (missing > 0) {
        const int count = ::epoll_wait(m_epoll, events, 256, int(patience * 1000));
        if (count <= 0)
            die(std::to_string(missing) + " streams were not told of a change");
        for (int i = 0; i < count; ++i) {
            const std::uint32_t stream = events[i].data.u32;
            const ssize_t size = ::recv(m_descriptors[stream], buffer, sizeof buffer, MSG_DONTWAIT);
            if (size == 0)
                die("a stream was closed");
            if (size < 0)
                continue;
            const std::string_view told(buffer, std::size_t(size));
            if (!m_compressed && told.find("data: ") == std::string_view::npos)
                continue;
            missing -= isTold[stream] ? 0 : 1;
            isTold[stream] = 1;
        }
    }
    return seconds() - begin;
}

double requestsPerSecond(
    int port,
    int connections,
    double duration,
    const std::function<std::string(int)> &requestOf,
    int expected)
{
    std::vector<std::unique_ptr<Connection>> all;
    std::vector<std::string> requests;
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < connections; ++i) {
        all.push_back(std::make_unique<Connection>(port));
        requests.push_back(requestOf(i));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = std::uint32_t(i);
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, all.back()->descriptor(), &event);
    }
    const double begin = seconds();
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i]->send(requests[i]);
    long answered = 0;
    double now = begin;
    while (now < begin + duration) {
        epoll_event events[64];
        const int count = ::epoll_wait(epoll, events, 64, int(patience * 1000));
        if (count <= 0)
            die("no answer");
        for (int i = 0; i < count; ++i) {
            const std::uint32_t at = events[i].data.u32;
            Response response;
            if (!all[at]->receive(response))
                continue;
            if (response.status != expected)
                die("a request was answered by " + std::to_string(response.status));
            ++answered;
            all[at]->send(requests[at]);
        }
        now = seconds();
    }
    ::close(epoll);
    return double(answered) / (now - begin);
}

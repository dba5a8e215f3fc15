#include "crowd.h"

#include "browser.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

Crowd::Crowd(quint16 port, const QByteArray &name)
    : m_port(port)
    , m_key('"' + name + "\":")
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(m_epoll, QSocketNotifier::Read)
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { readAll(); });
}

Crowd::~Crowd()
{
    m_notifier.setEnabled(false);
    for (const auto &member : m_members) {
        const linger reset{1, 0}; // or its port would not be free for a minute
        ::setsockopt(member->descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        ::close(member->descriptor);
    }
    ::close(m_epoll);
}

bool Crowd::join(const std::vector<QByteArray> &requests)
{
    constexpr std::size_t batch = 500; // less than the server's backlog
    for (std::size_t at = 0; at < requests.size(); ++at) {
        if (!dial(requests[at]))
            return false;
        const bool isFull = (at + 1) % batch == 0 || at + 1 == requests.size();
        if (isFull && !waitUntil([this] { return m_answered == m_members.size(); }))
            return false;
    }
    return true;
}

bool Crowd::dial(const QByteArray &request)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return false;
    m_members.push_back(std::make_unique<Member>(Member{descriptor, {}}));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(m_port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = m_members.back().get();
    return ::connect(descriptor, reinterpret_cast<const sockaddr *>(&to), sizeof to) == 0
        && ::send(descriptor, request.constData(), std::size_t(request.size()), MSG_NOSIGNAL)
        == request.size()
        && ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

std::size_t Crowd::knowing(int number)
{
    if (m_number != number) {
        m_number = number;
        m_knowing = 0;
        for (const auto &member : m_members)
            m_knowing += member->number == number ? 1 : 0;
    }
    return m_knowing;
}

void Crowd::readAll()
{
    epoll_event events[256];
    const int count = ::epoll_wait(m_epoll, events, 256, 0);
    for (int i = 0; i < count; ++i)
        read(*static_cast<Member *>(events[i].data.ptr));
}

void Crowd::read(Member &member)
{
    char buffer[16 * 1024];
    const ssize_t size = ::recv(member.descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size <= 0) {
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, member.descriptor, nullptr);
        return;
    }
    QByteArray text = std::exchange(member.received, {});
    text.append(buffer, size);
    if (!member.isAnswered && text.contains("\r\n\r\n")) {
        member.isAnswered = true;
        m_answered += text.startsWith("HTTP/1.1 200 ") ? 1 : 0;
    }
    const qsizetype end = text.lastIndexOf("\n\n");
    const qsizetype at = text.lastIndexOf(m_key, end);
    if (at >= 0 && end >= 0) {
        m_knowing -= member.number == m_number ? 1 : 0;
        member.number = ::atoi(text.constData() + at + m_key.size());
        m_knowing += member.number == m_number ? 1 : 0;
    }
    if (end + 2 < text.size() || !member.isAnswered)
        member.received = text.mid(member.isAnswered && end >= 0 ? end + 2 : 0);
}

// A crowd of streams: thousands of tabs that listen, at the price of a descriptor each. On Linux.
#pragma once

#include <QByteArray>
#include <QSocketNotifier>

#include <memory>
#include <vector>

class Crowd
{
public:
    // What is noted of what each is told: the latest number after `name`, which is "level" in
    // {"level":7}.
    Crowd(quint16 port, const QByteArray &name);
    ~Crowd();
    Crowd(const Crowd &) = delete;
    Crowd &operator=(const Crowd &) = delete;

    // Opens a stream for each of these requests; false: one was not answered by 200.
    bool join(const std::vector<QByteArray> &requests);
    // How many were told this number last
    std::size_t knowing(int number);
    std::size_t size() const { return m_members.size(); }
    int descriptor(std::size_t at) const { return m_members[at]->descriptor; }

private:
    struct Member
    {
        int descriptor;
        QByteArray received; // that may be a part of something
        int number = -1;
        bool isAnswered = false;
    };

    bool dial(const QByteArray &request);
    void readAll();
    void read(Member &member);

    quint16 m_port;
    QByteArray m_key;
    int m_epoll;
    std::vector<std::unique_ptr<Member>> m_members;
    std::size_t m_answered = 0;
    std::size_t m_knowing = 0;
    int m_number = -1;
    QSocketNotifier m_notifier; // Qt's event loop has one descriptor more, not thousands
};

// The load generator: it makes requests, and opens many streams that are told something.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

double seconds(); // by a clock that only goes forward
[[noreturn]] void die(const std::string &why);

// The median: half of the values are less.
double median(std::vector<double> values);

struct Response
{
    int status = 0;
    std::string head;
    std::string body;

    std::string header(std::string_view name) const;
};

// One connection that is kept open. It ends the program when anything goes wrong, because a wrong
// number is worse than none.
class Connection
{
public:
    explicit Connection(int port);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    Response ask(std::string_view request);
    void send(std::string_view request);
    bool receive(Response &response); // returns false if the response is not whole yet

    int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
    std::string m_received;
};

std::string request(
    std::string_view method,
    std::string_view path,
    const std::vector<std::string> &fields = {},
    std::string_view body = {});

// What a loaded page gives its browser.
struct LoadedPage
{
    std::string stream; // path
    std::string tab;
    std::string cookie; // name=value
};
LoadedPage load(Connection &connection, std::string_view path, const std::string &cookie = {});
std::string event(const LoadedPage &page, std::string_view path);

class Streams
{
public:
    // Compressed streams are not looked into.
    explicit Streams(int port, bool compressed = false);
    ~Streams();
    Streams(const Streams &) = delete;
    Streams &operator=(const Streams &) = delete;

    // Opens that many streams. requestOf(i) is the request for the i-th.
    void open(int count, const std::function<std::string(int)> &requestOf);
    // Runs change, and returns the seconds from its beginning until each stream was told something.
    double untilAllAreTold(const std::function<void()> &change);
    std::size_t quiet(); // drops what comes until nothing comes, and returns how many bytes it was

private:
    void receiveHead(int descriptor) const;

    int m_port;
    bool m_compressed;
    int m_epoll;
    std::vector<int> m_descriptors;
};

// Makes as many requests as it can on that many connections, by request(connection), and returns
// how many that are in a second.
double requestsPerSecond(
    int port,
    int connections,
    double duration,
    const std::function<std::string(int)> &requestOf,
    int expected);

// What compression costs: processor time of the server, memory and bytes, each compared with the
// same without compression.
#include "cases.h"

namespace {

constexpr double micro = 1e6;
const std::vector<std::string> takesGzip{"Accept-Encoding: gzip"};

struct Cost
{
    double time = 0; // seconds of the server's processor, for one stream
    double bytes = 0; // received by one client
};

// The cost of one change that all streams are told.
Cost ofChange(const Setup &setup, bool isCompressed, std::string_view path, std::string_view method)
{
    Program server({setup.server, "5"});
    Connection connection(server.port());
    Streams streams(server.port(), isCompressed);
    openAll(
        streams,
        loadAll(connection, setup.streams, path),
        isCompressed ? takesGzip : std::vector<std::string>());
    streams.quiet();
    const std::string change = event(load(connection, path), method);
    const int count = setup.isQuick ? 2 : 20;
    Cost cost;
    for (int i = 0; i < count; ++i) {
        const double before = server.processorTime();
        connection.send(change);
        cost.bytes += double(streams.quiet()) / setup.streams / count;
        cost.time += (server.processorTime() - before) / count;
        Response response;
        while (!connection.receive(response)) { }
    }
    return cost;
}

// The cost of one event that one stream is told.
Cost ofEvent(const Setup &setup, bool isCompressed)
{
    Program server({setup.server, "5"});
    Connection connection(server.port());
    const std::vector<LoadedPage> pages = loadAll(connection, 1, "/work");
    Streams streams(server.port(), isCompressed);
    openAll(streams, pages, isCompressed ? takesGzip : std::vector<std::string>());
    streams.quiet();
    const std::string change = event(pages[0], "/Work/add?amount=1");
    const int count = setup.isQuick ? 20 : 10'000;
    const double before = server.processorTime();
    Cost cost;
    for (int i = 0; i < count; ++i) {
        connection.ask(change);
        if (i % 1000 == 999 || i + 1 == count)
            cost.bytes += double(streams.quiet()) / count;
    }
    cost.time = (server.processorTime() - before) / count;
    return cost;
}

Cost ofPage(const Setup &setup, const std::string &level, const std::string &encoding)
{
    Program server({setup.server, level});
    Connection connection(server.port());
    const LoadedPage page = load(connection, "/panel");
    std::vector<std::string> fields{"Cookie: " + page.cookie};
    if (!encoding.empty())
        fields.push_back("Accept-Encoding: " + encoding);
    const std::string ask = request("GET", "/panel", fields);
    const int count = setup.isQuick ? 20 : 2'000;
    Cost cost;
    const double before = server.processorTime();
    for (int i = 0; i < count; ++i)
        cost.bytes = double(connection.ask(ask).body.size());
    cost.time = (server.processorTime() - before) / count;
    return cost;
}

struct Memory // bytes for each stream
{
    double idle = 0;
    double told = 0; // after it alone was told something
};

Memory ofStream(const Setup &setup, bool isCompressed)
{
    Program server({setup.server, "5"});
    Connection connection(server.port());
    const int count = setup.isQuick ? 50 : 2'000;
    const std::vector<LoadedPage> pages = loadAll(connection, count, "/work");
    const double before = stat(server)[0];
    Streams streams(server.port(), isCompressed);
    openAll(streams, pages, isCompressed ? takesGzip : std::vector<std::string>());
    streams.quiet();
    Memory memory;
    memory.idle = (stat(server)[0] - before) / count;
    for (const LoadedPage &page : pages)
        connection.ask(event(page, "/Work/add?amount=1"));
    streams.quiet();
    memory.told = (stat(server)[0] - before) / count;
    return memory;
}

void add(Table &table, const std::string &name, const Cost &with, const Cost &without)
{
    table.add(name + ", processor time", with.time * micro, without.time * micro, "µs");
    table.add(name + ", bytes", with.bytes, without.bytes, "");
}

} // namespace

void measureCompression(const Setup &setup, Table &table)
{
    const std::string all = std::to_string(setup.streams) + " streams";
    add(table,
        "a number changes in " + all + ", gzip ÷ none",
        ofChange(setup, true, "/tab", "/Clock/tick"),
        ofChange(setup, false, "/tab", "/Clock/tick"));
    add(table,
        "2 kB of text change in " + all + ", gzip ÷ none",
        ofChange(setup, true, "/news", "/News/publish"),
        ofChange(setup, false, "/news", "/News/publish"));
    add(table,
        "an event told to its own stream, gzip ÷ none",
        ofEvent(setup, true),
        ofEvent(setup, false));
    const Cost plain = ofPage(setup, "5", {});
    for (const char *level : {"1", "5", "9"}) {
        for (const char *encoding : {"gzip", "br"})
            add(table,
                std::string("a page of 200 elements, ") + encoding + ' ' + level + " ÷ none",
                ofPage(setup, level, encoding),
                plain);
    }
    const Memory with = ofStream(setup, true), without = ofStream(setup, false);
    table.add(
        "memory that a stream adds to its tab, idle, gzip ÷ none",
        with.idle,
        without.idle,
        "bytes");
    table.add("the same after an event of its own", with.told / 1024, without.told / 1024, "KiB");
}

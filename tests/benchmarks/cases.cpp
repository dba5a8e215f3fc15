#include "cases.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace {

using Aim = Table::Aim;

constexpr double micro = 1e6;
constexpr double milli = 1e3;
constexpr double mebibyte = 1024 * 1024;

// The median time of a request, in seconds.
double latency(Connection &connection, const std::string &request, int count)
{
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const double begin = seconds();
        const Response response = connection.ask(request);
        times.push_back(seconds() - begin);
        if (response.status != 200 && response.status != 204)
            die("a request was answered by " + std::to_string(response.status));
    }
    return median(std::move(times));
}

} // namespace

std::vector<double> stat(const Program &server)
{
    Connection connection(server.otherPort());
    std::istringstream text(connection.ask(request("GET", "/stat")).body);
    std::vector<double> values(4);
    for (double &value : values)
        text >> value;
    return values;
}

std::vector<LoadedPage> loadAll(Connection &connection, int count, std::string_view path)
{
    std::vector<LoadedPage> pages;
    for (int i = 0; i < count; ++i)
        pages.push_back(
            load(connection, path)); // without a cookie, so each is a browser of its own
    return pages;
}

void openAll(
    Streams &streams, const std::vector<LoadedPage> &pages, const std::vector<std::string> &fields)
{
    streams.open(int(pages.size()), [&](int i) {
        const LoadedPage &page = pages[std::size_t(i)];
        std::vector<std::string> all{"Cookie: " + page.cookie, "Datastar-Request: true"};
        all.insert(all.end(), fields.begin(), fields.end());
        return request("GET", page.stream, all);
    });
}

namespace {

struct OfStreams
{
    double opening = 0;
    double probe = 0;
    double change = 0;
};

// Opens the streams by the given function, and measures the rest.
OfStreams ofStreams(
    int port,
    const Setup &setup,
    const std::function<void(Streams &)> &open,
    const std::string &probe,
    const std::string &change)
{
    OfStreams result;
    Streams streams(port);
    const double begin = seconds();
    open(streams);
    result.opening = seconds() - begin;
    streams.quiet();
    Connection connection(port);
    result.probe = latency(connection, probe, setup.isQuick ? 50 : 5000);
    std::vector<double> changes;
    for (int i = 0; i < (setup.isQuick ? 2 : 20); ++i) {
        changes.push_back(streams.untilAllAreTold([&] { connection.send(change); }));
        Response response;
        while (!connection.receive(response)) { }
        if (response.status >= 300)
            die("a change was answered by " + std::to_string(response.status));
        ::usleep(30'000); // an object's changes are at least 17 ms apart
    }
    result.change = median(std::move(changes));
    return result;
}

double eventLatency(int port, const Setup &setup)
{
    Connection connection(port);
    const LoadedPage page = load(connection, "/work");
    Streams own(port);
    openAll(own, {page});
    const double result
        = latency(connection, event(page, "/Work/add?amount=1"), setup.isQuick ? 50 : 5000);
    own.quiet();
    return result;
}

} // namespace

void measureStart(const Setup &setup, Table &table)
{
    const double begin = seconds();
    Program program({setup.server});
    Connection connection(program.port());
    load(connection, "/work");
    const double end = seconds();
    table.add("start to first answered page", (end - begin) * milli, 1, Aim::AtMost, 50, "ms");
    table.add("resident memory idle", program.resident() / mebibyte, 1, Aim::AtMost, 25, "MiB");
}

void measureStreams(const Setup &setup, Table &table)
{
    const std::string many = std::to_string(setup.streams) + " streams";
    OfStreams bare;
    {
        Program loop({setup.loop});
        bare = ofStreams(
            loop.port(),
            setup,
            [&](Streams &streams) {
                streams.open(setup.streams, [](int) { return request("GET", "/stream"); });
            },
            request("GET", "/probe"),
            request("POST", "/change"));
    }
    Program server({setup.server});
    Connection connection(server.port());
    std::vector<LoadedPage> few = loadAll(connection, 10, "/tab");
    Streams fewStreams(server.port());
    openAll(fewStreams, few);
    const double eventWithFew = eventLatency(server.port(), setup);

    const double allocated = stat(server)[0];
    const double resident = server.resident();
    const double begin = seconds();
    const std::vector<LoadedPage> pages = loadAll(connection, setup.streams, "/tab");
    const double loading = seconds() - begin;
    double allocatedPerStream = 0, residentPerStream = 0, eventWithMany = 0;
    const OfStreams ours = ofStreams(
        server.port(),
        setup,
        [&](Streams &streams) { openAll(streams, pages); },
        request("GET", "/backstate/health"),
        event(load(connection, "/tab"), "/Clock/tick"));
    {
        Streams streams(server.port());
        openAll(streams, pages);
        streams.quiet();
        allocatedPerStream = (stat(server)[0] - allocated) / setup.streams;
        residentPerStream = (server.resident() - resident) / setup.streams;
        eventWithMany = eventLatency(server.port(), setup);
    }
    table.add(
        "small request while " + many + " idle, p50",
        ours.probe * micro,
        bare.probe * micro,
        Aim::AtMost,
        1.5,
        "µs");
    table.add(
        "event while " + many + " of other objects idle ÷ with 10, p50",
        eventWithMany * micro,
        eventWithFew * micro,
        Aim::AtMost,
        2,
        "µs");
    table.add(
        "one change to " + many + ", until the last has it",
        ours.change * milli,
        bare.change * milli,
        Aim::AtMost,
        1.25,
        "ms");
    table.add("opening " + many, ours.opening * milli, bare.opening * milli, Aim::AtMost, 3, "ms");
    table.add(
        "memory per idle stream, allocated",
        allocatedPerStream / 1024,
        1,
        Aim::AtMost,
        4,
        "KiB");
    table.add(
        "memory per idle stream, resident",
        residentPerStream / 1024,
        1,
        Aim::AtMost,
        4,
        "KiB");
    char note[80];
    std::snprintf(
        note,
        sizeof note,
        "Loading a page of one of these tabs: %.0f µs.",
        loading / setup.streams * micro);
    table.note(note);
}

void measureMost(const Setup &setup, Table &table)
{
    const long allowed = openFilesAllowed() - 200; // the server keeps some for files and data bases
    const int most = int(std::min<long>(allowed, setup.most));
    Program server({setup.server});
    Connection connection(server.port());
    Streams few(server.port());
    openAll(few, loadAll(connection, 10, "/tab"));
    const double withFew = eventLatency(server.port(), setup);
    Streams streams(server.port());
    openAll(streams, loadAll(connection, most - 10, "/tab"));
    streams.quiet();
    const double withMost = eventLatency(server.port(), setup);
    table.add(
        "event while " + std::to_string(most) + " streams idle ÷ with 10, p50",
        withMost * micro,
        withFew * micro,
        Aim::AtMost,
        2,
        "µs");
    if (most < allowed)
        table.note(
            "The limit of open files is " + std::to_string(openFilesAllowed())
            + "; --most says how many are tried.");
}

void measureEvents(const Setup &setup, Table &table)
{
    const double duration = setup.isQuick ? 0.1 : 3;
    constexpr int connections = 32;
    double ours = 0, bare = 0, guessed = 0;
    {
        Program server({setup.server});
        Connection connection(server.port());
        const std::vector<LoadedPage> pages = loadAll(connection, connections, "/work");
        ours = requestsPerSecond(
            server.port(),
            connections,
            duration,
            [&](int i) { return event(pages[std::size_t(i)], "/Work/add?amount=1"); },
            200);
    }
    {
        Program qt({setup.qt});
        bare = requestsPerSecond(
            qt.port(),
            connections,
            duration,
            [](int) { return request("GET", "/sixty"); },
            200);
        guessed = requestsPerSecond(
            qt.port(),
            connections,
            duration,
            [](int) { return request("GET", "/guessed"); },
            200);
    }
    table.add(
        "events per second, 32 connections ÷ bare QHttpServer",
        ours,
        bare,
        Aim::AtLeast,
        0.6,
        "/s");
    table.add(
        "the same ÷ a route that returns a QByteArray, whose type Qt guesses",
        ours,
        guessed,
        Aim::AtLeast,
        0.6,
        "/s");
}

void measurePages(const Setup &setup, Table &table)
{
    const double duration = setup.isQuick ? 0.1 : 3;
    char path[] = "/tmp/backstate-benchmark-XXXXXX";
    double ours = 0, bare = 0, guessed = 0;
    {
        Program server({setup.server});
        Connection connection(server.port());
        const LoadedPage page = load(connection, "/panel");
        const std::string ask = request("GET", "/panel", {"Cookie: " + page.cookie});
        const std::string body = connection.ask(ask).body;
        const int file = ::mkstemp(path);
        if (file < 0 || ::write(file, body.data(), body.size()) != ssize_t(body.size()))
            die("no temporary file");
        ::close(file);
        ours = requestsPerSecond(server.port(), 8, duration, [&](int) { return ask; }, 200);
        table.note("The page of 200 elements has " + std::to_string(body.size() / 1000) + " kB.");
    }
    {
        Program qt({setup.qt, path});
        bare = requestsPerSecond(
            qt.port(),
            8,
            duration,
            [](int) { return request("GET", "/page"); },
            200);
        guessed = requestsPerSecond(
            qt.port(),
            8,
            duration,
            [](int) { return request("GET", "/bytes"); },
            200);
    }
    ::unlink(path);
    table.add(
        "pages of 200 elements per second ÷ the same bytes by QHttpServer",
        ours,
        bare,
        Aim::AtLeast,
        0.5,
        "/s");
    table.add(
        "the same ÷ a route that returns these bytes as a QByteArray, whose type Qt guesses",
        ours,
        guessed,
        Aim::AtLeast,
        0.5,
        "/s");
}

void measureRegions(const Setup &setup, Table &table)
{
    const int tabs = setup.isQuick ? 20 : 1000;
    Program server({setup.server});
    Connection connection(server.port());
    const auto built = [&](std::string_view path, std::size_t which) {
        Streams streams(server.port());
        openAll(streams, loadAll(connection, tabs, path));
        streams.quiet();
        const std::string change = event(load(connection, path), "/Stock/rename");
        const double before = stat(server)[which];
        streams.untilAllAreTold([&] {
            if (connection.ask(change).status >= 300)
                die("the change of the list was refused");
        });
        return stat(server)[which] - before;
    };
    const std::string shown = ", shown by " + std::to_string(tabs) + " tabs: ";
    table.add(
        "one of 1000 items changes" + shown + "regions built",
        built("/list", 1),
        1,
        Aim::AtMost,
        1,
        "");
    table.add(
        "one of 1000 items changes" + shown + "rows built",
        built("/rows", 3),
        1,
        Aim::AtMost,
        1,
        "");
}

// benchmarks [options] <our server> <the bare loop> <the bare QHttpServer>
//
// Runs every case against each in turn, several rounds, and prints a table of the ratios as
// Markdown.
//   --streams N  as many idle streams (10000)
//   --rounds N   (3)
//   --most N     in the case of very many (100000)
//   --only WORD  one case: start, streams, most, events, pages, regions, or compression, which is
//                run only so
//   --quick      finds out whether it works, and not how fast
#include "cases.h"
#include "client.h"
#include "program.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace {

constexpr std::pair<std::string_view, void (*)(const Setup &, Table &)> cases[] = {
    {"start", measureStart},
    {"streams", measureStreams},
    {"events", measureEvents},
    {"pages", measurePages},
    {"regions", measureRegions},
    {"most", measureMost},
    {"compression", measureCompression},
};

} // namespace

int main(int argc, char **argv)
{
    Setup setup;
    int rounds = 3;
    std::string_view only;
    std::vector<std::string> programs;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--quick")
            setup.isQuick = true;
        else if (argument == "--streams" && i + 1 < argc)
            setup.streams = std::atoi(argv[++i]);
        else if (argument == "--most" && i + 1 < argc)
            setup.most = std::atoi(argv[++i]);
        else if (argument == "--rounds" && i + 1 < argc)
            rounds = std::atoi(argv[++i]);
        else if (argument == "--only" && i + 1 < argc)
            only = argv[++i];
        else
            programs.emplace_back(argument);
    }
    if (programs.size() != 3)
        die("three programs are needed; see the head of main.cpp");
    setup.server = programs[0];
    setup.loop = programs[1];
    setup.qt = programs[2];
    prepareGenerator();
    Table table;
    for (int round = 1; round <= rounds; ++round) {
        std::fprintf(stderr, "Round %d of %d\n", round, rounds);
        for (const auto &[name, measure] : cases) {
            if (only.empty() ? name != "compression" || setup.isQuick : only == name)
                measure(setup, table);
        }
    }
    std::printf("%s", table.markdown().c_str());
}

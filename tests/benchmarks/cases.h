// What is measured, in one round each.
#pragma once

#include "table.h"

#include "client.h"
#include "program.h"

#include <string>
#include <vector>

struct Setup
{
    std::string server, loop, qt; // programs
    int streams = 10'000;
    int most = 100'000; // idle streams, if that many files may be open
    bool isQuick = false; // finds out whether it works, and not how fast
};

// What the cases have in common.
std::vector<LoadedPage> loadAll(Connection &connection, int count, std::string_view path);
void openAll(
    Streams &streams,
    const std::vector<LoadedPage> &pages,
    const std::vector<std::string> &fields = {});
// The counters of our server: bytes allocated, and regions, items and rows built.
std::vector<double> stat(const Program &server);

void measureStart(const Setup &setup, Table &table);
void measureStreams(const Setup &setup, Table &table);
void measureMost(const Setup &setup, Table &table);
void measureEvents(const Setup &setup, Table &table);
void measurePages(const Setup &setup, Table &table);
void measureCompression(const Setup &setup, Table &table); // run by itself, because it has no aim
void measureRegions(const Setup &setup, Table &table);

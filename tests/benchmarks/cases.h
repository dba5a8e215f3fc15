// What is measured, one round each.
#pragma once

#include "table.h"

#include <string>

struct Setup
{
    std::string server, loop, qt; // programs
    int streams = 10'000;
    int most = 100'000; // idle streams, if so many files may be open
    bool isQuick = false; // whether it works, not how fast
};

void measureStart(const Setup &setup, Table &table);
void measureStreams(const Setup &setup, Table &table);
void measureMost(const Setup &setup, Table &table);
void measureEvents(const Setup &setup, Table &table);
void measurePages(const Setup &setup, Table &table);
void measureRegions(const Setup &setup, Table &table);

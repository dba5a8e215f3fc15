// ServerStatistics: what a server is doing, in numbers.
#pragma once

#include <QMap>
#include <QString>

#include <chrono>

namespace BackState {

struct ServerStatistics
{
    int sessions = 0; // browsers that are known now
    int tabs = 0; // loaded pages
    int streams = 0; // open ones
    int connections = 0; // open, with the streams
    int connectionLimit = 0; // by the limit of open files, which listen() raises as far as it may
    int users = 0; // that are signed in
    QMap<QString, int> states = {}; // that the server made and that live now, by class
    QString store = {}; // what keeps values; empty: nothing does
    std::chrono::milliseconds uptime{0}; // since listen()
    qint64 pages = 0; // built since then
    qint64 events = 0; // called since then, and edits
};

} // namespace BackState

// ServerStatistics: what a server is doing, in numbers.
#pragma once

#include <QMap>
#include <QString>

#include <chrono>

namespace BackState {

/*!
    What a server is doing at the moment of Server::statistics(), in numbers. A value.
*/
struct ServerStatistics
{
    int sessions = 0; //!< Browsers that the server knows, by their cookies.
    int tabs = 0; //!< Loaded pages, also those that are kept without a stream.
    int streams = 0; //!< Open streams.
    int connections = 0; //!< Open connections, those of streams included.
    //! How many there may be, by the process's limit of open files; 0 while nothing is served.
    int connectionLimit = 0;
    int users = 0; //!< Users who are signed in, each counted once.
    //! How many objects of each class live now that the server made, by the name of the class.
    QMap<QString, int> states = {};
    QString store = {}; //!< What keeps values, in words; empty: nothing does.
    QString storeProblem
        = {}; //!< Why that can't be used now; empty: it can, for all that is known.
    qsizetype unsaved = 0; //!< Objects whose values are on their way to it, or wait for it.
    std::chrono::milliseconds uptime{0}; //!< Since the last listen().
    qint64 pages = 0; //!< Pages built since the server was made.
    qint64 events = 0; //!< Events called and edits sent since the server was made.
};

} // namespace BackState

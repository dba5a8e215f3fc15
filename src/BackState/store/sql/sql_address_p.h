// SqlAddress: where a database is. Internal.
#pragma once

#include <QString>

namespace BackState {

struct SqlAddress
{
    // ms that SQLite waits for another process. What is to be saved waits longer, and lets readers
    // go first meanwhile.
    static constexpr int busyTimeout = 1000;

    static SqlAddress of(const QString &urlOrFile);

    bool isFile() const; // of SQLite, and not in memory

    bool isSqlite = false;
    QString driver;
    QString database; // a file's path, or a name
    QString host;
    int port = -1;
    QString user;
    QString password;
    QString options; // for QSqlDatabase::setConnectOptions()
    QString description; // for people, without the password
    QString mistake; // a sentence for what is wrong with it; empty if nothing is
};

} // namespace BackState

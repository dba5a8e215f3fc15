// SqlAddress: where a database is. Internal.
#pragma once

#include <QString>

namespace BackState {

struct SqlAddress
{
    static SqlAddress of(const QString &urlOrFile);

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

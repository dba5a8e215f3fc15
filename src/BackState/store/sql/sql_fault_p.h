// SqlFault: why a database did not do something. Internal.
#pragma once

#include <QSqlError>
#include <QString>

namespace BackState {

// Its sentence contains no values.
struct SqlFault
{
    enum class Kind {
        Statement, // it would not work the next time either
        Lost, // the database is away: it may work later
        Unwritable, // it is locked, full or read-only for now, and can be read
        Claimed, // another server has it
        Damaged, // the file is none of SQLite, or its contents are in disorder
        Refused // the address or the database can never be used
    };

    static SqlFault ofSqlite(const QSqlError &error, bool isConnected);
    static SqlFault ofPostgres(const QSqlError &error, bool isConnected);

    // Whether the connection is of no use any more.
    bool isOfConnection() const { return kind == Kind::Lost || kind == Kind::Claimed; }

    Kind kind = Kind::Statement;
    QString sentence;
    bool isBusy = false; // another connection holds a lock of the file
};

} // namespace BackState

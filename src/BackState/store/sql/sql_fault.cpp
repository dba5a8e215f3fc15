#include "sql_fault_p.h"

namespace BackState {

namespace {

using Kind = SqlFault::Kind;

// Further lines may quote a statement, and with it values.
QString firstLine(const QSqlError &error)
{
    const QString text = error.databaseText();
    return text.isEmpty() ? error.driverText() : text.section(u'\n', 0, 0);
}

bool isOfConnection(const QSqlError &error, bool isConnected)
{
    return error.type() == QSqlError::ConnectionError || !isConnected;
}

// https://www.sqlite.org/rescode.html
constexpr int busy = 5;
constexpr int locked = 6;

int sqliteCode(const QSqlError &error)
{
    return error.nativeErrorCode().toInt() & 0xff; // extended codes end in the plain one
}

// Qt's driver takes many errors for those of a connection, so their codes are asked first.
Kind kindOfSqlite(const QSqlError &error, bool isConnected)
{
    switch (sqliteCode(error)) {
    case busy:
    case locked:
    case 8: // read-only
    case 13: // full
        return Kind::Unwritable;
    case 10: // I/O
    case 14: // can't open
        return Kind::Lost;
    case 11: // corrupt
    case 26: // not a database
        return Kind::Damaged;
    default: break;
    }
    const bool areTablesGone = error.databaseText().startsWith(u"no such table: backstate_");
    return areTablesGone || isOfConnection(error, isConnected) ? Kind::Lost : Kind::Statement;
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
Kind kindOfPostgres(const QSqlError &error, bool isConnected)
{
    const QString code = error.nativeErrorCode();
    if (isOfConnection(error, isConnected))
        return Kind::Lost;
    // A read-only transaction, as on a standby, and a full disk.
    if (code == u"25006" || code == u"53100")
        return Kind::Unwritable;
    // The classes of connection, resources, an operator's intervention, and the system. Without a
    // code it never reached the server.
    if (code == u"42P01") // the tables are gone: another connection makes them
        return Kind::Lost;
    const bool isAway = code.isEmpty() || code.startsWith(u"08") || code.startsWith(u"53")
        || code.startsWith(u"57") || code.startsWith(u"58");
    return isAway ? Kind::Lost : Kind::Statement;
}

} // namespace

SqlFault SqlFault::ofSqlite(const QSqlError &error, bool isConnected)
{
    const int code = sqliteCode(error);
    return {kindOfSqlite(error, isConnected), firstLine(error), code == busy || code == locked};
}

SqlFault SqlFault::ofPostgres(const QSqlError &error, bool isConnected)
{
    return {kindOfPostgres(error, isConnected), firstLine(error), false};
}

} // namespace BackState

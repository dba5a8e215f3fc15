// SqlConnection: the tables and statements of a store, on one connection. Internal.
#pragma once

#include "sql_address_p.h"
#include "sql_queue_p.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <memory>

namespace BackState {

// Why something did not work. Its sentence contains no values.
struct SqlFault
{
    enum class Kind {
        Statement, // it would not work the next time either
        Lost, // the database is away: it may work later
        Unwritable, // it is locked, full or read-only for now, and can be read
        Refused // the address or the database can never be used
    };
    Kind kind = Kind::Statement;
    QString sentence;
};

// Lives in one thread, from open() to close().
class SqlConnection
{
public:
    explicit SqlConnection(const SqlAddress &address);
    ~SqlConnection();
    SqlConnection(const SqlConnection &) = delete;
    SqlConnection &operator=(const SqlConnection &) = delete;

    bool isOpen() const { return m_statements != nullptr; }
    std::optional<SqlFault> open(); // connects, makes the tables or brings them up to date
    void close();

    std::optional<SqlFault> save(SqlJobs &jobs); // all of them, or none
    // Does any other job, whose promise is finished unless there is a fault.
    std::optional<SqlFault> run(SqlJob &job);

private:
    struct Statements;

    std::optional<SqlFault> connect();
    std::optional<SqlFault> useWal();
    std::optional<SqlFault> updateSchema();
    std::optional<SqlFault> updateSchemaLocked();
    // Nothing if there are no tables.
    std::optional<SqlFault> readVersion(std::optional<int> &version);
    std::optional<SqlFault> updateSchemaFrom(int version);
    std::optional<SqlFault> prepare();
    std::optional<SqlFault> end(std::optional<SqlFault> fault);
    std::optional<SqlFault> execute(const QString &statement);
    std::optional<SqlFault> execute(QSqlQuery &query);
    std::optional<SqlFault> load(SqlJob &job);
    SqlFault faultOf(const QSqlError &error);
    SqlFault::Kind kindOf(const QSqlError &error);

    const SqlAddress &m_address;
    const QString m_name; // of the connection
    QSqlDatabase m_database;
    std::unique_ptr<Statements> m_statements;
};

} // namespace BackState

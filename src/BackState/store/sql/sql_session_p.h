// SqlSession: one connection to a database, and what went wrong on it. Internal.
#pragma once

#include "sql_address_p.h"
#include "sql_fault_p.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <optional>

namespace BackState {

// Lives in one thread.
class SqlSession
{
public:
    explicit SqlSession(const SqlAddress &address);
    ~SqlSession();
    SqlSession(const SqlSession &) = delete;
    SqlSession &operator=(const SqlSession &) = delete;

    std::optional<SqlFault> open();
    void close(); // its queries have to be gone

    bool isSqlite() const { return m_address.isSqlite; }
    const SqlAddress &address() const { return m_address; }
    const QSqlDatabase &database() const { return m_database; }

    std::optional<SqlFault> execute(const QString &statement) const;
    std::optional<SqlFault> execute(QSqlQuery &query) const;
    // The first value that a statement brings; one that is not valid if it brings none.
    std::optional<SqlFault> ask(const QString &statement, QVariant &answer) const;
    // Commits a transaction unless one of its statements had a fault.
    std::optional<SqlFault> end(std::optional<SqlFault> fault) const;
    SqlFault faultOf(const QSqlError &error) const;

private:
    const SqlAddress &m_address;
    const QString m_name; // of the connection
    QSqlDatabase m_database;
};

} // namespace BackState

#include "sql_session_p.h"

#include <QUuid>
#include <QVariant>

namespace BackState {

using namespace Qt::StringLiterals;

SqlSession::SqlSession(const SqlAddress &address)
    : m_address(address)
    , m_name(u"backstate-"_s + QUuid::createUuid().toString(QUuid::Id128))
{
}

SqlSession::~SqlSession()
{
    close();
}

std::optional<SqlFault> SqlSession::open()
{
    close();
    m_database = QSqlDatabase::addDatabase(m_address.driver, m_name);
    m_database.setDatabaseName(m_address.database);
    m_database.setHostName(m_address.host);
    m_database.setPort(m_address.port);
    m_database.setUserName(m_address.user);
    m_database.setPassword(m_address.password);
    m_database.setConnectOptions(m_address.options);
    if (m_database.open())
        return std::nullopt;
    SqlFault fault = faultOf(m_database.lastError());
    if (fault.kind == SqlFault::Kind::Statement)
        fault.kind = SqlFault::Kind::Lost;
    return fault;
}

void SqlSession::close()
{
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

std::optional<SqlFault> SqlSession::execute(const QString &statement) const
{
    QSqlQuery query(m_database);
    if (query.exec(statement))
        return std::nullopt;
    return faultOf(query.lastError());
}

std::optional<SqlFault> SqlSession::execute(QSqlQuery &query) const
{
    if (query.exec())
        return std::nullopt;
    return faultOf(query.lastError());
}

std::optional<SqlFault> SqlSession::ask(const QString &statement, QVariant &answer) const
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(statement))
        return faultOf(query.lastError());
    answer = query.next() ? query.value(0) : QVariant();
    return std::nullopt;
}

std::optional<SqlFault> SqlSession::end(std::optional<SqlFault> fault) const
{
    if (!fault)
        fault = execute(u"COMMIT"_s);
    if (fault)
        execute(u"ROLLBACK"_s);
    return fault;
}

SqlFault SqlSession::faultOf(const QSqlError &error) const
{
    return isSqlite() ? SqlFault::ofSqlite(error, m_database.isOpen())
                      : SqlFault::ofPostgres(error, m_database.isOpen());
}

} // namespace BackState

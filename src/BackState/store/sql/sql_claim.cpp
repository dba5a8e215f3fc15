#include "sql_claim_p.h"

#include "sql_file_p.h"

#include <QVariant>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

constexpr auto inMemory = u":memory:";

// Our own, of PostgreSQL's locks. The second number is one of the schema that has the tables.
constexpr int lockNumber = 4207849;

QString statement(const char *function)
{
    return u"SELECT %1(%2, hashtext(current_schema()))"_s.arg(QLatin1StringView(function))
        .arg(lockNumber);
}

SqlAddress lockFileOf(const SqlAddress &address)
{
    SqlAddress lock = address;
    lock.database += u".lock"_s;
    lock.options = u"QSQLITE_BUSY_TIMEOUT=0"_s; // who has it has it for long
    return lock;
}

SqlFault claimed(const SqlAddress &address)
{
    return {
        SqlFault::Kind::Claimed,
        u"another server keeps its values in %1"_s.arg(address.description),
        true};
}

} // namespace

SqlClaim::SqlClaim(const SqlAddress &address)
    : m_lockFile(lockFileOf(address))
    , m_isFile(address.isSqlite && address.database != inMemory)
{
}

SqlClaim::~SqlClaim() = default;

std::optional<SqlFault> SqlClaim::take(const SqlSession &session)
{
    if (!m_isWanted || m_isHeld)
        return std::nullopt;
    std::optional<SqlFault> fault;
    if (!session.isSqlite())
        fault = takeOnServer(session);
    else if (m_isFile)
        fault = takeFile();
    m_isHeld = !fault;
    return fault;
}

// Where the lock can't be written at all, neither can the values.
std::optional<SqlFault> SqlClaim::takeFile()
{
    SqlFile::make(m_lockFile.database);
    auto file = std::make_unique<SqlSession>(m_lockFile);
    auto fault = file->open();
    if (!fault)
        fault = file->execute(u"BEGIN EXCLUSIVE"_s);
    if (!fault)
        m_file = std::move(file);
    else if (fault->isBusy)
        return claimed(m_lockFile);
    return std::nullopt;
}

// A connection that broke may have the lock for as long as the server does not notice that.
std::optional<SqlFault> SqlClaim::takeOnServer(const SqlSession &session)
{
    QVariant isTaken;
    auto fault = session.ask(statement("pg_try_advisory_lock"), isTaken);
    if (!fault && !isTaken.toBool() && m_process != 0)
        fault = session.execute(
            u"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
            u"classid::bigint = %1 AND pid = %2"_s.arg(lockNumber)
                .arg(m_process));
    if (fault)
        return fault;
    if (!isTaken.toBool())
        return claimed(session.address());
    QVariant process;
    fault = session.ask(u"SELECT pg_backend_pid()"_s, process);
    m_process = process.toInt();
    return fault;
}

void SqlClaim::letGo(const SqlSession &session)
{
    m_isWanted = false;
    m_process = 0;
    if (!std::exchange(m_isHeld, false))
        return;
    m_file.reset();
    if (!session.isSqlite())
        session.execute(statement("pg_advisory_unlock"));
}

void SqlClaim::lost()
{
    if (!m_isFile)
        m_isHeld = false;
}

} // namespace BackState

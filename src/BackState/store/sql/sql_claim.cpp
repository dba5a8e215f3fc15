#include "sql_claim_p.h"

#include <QLoggingCategory>
#include <QUuid>
#include <QVariant>

#include <chrono>
#include <utility>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcStore, "backstate.store", QtInfoMsg)

// Our own, of PostgreSQL's locks. The second number is one of the schema that has the tables.
constexpr int lockNumber = 4207849;

// For how long the one that had a claim may come back to it, before another one takes it.
constexpr std::chrono::milliseconds comeback = std::chrono::seconds(3);

QString statement(const char *function)
{
    return u"SELECT %1(%2, hashtext(coalesce(current_schema(), '')))"_s
        .arg(QLatin1StringView(function))
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
    : m_isOfFile(address.isFile())
    , m_lockAddress(lockFileOf(address))
    , m_lock(m_isOfFile ? m_lockAddress.database : QString())
    , m_name(QUuid::createUuid().toString(QUuid::Id128))
{
}

SqlClaim::~SqlClaim() = default;

// Where the lock can't be written the store may be read all the same, so it is used without.
std::optional<SqlFault> SqlClaim::takeFile()
{
    if (!m_isWanted || m_isHeld || !m_isOfFile)
        return std::nullopt;
    m_lock.make();
    auto session = std::make_unique<SqlSession>(m_lockAddress);
    auto fault = session->open();
    if (!fault)
        fault = session->execute(u"BEGIN EXCLUSIVE"_s);
    if (fault && fault->isBusy)
        return claimed(m_lockAddress);
    if (fault) {
        if (!std::exchange(m_isToldOfFault, true))
            qCWarning(lcStore).noquote()
                << "nothing keeps other servers from using" << m_lockAddress.description
                << "at the same time:" << m_lockAddress.database + u": "_s + fault->sentence;
        return std::nullopt;
    }
    m_lockSession = std::move(session);
    m_lock.remember();
    m_isHeld = true;
    return std::nullopt;
}

// A connection that broke may have the lock for as long as the server does not notice that.
std::optional<SqlFault> SqlClaim::takeOnServer(const SqlSession &session)
{
    if (!m_isWanted || m_isHeld || session.isSqlite())
        return std::nullopt;
    QVariant isTaken;
    auto fault = session.ask(statement("pg_try_advisory_lock"), isTaken);
    if (!fault && !isTaken.toBool() && m_process != 0)
        fault = session.execute(
            u"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
            u"classid::bigint = %1 AND pid = %2"_s.arg(lockNumber)
                .arg(m_process));
    if (fault)
        return fault;
    if (!isTaken.toBool()) {
        m_turn = QDeadlineTimer(QDeadlineTimer::Forever);
        return claimed(session.address());
    }
    if (!isMyTurn(session)) {
        session.execute(statement("pg_advisory_unlock"));
        return claimed(session.address());
    }
    QVariant process;
    fault = session.ask(u"SELECT pg_backend_pid()"_s, process);
    m_process = process.toInt();
    m_isHeld = !fault;
    return fault;
}

// Whoever had it and did not let go has ended, or lost its connection and is about to come back,
// with what it accepted meanwhile.
bool SqlClaim::isMyTurn(const SqlSession &session)
{
    QVariant holder;
    const auto fault = session.ask(u"SELECT holder FROM backstate_schema"_s, holder);
    if (fault || holder.isNull() || holder.toString() == m_name)
        return true; // also where there are no tables yet, or older ones
    if (m_turn.isForever())
        m_turn = QDeadlineTimer(comeback);
    return m_turn.hasExpired();
}

void SqlClaim::sign(const SqlSession &session)
{
    if (!m_isHeld || m_isSigned || session.isSqlite())
        return;
    m_isSigned = !session.execute(u"UPDATE backstate_schema SET holder = '"_s + m_name + u'\'');
}

void SqlClaim::letGo(const SqlSession &session)
{
    m_isWanted = false;
    m_process = 0;
    m_lockSession.reset();
    m_turn = QDeadlineTimer(QDeadlineTimer::Forever);
    if (!std::exchange(m_isHeld, false) || session.isSqlite())
        return;
    if (std::exchange(m_isSigned, false))
        session.execute(
            u"UPDATE backstate_schema SET holder = NULL WHERE holder = '"_s + m_name + u'\'');
    session.execute(statement("pg_advisory_unlock"));
}

void SqlClaim::lost()
{
    if (m_isOfFile && !isFileGone())
        return;
    m_lockSession.reset();
    m_isHeld = false;
    m_isSigned = false;
}

} // namespace BackState

#include "sql_schema_p.h"

#include <QStringList>
#include <QVariant>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

// What each version of the tables adds to the one before. Never change a step, only add steps. The
// third counts the time of expires_at by how long the store was in use (ran), in place of the time
// of day, whose clock may be set.
QList<QStringList> steps(bool isSqlite)
{
    const QString now = isSqlite ? u"CAST(strftime('%s', 'now') AS INTEGER) * 1000"_s
                                 : u"CAST(extract(epoch FROM now()) * 1000 AS BIGINT)"_s;
    return {
        {u"CREATE TABLE backstate_states (name_space TEXT NOT NULL, owner TEXT NOT NULL, data TEXT "
         u"NOT NULL, expires_at BIGINT, PRIMARY KEY (name_space, owner))"_s},
        {u"CREATE INDEX backstate_states_expires_at ON backstate_states (expires_at)"_s},
        {u"ALTER TABLE backstate_states ADD COLUMN version BIGINT NOT NULL DEFAULT 1"_s,
         u"ALTER TABLE backstate_schema ADD COLUMN ran BIGINT NOT NULL DEFAULT 0"_s,
         u"ALTER TABLE backstate_schema ADD COLUMN holder TEXT"_s,
         u"UPDATE backstate_states SET expires_at = expires_at - "_s + now}};
}

// Another process may be about to do the same. This lock of PostgreSQL lasts as long as the
// transaction.
constexpr auto schemaLock = "SELECT pg_advisory_xact_lock(4207849261)";

// A table may have many rows. It lasts as long as well.
constexpr auto noTimeout = "SET LOCAL statement_timeout = 0";

// Nothing if there are no tables.
std::optional<SqlFault> readVersion(const SqlSession &session, std::optional<qsizetype> &version)
{
    QVariant answer;
    auto fault = session.ask(
        session.isSqlite() ? u"SELECT name FROM sqlite_master WHERE name = 'backstate_schema'"_s
                           : u"SELECT 1 WHERE to_regclass('backstate_schema') IS NOT NULL"_s,
        answer);
    if (fault || !answer.isValid())
        return fault;
    fault = session.ask(u"SELECT version FROM backstate_schema"_s, answer);
    if (answer.isValid())
        version = answer.toInt();
    return fault;
}

std::optional<SqlFault> updateFrom(const SqlSession &session, qsizetype version)
{
    const QList<QStringList> all = steps(session.isSqlite());
    for (const QStringList &step : all.sliced(version)) {
        for (const QString &statement : step) {
            if (auto fault = session.execute(statement))
                return fault;
        }
    }
    return session.execute(
        u"UPDATE backstate_schema SET version = "_s + QString::number(all.size()));
}

SqlFault tooNew(const SqlSession &session, qsizetype version, qsizetype newest)
{
    return {
        SqlFault::Kind::Refused,
        u"SqlStore: the tables in %1 are of version %2, and this program knows %3 at most: "
        u"use a newer one"_s.arg(session.address().description)
            .arg(version)
            .arg(newest),
        false};
}

std::optional<SqlFault> updateLocked(const SqlSession &session, qsizetype newest, bool &isMade)
{
    std::optional<qsizetype> version;
    auto fault = readVersion(session, version);
    if (fault)
        return fault;
    isMade = !version;
    if (!version) {
        fault = session.execute(u"CREATE TABLE backstate_schema (version INTEGER NOT NULL)"_s);
        if (!fault)
            fault = session.execute(u"INSERT INTO backstate_schema (version) VALUES (0)"_s);
    }
    if (!fault && version.value_or(0) > newest)
        fault = tooNew(session, *version, newest);
    return fault ? fault : updateFrom(session, version.value_or(0));
}

} // namespace

std::optional<SqlFault> updateSqlSchema(const SqlSession &session, bool &isMade)
{
    isMade = false;
    const qsizetype newest = steps(session.isSqlite()).size();
    std::optional<qsizetype> version;
    auto fault = readVersion(session, version);
    if (fault || version == newest)
        return fault;
    // All of it is one transaction, so that two processes that start together don't get into each
    // other's way.
    fault = session.execute(session.isSqlite() ? u"BEGIN IMMEDIATE"_s : u"BEGIN"_s);
    if (!fault && !session.isSqlite())
        fault = session.execute(QString::fromLatin1(schemaLock));
    if (!fault && !session.isSqlite())
        fault = session.execute(QString::fromLatin1(noTimeout));
    if (!fault)
        fault = updateLocked(session, newest, isMade);
    return session.end(std::move(fault));
}

} // namespace BackState

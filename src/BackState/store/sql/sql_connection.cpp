#include "sql_connection_p.h"

#include <BackState/text/reading.h>

#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QThread>
#include <QUuid>
#include <QVariant>

#include <chrono>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

// What each version of the tables adds to the one before. Never change a step, only add steps.
const QList<QStringList> &steps()
{
    static const QList<QStringList> all{
        {u"CREATE TABLE backstate_states (name_space TEXT NOT NULL, owner TEXT NOT NULL, data TEXT "
         u"NOT NULL, expires_at BIGINT, PRIMARY KEY (name_space, owner))"_s},
        {u"CREATE INDEX backstate_states_expires_at ON backstate_states (expires_at)"_s}};
    return all;
}

// Another process may be about to do the same. This lock of PostgreSQL lasts as long as the
// transaction.
constexpr auto schemaLock = "SELECT pg_advisory_xact_lock(4207849261)";

constexpr auto statementTimeout = "SET statement_timeout = 10000"; // ms

QVariant now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QVariant expiry(const SqlJob &job)
{
    return job.expiresAt ? QVariant(*job.expiresAt) : QVariant(QMetaType::fromType<qint64>());
}

// Further lines may quote a statement, and with it values.
QString firstLine(const QSqlError &error)
{
    const QString text = error.databaseText();
    return text.isEmpty() ? error.driverText() : text.section(u'\n', 0, 0);
}

// Makes it for its owner alone, for the values may be anybody's. SQLite gives its other files the
// same permissions.
void makeFile(const QString &path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (!file.exists() && file.open(QIODevice::NewOnly | QIODevice::WriteOnly))
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

} // namespace

struct SqlConnection::Statements
{
    explicit Statements(const QSqlDatabase &database)
        : load(database)
        , save(database)
        , remove(database)
        , exists(database)
        , cleanup(database)
    {
    }

    QSqlQuery load;
    QSqlQuery save;
    QSqlQuery remove;
    QSqlQuery exists;
    QSqlQuery cleanup;
};

SqlConnection::SqlConnection(const SqlAddress &address)
    : m_address(address)
    , m_name(u"backstate-"_s + QUuid::createUuid().toString(QUuid::Id128))
{
}

SqlConnection::~SqlConnection()
{
    close();
}

void SqlConnection::close()
{
    m_statements.reset();
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

std::optional<SqlFault> SqlConnection::open()
{
    close();
    auto fault = connect();
    if (!fault)
        fault = updateSchema();
    if (!fault)
        fault = prepare();
    if (fault)
        close();
    return fault;
}

std::optional<SqlFault> SqlConnection::connect()
{
    using Kind = SqlFault::Kind;
    if (!m_address.mistake.isEmpty())
        return SqlFault{Kind::Refused, m_address.mistake};
    if (!QSqlDatabase::isDriverAvailable(m_address.driver))
        return SqlFault{
            Kind::Refused,
            u"SqlStore: Qt's driver %1 is not there: install it (Debian: %2)"_s.arg(
                m_address.driver,
                m_address.isSqlite ? u"libqt6sql6-sqlite"_s : u"libqt6sql6-psql"_s)};
    if (m_address.isSqlite && m_address.database != u":memory:")
        makeFile(m_address.database);
    m_database = QSqlDatabase::addDatabase(m_address.driver, m_name);
    m_database.setDatabaseName(m_address.database);
    m_database.setHostName(m_address.host);
    m_database.setPort(m_address.port);
    m_database.setUserName(m_address.user);
    m_database.setPassword(m_address.password);
    m_database.setConnectOptions(m_address.options);
    if (!m_database.open())
        return SqlFault{Kind::Lost, firstLine(m_database.lastError())};
    if (!m_address.isSqlite)
        return execute(QString::fromLatin1(statementTimeout));
    const auto fault = useWal();
    return fault ? fault : execute(u"PRAGMA synchronous = NORMAL"_s);
}

// The file remembers it. Whoever changes it is told at once that another one does so too, and does
// not wait for him; and a file that can't be written stays as it is.
std::optional<SqlFault> SqlConnection::useWal()
{
    constexpr std::chrono::milliseconds pause(10);
    const QDeadlineTimer deadline{std::chrono::seconds(1)};
    for (;;) {
        QSqlQuery query(m_database);
        if (!query.exec(u"PRAGMA journal_mode"_s) || !query.next())
            return faultOf(query.lastError());
        if (query.value(0).toString() != u"delete")
            return std::nullopt;
        query.finish();
        const auto fault = execute(u"PRAGMA journal_mode = WAL"_s);
        if (!fault)
            return std::nullopt;
        if (fault->kind != SqlFault::Kind::Unwritable || deadline.hasExpired())
            return fault->kind == SqlFault::Kind::Unwritable ? std::nullopt : fault;
        QThread::msleep(static_cast<unsigned long>(pause.count()));
    }
}

// Tables that are up to date need no lock, so that they can be read while others write, and where
// nobody can.
std::optional<SqlFault> SqlConnection::updateSchema()
{
    std::optional<int> version;
    auto fault = readVersion(version);
    if (fault || version == steps().size())
        return fault;
    // All of it is one transaction, so that two processes that start together don't get into each
    // other's way.
    fault = execute(m_address.isSqlite ? u"BEGIN IMMEDIATE"_s : u"BEGIN"_s);
    if (!fault && !m_address.isSqlite)
        fault = execute(QString::fromLatin1(schemaLock));
    if (!fault)
        fault = updateSchemaLocked();
    return end(std::move(fault));
}

std::optional<SqlFault> SqlConnection::updateSchemaLocked()
{
    std::optional<int> version;
    auto fault = readVersion(version);
    if (fault)
        return fault;
    if (!version) {
        fault = execute(u"CREATE TABLE backstate_schema (version INTEGER NOT NULL)"_s);
        if (!fault)
            fault = execute(u"INSERT INTO backstate_schema (version) VALUES (0)"_s);
    }
    if (!fault && version.value_or(0) > steps().size())
        fault = SqlFault{
            SqlFault::Kind::Refused,
            u"SqlStore: the tables in %1 are of version %2, and this program knows %3 at most: "
            u"use a newer one"_s.arg(m_address.description)
                .arg(*version)
                .arg(steps().size())};
    return fault ? fault : updateSchemaFrom(version.value_or(0));
}

std::optional<SqlFault> SqlConnection::readVersion(std::optional<int> &version)
{
    QSqlQuery query(m_database);
    const QString find = m_address.isSqlite
        ? u"SELECT name FROM sqlite_master WHERE name = 'backstate_schema'"_s
        : u"SELECT 1 WHERE to_regclass('backstate_schema') IS NOT NULL"_s;
    if (!query.exec(find))
        return faultOf(query.lastError());
    if (!query.next())
        return std::nullopt;
    if (!query.exec(u"SELECT version FROM backstate_schema"_s))
        return faultOf(query.lastError());
    if (query.next())
        version = query.value(0).toInt();
    return std::nullopt;
}

std::optional<SqlFault> SqlConnection::updateSchemaFrom(int version)
{
    const qsizetype newest = steps().size();
    for (qsizetype step = version; step < newest; ++step) {
        for (const QString &statement : steps().at(step)) {
            if (auto fault = execute(statement))
                return fault;
        }
    }
    return execute(u"UPDATE backstate_schema SET version = "_s + QString::number(newest));
}

std::optional<SqlFault> SqlConnection::prepare()
{
    auto statements = std::make_unique<Statements>(m_database);
    const std::pair<QSqlQuery *, QString> all[] = {
        {&statements->load,
         u"SELECT data FROM backstate_states WHERE name_space = ? AND owner = ? "
         "AND (expires_at IS NULL OR expires_at > ?)"_s},
        {&statements->save,
         u"INSERT INTO backstate_states (name_space, owner, data, expires_at) VALUES (?, ?, ?, ?) "
         "ON CONFLICT (name_space, owner) DO UPDATE SET data = excluded.data, expires_at = "
         "excluded.expires_at"_s},
        {&statements->remove,
         u"DELETE FROM backstate_states WHERE name_space = ? AND owner = ? "
         "AND (expires_at IS NULL OR expires_at > ?)"_s},
        {&statements->exists,
         u"SELECT 1 FROM backstate_states WHERE name_space = ? AND owner = ? "
         "AND (expires_at IS NULL OR expires_at > ?)"_s},
        {&statements->cleanup, u"DELETE FROM backstate_states WHERE expires_at <= ?"_s}};
    for (const auto &[query, text] : all) {
        query->setForwardOnly(true);
        if (!query->prepare(text))
            return faultOf(query->lastError());
    }
    m_statements = std::move(statements);
    return std::nullopt;
}

// Commits a transaction unless one of its statements had a fault.
std::optional<SqlFault> SqlConnection::end(std::optional<SqlFault> fault)
{
    if (!fault)
        fault = execute(u"COMMIT"_s);
    if (fault)
        execute(u"ROLLBACK"_s);
    return fault;
}

std::optional<SqlFault> SqlConnection::execute(const QString &statement)
{
    QSqlQuery query(m_database);
    if (query.exec(statement))
        return std::nullopt;
    return faultOf(query.lastError());
}

std::optional<SqlFault> SqlConnection::execute(QSqlQuery &query)
{
    if (query.exec())
        return std::nullopt;
    return faultOf(query.lastError());
}

SqlFault SqlConnection::faultOf(const QSqlError &error)
{
    return {kindOf(error), firstLine(error)};
}

SqlFault::Kind SqlConnection::kindOf(const QSqlError &error)
{
    using Kind = SqlFault::Kind;
    const bool isUnconnected = error.type() == QSqlError::ConnectionError || !m_database.isOpen();
    const QString code = error.nativeErrorCode();
    if (m_address.isSqlite) { // whose driver takes many errors for those of a connection
        switch (code.toInt() & 0xff) { // extended codes have the plain one in their lowest byte
        case 5: // busy
        case 6: // locked
        case 8: // read-only
        case 13: // full
            return Kind::Unwritable;
        case 10: // I/O
        case 14: // can't open
            return Kind::Lost;
        default: return isUnconnected ? Kind::Lost : Kind::Statement;
        }
    }
    if (isUnconnected)
        return Kind::Lost;
    // A read-only transaction, as on a standby, and a full disk.
    if (code == u"25006" || code == u"53100")
        return Kind::Unwritable;
    // The classes of connection, resources, an operator's intervention, and the system. Without a
    // code it never reached the server.
    const bool isAway = code.isEmpty() || code.startsWith(u"08") || code.startsWith(u"53")
        || code.startsWith(u"57") || code.startsWith(u"58");
    return isAway ? Kind::Lost : Kind::Statement;
}

std::optional<SqlFault> SqlConnection::save(SqlJobs &jobs)
{
    auto fault = execute(u"BEGIN"_s);
    QSqlQuery &query = m_statements->save;
    for (auto job = jobs.begin(); job != jobs.end() && !fault; ++job) {
        query.bindValue(0, job->key.nameSpace);
        query.bindValue(1, job->key.owner);
        query.bindValue(
            2,
            QString::fromUtf8(QJsonDocument(job->values).toJson(QJsonDocument::Compact)));
        query.bindValue(3, expiry(*job));
        fault = execute(query);
    }
    return end(std::move(fault));
}

std::optional<SqlFault> SqlConnection::run(SqlJob &job)
{
    QSqlQuery *query = nullptr;
    switch (job.kind) {
    case SqlJob::Kind::Load: return load(job);
    case SqlJob::Kind::Remove: query = &m_statements->remove; break;
    case SqlJob::Kind::Exists: query = &m_statements->exists; break;
    case SqlJob::Kind::Cleanup:
        query = &m_statements->cleanup;
        query->bindValue(0, now());
        break;
    case SqlJob::Kind::Save: Q_UNREACHABLE();
    }
    if (job.answered) {
        query->bindValue(0, job.key.nameSpace);
        query->bindValue(1, job.key.owner);
        query->bindValue(2, now());
    }
    if (auto fault = execute(*query))
        return fault;
    if (job.answered) {
        job.answered->addResult(
            job.kind == SqlJob::Kind::Exists ? query->next() : query->numRowsAffected() > 0);
        job.answered->finish();
    } else {
        job.cleaned->addResult(qsizetype(query->numRowsAffected()));
        job.cleaned->finish();
    }
    query->finish();
    return std::nullopt;
}

std::optional<SqlFault> SqlConnection::load(SqlJob &job)
{
    QSqlQuery &query = m_statements->load;
    query.bindValue(0, job.key.nameSpace);
    query.bindValue(1, job.key.owner);
    query.bindValue(2, now());
    if (auto fault = execute(query))
        return fault;
    std::optional<QJsonObject> values;
    if (query.next()) {
        const QJsonDocument document = Private::readJson(query.value(0).toString().toUtf8());
        if (document.isObject())
            values = document.object();
        else
            return SqlFault{
                SqlFault::Kind::Statement,
                u"what is kept for this "_s + job.key.nameSpace + u" is no JSON object"_s};
    }
    query.finish();
    job.loaded->addResult(std::move(values));
    job.loaded->finish();
    return std::nullopt;
}

} // namespace BackState

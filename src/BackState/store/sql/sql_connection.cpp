#include "sql_connection_p.h"

#include "sql_schema_p.h"
#include <BackState/text/reading.h>

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QThread>
#include <QVariant>

#include <chrono>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

constexpr auto statementTimeout = "SET statement_timeout = 10000"; // ms

// A server finds out within half a minute that this process, or its machine, is gone, and gives
// what it claimed to the next one.
constexpr auto keepAlive = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; "
                           "SET tcp_keepalives_count = 3";

// Of a version that is none.
constexpr qint64 noVersion = -1;

QVariant number(qint64 number)
{
    return QVariant::fromValue(number);
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
        , writeClock(database)
    {
    }

    QSqlQuery load;
    QSqlQuery save;
    QSqlQuery remove;
    QSqlQuery exists;
    QSqlQuery cleanup;
    QSqlQuery writeClock;
};

SqlConnection::SqlConnection(const SqlAddress &address)
    : m_address(address)
    , m_session(address)
    , m_claim(address)
    , m_file(address.isFile() ? address.database : QString())
{
}

SqlConnection::~SqlConnection()
{
    if (isOpen()) {
        finish();
        m_claim.letGo(m_session);
    }
    close();
}

// What the time would bring is no loss: nobody is waited for.
void SqlConnection::finish()
{
    if (m_address.isSqlite)
        m_session.execute(u"PRAGMA busy_timeout = 0"_s);
    writeClock();
    if (m_address.isSqlite)
        m_session.execute(u"PRAGMA busy_timeout = "_s + QString::number(SqlAddress::busyTimeout));
}

void SqlConnection::close()
{
    const bool isGone = m_file.isGone(); // another one may be in its place
    m_isMadeAnew = m_isMadeAnew || isGone; // whoever has values saves them again
    m_file.forget();
    m_statements.reset();
    m_session.close();
    m_claim.lost();
    if (isGone)
        m_file.setLogAside(); // else it would be played back over the other one
}

// A server's claims end with a connection, also where nobody notices for want of anything to do.
bool SqlConnection::isGone()
{
    QVariant answer;
    return !m_address.isSqlite && m_session.ask(u"SELECT 1"_s, answer).has_value();
}

// Another server may have the file, and know best what is to be done with it: nothing of it is
// touched before the claim.
std::optional<SqlFault> SqlConnection::open()
{
    close();
    bool isMade = false;
    auto fault = check();
    if (!fault)
        fault = m_claim.takeFile();
    if (!fault)
        fault = connect();
    if (!fault)
        fault = m_claim.takeOnServer(m_session);
    if (!fault)
        fault = updateSqlSchema(m_session, isMade);
    m_isMadeAnew = m_isMadeAnew || (isMade && m_wasOpen);
    if (!fault)
        fault = readClock();
    if (!fault)
        fault = prepare();
    if (!fault)
        m_claim.sign(m_session);
    if (fault)
        close();
    else
        m_wasOpen = true;
    return fault;
}

std::optional<SqlFault> SqlConnection::check() const
{
    using Kind = SqlFault::Kind;
    if (!m_address.mistake.isEmpty())
        return SqlFault{Kind::Refused, m_address.mistake, false};
    if (QSqlDatabase::isDriverAvailable(m_address.driver))
        return std::nullopt;
    return SqlFault{
        Kind::Refused,
        u"SqlStore: Qt's driver %1 is not there: install it (Debian: %2)"_s.arg(
            m_address.driver,
            m_address.isSqlite ? u"libqt6sql6-sqlite"_s : u"libqt6sql6-psql"_s),
        false};
}

std::optional<SqlFault> SqlConnection::connect()
{
    m_file.make();
    auto fault = m_session.open();
    if (!fault && !m_address.isSqlite)
        fault = m_session.execute(QString::fromLatin1(statementTimeout));
    if (!fault && !m_address.isSqlite && !m_address.host.startsWith(u'/'))
        fault = m_session.execute(QString::fromLatin1(keepAlive));
    if (fault || !m_address.isSqlite)
        return fault;
    m_file.remember();
    fault = useWal();
    return fault ? fault : m_session.execute(u"PRAGMA synchronous = NORMAL"_s);
}

// The file remembers it. Whoever changes it is told at once that another one does so too, and does
// not wait for him; and a file that can't be written stays as it is.
std::optional<SqlFault> SqlConnection::useWal()
{
    constexpr std::chrono::milliseconds pause(10);
    const QDeadlineTimer deadline{std::chrono::seconds(1)};
    for (;;) {
        QVariant mode;
        auto fault = m_session.ask(u"PRAGMA journal_mode"_s, mode);
        if (fault || mode.toString() != u"delete")
            return fault;
        fault = m_session.execute(u"PRAGMA journal_mode = WAL"_s);
        if (!fault)
            return std::nullopt;
        if (fault->kind != SqlFault::Kind::Unwritable || deadline.hasExpired())
            return fault->kind == SqlFault::Kind::Unwritable ? std::nullopt : fault;
        QThread::msleep(static_cast<unsigned long>(pause.count()));
    }
}

std::optional<SqlFault> SqlConnection::prepare()
{
    auto statements = std::make_unique<Statements>(m_session.database());
    const std::pair<QSqlQuery *, QString> all[] = {
        {&statements->load,
         u"SELECT data, version FROM backstate_states WHERE name_space = ? AND owner = ? "
         "AND (expires_at IS NULL OR expires_at > ?)"_s},
        // Not over other values than those it was made from. Its own may be there already, if the
        // connection broke before that was told.
        {&statements->save,
         u"INSERT INTO backstate_states (name_space, owner, data, expires_at, version) "
         "VALUES (?, ?, ?, ?, ?) ON CONFLICT (name_space, owner) DO UPDATE SET "
         "data = excluded.data, expires_at = excluded.expires_at, version = excluded.version "
         "WHERE ? OR backstate_states.version = ? OR backstate_states.version = excluded.version "
         "OR backstate_states.expires_at <= ?"_s},
        {&statements->remove,
         u"DELETE FROM backstate_states WHERE name_space = ? AND owner = ? "
         "AND (expires_at IS NULL OR expires_at > ?)"_s},
        {&statements->exists,
         u"SELECT 1 FROM backstate_states WHERE name_space = ? AND owner = ? "
         "AND (expires_at IS NULL OR expires_at > ?)"_s},
        {&statements->cleanup, u"DELETE FROM backstate_states WHERE expires_at <= ?"_s},
        {&statements->writeClock, u"UPDATE backstate_schema SET ran = ? WHERE ran < ?"_s}};
    for (const auto &[query, text] : all) {
        query->setForwardOnly(true);
        if (!query->prepare(text))
            return m_session.faultOf(query->lastError());
    }
    m_statements = std::move(statements);
    return std::nullopt;
}

std::optional<SqlFault> SqlConnection::readClock()
{
    QVariant ran;
    auto fault = m_session.ask(u"SELECT ran FROM backstate_schema"_s, ran);
    if (!fault)
        m_clock.join(ran.toLongLong());
    return fault;
}

std::optional<SqlFault> SqlConnection::writeClock()
{
    QSqlQuery &query = m_statements->writeClock;
    query.bindValue(0, number(m_clock.now()));
    query.bindValue(1, number(m_clock.now()));
    auto fault = m_session.execute(query);
    if (!fault)
        m_clock.written();
    return fault;
}

std::optional<SqlFault> SqlConnection::save(SqlJobs &jobs)
{
    auto fault = m_session.execute(u"BEGIN"_s);
    for (auto job = jobs.begin(); job != jobs.end() && !fault; ++job)
        fault = save(*job);
    if (!fault && m_clock.isDue())
        fault = writeClock();
    return m_session.end(std::move(fault));
}

std::optional<SqlFault> SqlConnection::save(SqlJob &job)
{
    using std::chrono::milliseconds;
    const qint64 now = m_clock.now();
    const bool isForEver = job.timeToLive.count() == 0;
    QSqlQuery &query = m_statements->save;
    query.bindValue(0, job.key.nameSpace);
    query.bindValue(1, job.key.owner);
    query.bindValue(2, QString::fromUtf8(QJsonDocument(job.values).toJson(QJsonDocument::Compact)));
    query.bindValue(
        3,
        isForEver ? QVariant(QMetaType::fromType<qint64>())
                  : number(now + milliseconds(job.timeToLive).count()));
    query.bindValue(4, number(qint64(job.version)));
    query.bindValue(5, !job.madeFrom.has_value());
    query.bindValue(6, number(job.madeFrom ? qint64(*job.madeFrom) : noVersion));
    query.bindValue(7, number(now));
    auto fault = m_session.execute(query);
    job.isConflict = !fault && query.numRowsAffected() == 0;
    bool wasThere = false;
    for (auto key = job.former.cbegin(); key != job.former.cend() && !fault; ++key)
        fault = remove(*key, wasThere);
    return fault;
}

std::optional<SqlFault> SqlConnection::remove(const StoreKey &key, bool &wasThere)
{
    QSqlQuery &query = m_statements->remove;
    query.bindValue(0, key.nameSpace);
    query.bindValue(1, key.owner);
    query.bindValue(2, number(m_clock.now()));
    auto fault = m_session.execute(query);
    wasThere = !fault && query.numRowsAffected() > 0;
    return fault;
}

std::optional<SqlFault> SqlConnection::run(SqlJob &job)
{
    switch (job.kind) {
    case SqlJob::Kind::Load: return load(job);
    case SqlJob::Kind::Remove:
    case SqlJob::Kind::Exists: return removeOrFind(job);
    case SqlJob::Kind::Cleanup: return cleanUp(job);
    case SqlJob::Kind::Claim:
    case SqlJob::Kind::Release: return takeOrRelease(job);
    case SqlJob::Kind::Save: break;
    }
    Q_UNREACHABLE();
}

std::optional<SqlFault> SqlConnection::removeOrFind(SqlJob &job)
{
    bool wasThere = false;
    std::optional<SqlFault> fault;
    if (job.kind == SqlJob::Kind::Remove) {
        fault = remove(job.key, wasThere);
    } else {
        QSqlQuery &query = m_statements->exists;
        query.bindValue(0, job.key.nameSpace);
        query.bindValue(1, job.key.owner);
        query.bindValue(2, number(m_clock.now()));
        fault = m_session.execute(query);
        wasThere = !fault && query.next();
        query.finish();
    }
    if (fault)
        return fault;
    job.answered->addResult(wasThere);
    job.answered->finish();
    return std::nullopt;
}

std::optional<SqlFault> SqlConnection::cleanUp(SqlJob &job)
{
    QSqlQuery &query = m_statements->cleanup;
    query.bindValue(0, number(m_clock.now()));
    auto fault = m_session.execute(query);
    const qsizetype removed = fault ? 0 : qsizetype(query.numRowsAffected());
    if (!fault)
        fault = writeClock();
    if (fault)
        return fault;
    job.cleaned->addResult(removed);
    job.cleaned->finish();
    return std::nullopt;
}

std::optional<SqlFault> SqlConnection::takeOrRelease(SqlJob &job)
{
    std::optional<SqlFault> fault;
    if (job.kind == SqlJob::Kind::Claim) {
        fault = m_claim.takeFile();
        if (!fault)
            fault = m_claim.takeOnServer(m_session);
        if (!fault)
            m_claim.sign(m_session);
    } else {
        finish();
        m_claim.letGo(m_session);
    }
    if (!fault)
        job.succeed();
    return fault;
}

std::optional<SqlFault> SqlConnection::load(SqlJob &job)
{
    QSqlQuery &query = m_statements->load;
    query.bindValue(0, job.key.nameSpace);
    query.bindValue(1, job.key.owner);
    query.bindValue(2, number(m_clock.now()));
    if (auto fault = m_session.execute(query))
        return fault;
    std::optional<KeptValues> kept;
    if (query.next()) {
        const QJsonDocument document = Private::readJson(query.value(0).toString().toUtf8());
        if (!document.isObject())
            return SqlFault{
                SqlFault::Kind::Statement,
                u"what is kept for this "_s + job.key.nameSpace + u" is no JSON object"_s,
                false};
        kept.emplace(document.object(), query.value(1).toULongLong());
    }
    query.finish();
    job.loaded->addResult(std::move(kept));
    job.loaded->finish();
    return std::nullopt;
}

} // namespace BackState

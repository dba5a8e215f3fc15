#include "sql_worker_p.h"

#include <QLoggingCategory>

#include <utility>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcStore, "backstate.store", QtInfoMsg)

// The pause between two attempts to reach a database that is away.
constexpr std::chrono::milliseconds firstPause(250);
constexpr std::chrono::milliseconds longestPause = std::chrono::seconds(2);
// The same while another server has it, which may let go at any time.
constexpr std::chrono::milliseconds claimedPause(100);

// How long nothing comes before it is looked whether the database is still there.
constexpr std::chrono::milliseconds idle = std::chrono::seconds(1);

} // namespace

SqlWorker::SqlWorker(Means means)
    : m_means(std::move(means))
    , m_address(m_means.address)
    , m_queue(m_means.queue)
    , m_pause(firstPause)
{
    setObjectName(u"SqlStore"_s);
}

void SqlWorker::run()
{
    m_queue.waitForFirst();
    SqlConnection connection(m_address);
    while (!m_queue.isOver()) {
        if (connection.isOpen() || reach(connection))
            goOn(connection);
    }
    drop();
}

void SqlWorker::goOn(SqlConnection &connection)
{
    SqlJobs jobs = m_queue.take(idle);
    // What could not be written may be another one by now: a file whose permissions are others, a
    // server that took the place of one that failed.
    const bool isTriedAgain = m_isBlocked && !m_isNew && !jobs.empty() && !jobs.front().isRead();
    const bool isGone = jobs.empty() && connection.isGone(); // and its claim with it
    if (isTriedAgain || isGone || noteFile(connection)) {
        m_queue.putBack(std::move(jobs));
        connection.close();
        reach(connection);
    } else if (!jobs.empty()) {
        work(connection, std::move(jobs));
    }
}

bool SqlWorker::reach(SqlConnection &connection)
{
    connection.claim().setWanted(m_queue.isClaimWanted());
    const auto fault = connection.open();
    if (!fault) {
        m_isProven = false;
        m_isNew = true;
        noteClaim(connection.claim().isHeld());
        if (!m_isLost || m_queue.isEmpty())
            noteFound();
        if (connection.takeMadeAnew())
            m_means.tell(StateStore::News::Emptied);
        return true;
    }
    if (fault->kind == SqlFault::Kind::Damaged)
        setAside(connection, *fault);
    else if (fault->kind == SqlFault::Kind::Refused)
        refuseAll(fault->sentence);
    else
        noteLost(*fault);
    return false;
}

void SqlWorker::refuseAll(const QString &sentence)
{
    qCCritical(lcStore).noquote() << sentence;
    m_queue.refuse(sentence);
    while (!m_queue.isOver())
        m_queue.waitForClose(std::chrono::hours(1));
}

bool SqlWorker::noteFile(SqlConnection &connection)
{
    if (!connection.isFileGone())
        return false;
    qCCritical(lcStore).noquote()
        << m_address.description
        << "was deleted or replaced while it was in use: what is in memory is saved again, unless "
           "the new file has something else";
    return true;
}

void SqlWorker::setAside(SqlConnection &connection, const SqlFault &fault)
{
    connection.close();
    const QString name = m_means.setsAside ? connection.setAside() : QString();
    if (name.isEmpty())
        refuseAll(
            u"SqlStore: %1 is damaged, or no database: %2. Move it away, or bring it back from "
            u"a backup"_s.arg(m_address.description, fault.sentence));
    else
        qCCritical(lcStore).noquote()
            << m_address.description << "is damaged, or no database:" << fault.sentence + u'.'
            << "It was set aside as" << name << "and a new one is begun";
}

// While the database is away, nobody else can have it who was not there before.
void SqlWorker::noteClaim(bool isHeld)
{
    if (std::exchange(m_isClaimed, isHeld) != isHeld)
        m_means.tell(isHeld ? StateStore::News::Returned : StateStore::News::TakenAway);
}

void SqlWorker::noteFound()
{
    if (std::exchange(m_isLost, false) && !std::exchange(m_isAnothers, false)) {
        qCInfo(lcStore).noquote() << m_address.description
                                  << "is back: what was kept is written now";
        m_pause = firstPause;
    }
    m_queue.found();
}

void SqlWorker::noteLost(const SqlFault &fault)
{
    m_isAnothers = fault.kind == SqlFault::Kind::Claimed;
    if (!m_isLost && !m_isAnothers)
        qCWarning(lcStore).noquote()
            << m_address.description
            << "can't be used, and values are kept until it can:" << fault.sentence;
    m_isLost = true;
    m_isBlocked = false;
    if (m_isAnothers) {
        noteClaim(false);
        m_queue.lose({Error::Kind::Conflict, {}, fault.sentence});
    } else {
        m_queue.lose({Error::Kind::Unavailable, {}, u"the database can't be reached"_s});
    }
    if (!m_queue.isOver())
        m_queue.waitForClose(m_isAnothers ? claimedPause : nextPause());
}

// What the next attempt waits for.
std::chrono::milliseconds SqlWorker::nextPause()
{
    return std::exchange(m_pause, std::min(m_pause * 2, longestPause));
}

void SqlWorker::noteUnwritable(SqlJobs jobs, const SqlFault &fault)
{
    if (!std::exchange(m_isBlocked, true))
        qCWarning(lcStore).noquote()
            << m_address.description
            << "can't be written, and values are kept until it can:" << fault.sentence;
    if (std::exchange(m_isLost, false))
        m_queue.found(); // it can be read
    m_queue.putBack(std::move(jobs));
    m_queue.block(u"the database can't be written now"_s, nextPause());
}

void SqlWorker::noteWritten()
{
    if (!std::exchange(m_isBlocked, false))
        return;
    qCInfo(lcStore).noquote() << m_address.description
                              << "can be written again: what was kept is written now";
    m_pause = firstPause;
    m_queue.unblock();
}

void SqlWorker::work(SqlConnection &connection, SqlJobs jobs)
{
    const bool areSaves = jobs.front().isSave();
    m_isNew = m_isNew && jobs.front().isRead();
    if (jobs.front().kind == SqlJob::Kind::Claim)
        connection.claim().setWanted(true);
    const auto fault = areSaves ? save(connection, jobs) : connection.run(jobs.front());
    if (fault && fault->kind == SqlFault::Kind::Unwritable && !jobs.front().isRead()) {
        noteUnwritable(std::move(jobs), *fault);
        return;
    }
    if (fault && fault->kind == SqlFault::Kind::Damaged) {
        m_queue.putBack(std::move(jobs));
        setAside(connection, *fault);
        return;
    }
    if (fault && (fault->isOfConnection() || fault->kind == SqlFault::Kind::Unwritable)) {
        connection.close();
        m_queue.putBack(std::move(jobs));
        // Another connection may be all that is needed: it is tried at once.
        if (!m_isProven || fault->kind == SqlFault::Kind::Claimed)
            noteLost(*fault);
        return;
    }
    noteProven();
    if (!fault && jobs.front().kind == SqlJob::Kind::Release)
        m_isClaimed = false; // the server knows
    else if (!fault && jobs.front().kind == SqlJob::Kind::Claim)
        noteClaim(connection.claim().isHeld());
    if (fault)
        refuse(jobs, *fault);
    else if (!areSaves && !jobs.front().isRead())
        noteWritten();
}

// To be called before anybody hears that a job was done: the next call must not be told that the
// database is away.
void SqlWorker::noteProven()
{
    m_isProven = true;
    if (m_isLost)
        noteFound();
}

void SqlWorker::refuse(SqlJobs &jobs, const SqlFault &fault)
{
    if (std::exchange(m_refusal, fault.sentence) != fault.sentence)
        qCWarning(lcStore).noquote()
            << m_address.description << "refused a statement:" << fault.sentence;
    for (SqlJob &job : jobs)
        job.fail({Error::Kind::Invalid, {}, u"the database refused it: "_s + fault.sentence});
    jobs.clear();
}

// Saves all at once or, when the database takes offence at one of them, one after the other. What
// is left in jobs is neither written nor refused.
std::optional<SqlFault> SqlWorker::save(SqlConnection &connection, SqlJobs &jobs)
{
    auto fault = connection.save(jobs);
    if (!fault) {
        noteProven();
        noteWritten();
        for (SqlJob &job : jobs)
            job.succeed();
        jobs.clear();
    }
    if (!fault || fault->kind != SqlFault::Kind::Statement || jobs.size() == 1)
        return fault;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        SqlJobs single;
        single.push_back(std::move(jobs[i]));
        fault = connection.save(single);
        if (!fault) {
            noteProven();
            noteWritten();
            single.front().succeed();
        } else if (fault->kind == SqlFault::Kind::Statement) {
            refuse(single, *fault);
        } else { // lost in the middle: this one and those after it are still to be written
            jobs[i] = std::move(single.front());
            jobs.erase(jobs.begin(), jobs.begin() + std::ptrdiff_t(i));
            return fault;
        }
    }
    jobs.clear();
    return std::nullopt;
}

// Called at the end, for what could not be written in time.
void SqlWorker::drop()
{
    SqlJobs left = m_queue.takeAll();
    const auto lost
        = std::count_if(left.begin(), left.end(), [](const SqlJob &job) { return job.isSave(); });
    if (lost > 0)
        qCCritical(lcStore).noquote()
            << m_address.description << "was not reached in time: the last values of" << lost
            << "objects are lost";
    for (SqlJob &job : left)
        job.fail({Error::Kind::Unavailable, {}, u"the store was closed"_s});
}

} // namespace BackState

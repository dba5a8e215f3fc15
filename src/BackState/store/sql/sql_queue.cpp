#include "sql_queue_p.h"

#include <algorithm>
#include <iterator>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t savesAtOnce = 100; // in one transaction

// Between two attempts when the queue was closed.
constexpr std::chrono::milliseconds atTheEnd(100);

Error unavailable(const QString &why)
{
    return {Error::Kind::Unavailable, {}, why};
}

} // namespace

void SqlQueue::push(SqlJob job)
{
    std::optional<Error> error;
    {
        const QMutexLocker lock(&m_mutex);
        if (job.kind == SqlJob::Kind::Claim || job.kind == SqlJob::Kind::Release)
            m_isClaimWanted = job.kind == SqlJob::Kind::Claim;
        error = whyNot(job);
        if (!error)
            append(std::move(job));
    }
    if (error)
        job.fail(*error);
}

std::optional<Error> SqlQueue::whyNot(const SqlJob &job) const
{
    if (m_refused)
        return m_refused;
    if (m_lost && !job.isSave())
        return m_lost;
    if (savesMustWait() && !job.isSave() && !job.isRead())
        return m_blocked;
    if (job.key.nameSpace.contains(QChar::Null) || job.key.owner.contains(QChar::Null))
        return Error::invalid(
            {},
            u"a key has a null character, which databases take for its end"_s);
    return std::nullopt;
}

// The newest values of a key take the place of those that wait, unless they also remove others:
// what was asked for those meanwhile comes before.
void SqlQueue::append(SqlJob job)
{
    m_isNeeded = true;
    const auto waiting = m_saves.constFind(job.key);
    if (job.isSave() && job.former.empty() && waiting != m_saves.cend()) {
        (*waiting)->takeOver(std::move(job));
        return;
    }
    const Position position = m_jobs.insert(m_jobs.end(), std::move(job));
    if (position->kind == SqlJob::Kind::Remove)
        m_saves.remove(position->key); // what is saved from now on comes after it
    for (const StoreKey &key : position->former)
        m_saves.remove(key);
    if (position->isSave())
        m_saves.insert(position->key, position);
    m_changed.wakeAll();
}

bool SqlQueue::isClaimWanted()
{
    const QMutexLocker lock(&m_mutex);
    return m_isClaimWanted;
}

void SqlQueue::waitForFirst()
{
    const QMutexLocker lock(&m_mutex);
    while (!m_isNeeded && !m_isClosed)
        m_changed.wait(&m_mutex);
}

SqlJobs SqlQueue::take(std::chrono::milliseconds idle)
{
    const QMutexLocker lock(&m_mutex);
    SqlJobs taken;
    while (savesMustWait() && !isOverNow()) {
        const Position read = firstRead();
        if (read == m_jobs.end()) {
            wait();
        } else {
            taken.push_back(std::move(*read));
            m_jobs.erase(read);
            if (!answer(taken.back()))
                return taken;
            taken.clear();
        }
    }
    const QDeadlineTimer end(idle);
    while (m_jobs.empty() && !m_isClosed && !end.hasExpired())
        m_changed.wait(&m_mutex, end);
    while (!m_jobs.empty() && !isOverNow() && taken.size() < savesAtOnce) {
        SqlJob &next = m_jobs.front();
        const bool isSave = next.isSave();
        if (!isSave && !taken.empty())
            break;
        if (const auto position = m_saves.constFind(next.key);
            position != m_saves.cend() && *position == m_jobs.begin())
            m_saves.erase(position);
        taken.push_back(std::move(next));
        m_jobs.pop_front();
        if (!isSave)
            break;
    }
    return taken;
}

void SqlQueue::putBack(SqlJobs jobs)
{
    const QMutexLocker lock(&m_mutex);
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
        const auto waiting = m_saves.constFind(job->key);
        if (job->isSave() && waiting != m_saves.cend()) { // newer values came meanwhile
            job->takeOver(std::move(**waiting));
            **waiting = std::move(*job);
            continue;
        }
        m_jobs.push_front(std::move(*job));
        // Not when the key is about to be removed: later values must not come before that.
        const auto removesIt
            = [&front = m_jobs.front()](const SqlJob &other) { return other.removes(front.key); };
        if (m_jobs.front().isSave() && std::none_of(m_jobs.begin(), m_jobs.end(), removesIt))
            m_saves.insert(m_jobs.front().key, m_jobs.begin());
    }
}

// Until something changes, or saves may be tried; at the end they are tried often.
void SqlQueue::wait()
{
    if (m_isClosed)
        m_tryAt = std::min(m_tryAt, QDeadlineTimer(atTheEnd));
    m_changed.wait(&m_mutex, m_tryAt);
}

SqlQueue::Position SqlQueue::firstRead()
{
    return std::find_if(m_jobs.begin(), m_jobs.end(), [](const SqlJob &job) {
        return job.isRead();
    });
}

// What waits to be written comes before what is read; returns whether there was some.
bool SqlQueue::answer(SqlJob &read) const
{
    const auto waiting = m_saves.constFind(read.key);
    if (waiting == m_saves.cend() || (!read.loaded && !read.answered))
        return false;
    const SqlJob &save = **waiting;
    const bool isOver = save.end.hasExpired();
    if (read.loaded) {
        std::optional<KeptValues> kept;
        if (!isOver)
            kept.emplace(save.values, save.version);
        read.loaded->addResult(std::move(kept));
        read.loaded->finish();
    } else {
        read.answered->addResult(!isOver);
        read.answered->finish();
    }
    return true;
}

std::list<SqlJob> SqlQueue::removeAll(bool (*isGone)(const SqlJob &))
{
    std::list<SqlJob> removed;
    for (auto job = m_jobs.begin(); job != m_jobs.end();) {
        const auto next = std::next(job);
        if (isGone(*job))
            removed.splice(removed.end(), m_jobs, job);
        job = next;
    }
    return removed;
}

void SqlQueue::failAll(std::list<SqlJob> jobs, const Error &why)
{
    for (SqlJob &job : jobs)
        job.fail(why);
}

void SqlQueue::lose(const Error &why)
{
    std::list<SqlJob> failed;
    {
        const QMutexLocker lock(&m_mutex);
        m_wasTried = true;
        m_lost = why;
        m_blocked.reset();
        failed = removeAll([](const SqlJob &job) { return !job.isSave(); });
        m_changed.wakeAll();
    }
    failAll(std::move(failed), why);
}

void SqlQueue::block(const QString &why, std::chrono::milliseconds pause)
{
    std::list<SqlJob> failed;
    {
        const QMutexLocker lock(&m_mutex);
        m_blocked = unavailable(why);
        m_tryAt = QDeadlineTimer(pause);
        failed = removeAll([](const SqlJob &job) { return !job.isSave() && !job.isRead(); });
    }
    failAll(std::move(failed), unavailable(why));
}

void SqlQueue::unblock()
{
    const QMutexLocker lock(&m_mutex);
    m_blocked.reset();
}

void SqlQueue::found()
{
    const QMutexLocker lock(&m_mutex);
    m_wasTried = true;
    m_lost.reset();
    m_changed.wakeAll();
}

void SqlQueue::refuse(const QString &why)
{
    std::list<SqlJob> failed;
    {
        const QMutexLocker lock(&m_mutex);
        m_wasTried = true;
        m_refused = unavailable(why);
        failed.swap(m_jobs);
        m_saves.clear();
        m_changed.wakeAll();
    }
    failAll(std::move(failed), unavailable(why));
}

QString SqlQueue::waitForRefusal(QDeadlineTimer deadline)
{
    const QMutexLocker lock(&m_mutex);
    m_isNeeded = true;
    m_changed.wakeAll();
    while (!m_wasTried && !deadline.hasExpired())
        m_changed.wait(&m_mutex, deadline);
    return m_refused ? m_refused->message : QString();
}

bool SqlQueue::isEmpty()
{
    const QMutexLocker lock(&m_mutex);
    return m_jobs.empty();
}

void SqlQueue::close(QDeadlineTimer deadline)
{
    const QMutexLocker lock(&m_mutex);
    m_isClosed = true;
    m_deadline = deadline;
    m_changed.wakeAll();
}

bool SqlQueue::isOver()
{
    const QMutexLocker lock(&m_mutex);
    return isOverNow() || (m_isClosed && m_jobs.empty());
}

void SqlQueue::waitForClose(std::chrono::milliseconds time)
{
    const QMutexLocker lock(&m_mutex);
    // When it is closed already, only a short while: the database may come back in the time left.
    const QDeadlineTimer deadline(m_isClosed ? std::min(time, atTheEnd) : time);
    const bool wasClosed = m_isClosed;
    while (m_isClosed == wasClosed && !deadline.hasExpired())
        m_changed.wait(&m_mutex, deadline);
}

SqlJobs SqlQueue::takeAll()
{
    const QMutexLocker lock(&m_mutex);
    SqlJobs all(std::make_move_iterator(m_jobs.begin()), std::make_move_iterator(m_jobs.end()));
    m_jobs.clear();
    m_saves.clear();
    return all;
}

} // namespace BackState

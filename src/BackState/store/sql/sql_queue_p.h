// SqlQueue: the jobs of a database, in order. Internal.
#pragma once

#include "sql_job_p.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QMutex>
#include <QWaitCondition>

#include <list>

namespace BackState {

// Any thread may push jobs; one thread takes them.
class SqlQueue
{
public:
    void push(SqlJob job);

    // Waits until the database is needed for the first time, or the queue is closed.
    void waitForFirst();
    // Waits for jobs, and returns some saves or a job of another kind. Returns none when nothing
    // came for that long, or when the queue is over.
    SqlJobs take(std::chrono::milliseconds idle);
    // Puts jobs that could not be done back to where they were.
    void putBack(SqlJobs jobs);

    // Whether a claim was asked for since the last release.
    bool isClaimWanted();

    // The database is away: until found(), saves wait and all else fails at once.
    void lose(const Error &why);
    void found();
    // The database can be read only: until unblock(), or until that time is over and it is tried
    // again, saves wait, and what else would change it fails at once.
    void block(const QString &why, std::chrono::milliseconds pause);
    void unblock();
    // The database can never be used: everything fails from here on.
    void refuse(const QString &why);
    // Waits until the database was tried once, and returns why it was refused, or an empty string.
    QString waitForRefusal(QDeadlineTimer deadline);

    bool isEmpty();
    void close(QDeadlineTimer deadline);
    bool isOver(); // it was closed, and nothing is left or its time is over
    void waitForClose(std::chrono::milliseconds time); // or until that time is over
    SqlJobs takeAll(); // what is left when the time is over

private:
    using Position = std::list<SqlJob>::iterator;

    void append(SqlJob job);
    std::optional<Error> whyNot(const SqlJob &job) const;
    std::list<SqlJob> removeAll(bool (*isGone)(const SqlJob &));
    static void failAll(std::list<SqlJob> jobs, const Error &why);
    void wait();
    bool savesMustWait() const { return m_blocked && !m_tryAt.hasExpired(); }
    Position firstRead();
    bool answer(SqlJob &read) const;
    bool isOverNow() const { return m_isClosed && m_deadline.hasExpired(); }

    QMutex m_mutex;
    QWaitCondition m_changed;
    std::list<SqlJob> m_jobs;
    QHash<StoreKey, Position> m_saves; // saves that wait, and may still get other values
    bool m_isNeeded = false;
    bool m_isClaimWanted = false;
    bool m_wasTried = false;
    std::optional<Error> m_lost;
    std::optional<Error> m_blocked;
    QDeadlineTimer m_tryAt; // when saves are tried, if it is blocked
    std::optional<Error> m_refused;
    bool m_isClosed = false;
    QDeadlineTimer m_deadline;
};

} // namespace BackState

// SqlQueue: what a database has to do, in order. Internal.
#pragma once

#include <BackState/store/state_store.h>

#include <QDeadlineTimer>
#include <QHash>
#include <QMutex>
#include <QWaitCondition>

#include <list>
#include <vector>

namespace BackState {

struct SqlJob
{
    enum class Kind { Load, Save, Remove, Exists, Cleanup };

    Kind kind;
    StoreKey key = {};
    QJsonObject values = {}; // of a save
    std::optional<qint64> expiresAt = {}; // ms since 1970, UTC

    // Who waits for it. Of a save: also those whose values were replaced by these before they were
    // written.
    std::vector<QPromise<Expected<void>>> saved = {};
    std::optional<QPromise<StateStore::Loaded>> loaded = {};
    std::optional<QPromise<Expected<bool>>> answered = {}; // of remove and exists
    std::optional<QPromise<Expected<qsizetype>>> cleaned = {};

    void succeed(); // a save
    void fail(const Error &error);
};

using SqlJobs = std::vector<SqlJob>;

// Any thread may push; one takes.
class SqlQueue
{
public:
    void push(SqlJob job);

    // Waits for jobs: some saves, or one job of another kind. Empty: the queue was closed and
    // nothing is left, or its time is over.
    SqlJobs take();
    // Jobs that could not be done go back to where they were.
    void putBack(SqlJobs jobs);

    // The database is away: saves wait, all else fails at once. Until found().
    void lose(const QString &why);
    void found();
    // The database is none for good: everything fails.
    void refuse(const QString &why);
    // Empty: it was found, or lost, or it takes too long
    QString waitForRefusal(QDeadlineTimer deadline);

    bool isEmpty();
    void close(QDeadlineTimer deadline);
    bool isOver(); // closed, and its time is over
    void waitForClose(std::chrono::milliseconds time); // or for that time
    SqlJobs takeAll(); // what is left when the time is over

private:
    using Place = std::list<SqlJob>::iterator;

    void append(SqlJob job);
    bool isOverNow() const { return m_isClosed && m_deadline.hasExpired(); }

    QMutex m_mutex;
    QWaitCondition m_changed;
    std::list<SqlJob> m_jobs;
    QHash<StoreKey, Place> m_saves; // that wait, and may still get other values
    bool m_wasTried = false;
    std::optional<Error> m_lost;
    std::optional<Error> m_refused;
    bool m_isClosed = false;
    QDeadlineTimer m_deadline;
};

} // namespace BackState

#include "sql_address_p.h"
#include "sql_worker_p.h"

#include <BackState/store/sql/sql_store.h>

#include <QDeadlineTimer>
#include <QLoggingCategory>
#include <QMutex>
#include <QRandomGenerator>
#include <QSemaphore>

#include <algorithm>
#include <vector>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcStore, "backstate.store", QtInfoMsg)

// Never 0, and small enough for the databases' numbers. It need not follow from the one before: so
// the versions of a file that was brought back are none of those of now.
quint64 newVersion()
{
    return (QRandomGenerator::global()->generate64() >> 1) | 1;
}

// The thread may be in the middle of something that takes no time when the last wait is over.
constexpr std::chrono::milliseconds lastWait(200);

} // namespace

class SqlStorePrivate
{
public:
    SqlStorePrivate(
        const QString &urlOrFile, bool setsAside, std::function<void(StateStore::News)> told)
        : address(SqlAddress::of(urlOrFile))
        , worker({address, queue, setsAside, [this](StateStore::News news) { tell(news); }})
        , m_told(std::move(told))
    {
    }

    void tell(StateStore::News news)
    {
        const QMutexLocker lock(&m_mutex);
        if (m_told)
            m_told(news);
    }
    void tellNobody() // from here on
    {
        const QMutexLocker lock(&m_mutex);
        m_told = nullptr;
    }

    const SqlAddress address;
    SqlQueue queue;
    SqlWorker worker;
    std::chrono::milliseconds shutdownWait{0};
    std::optional<QDeadlineTimer> end; // of release(), after which nothing is waited for

private:
    QMutex m_mutex;
    std::function<void(StateStore::News)> m_told;
};

namespace {

// As long as the process: what belongs to a thread that does not come back.
void leaveBehind(std::unique_ptr<SqlStorePrivate> left)
{
    static QMutex mutex;
    static auto *const all = new std::vector<std::unique_ptr<SqlStorePrivate>>;
    const QMutexLocker lock(&mutex);
    all->push_back(std::move(left));
}

} // namespace

/*!
    \class BackState::SqlStore
    \brief Keeps values in a database: SQLite in one file, or PostgreSQL.

    The address is a file or a URL: \c states.sqlite, \c :memory:, \c sqlite:///path or \c
    postgresql://user:password@host:port/database. The query of such a URL goes to the driver as
    options: \c {?sslmode=require}; \c {?host=/run/postgresql} names a socket's folder. A file is
    made when it is missing, for its owner alone, with its folder. Qt's driver for PostgreSQL is a
    package of its own on many systems.

    Tables are made, and brought up to date, by the store itself: \c backstate_states has a row for
    each object with the columns name_space, owner, data (JSON), version, and expires_at, in ms of
    the time for which the store was in use, which \c backstate_schema has, with the version of the
    tables: a clock that is set forward removes nothing. A database of a newer version is left
    alone, and refused.

    Several processes may share one, but one server at a time has it (see claim()): on PostgreSQL by
    an advisory lock of its connection, which a pooler that gives each transaction another one
    (PgBouncer) does not keep; whoever loses its connection has 3 s to come back to it. On SQLite it
    is a file beside the database, \c states.sqlite.lock, which is locked while the process lives,
    and of no use to anybody else.

    A SQLite file that is damaged, or no database, gets the name
    \c {states.sqlite.damaged-<time>}, and a new one is begun; with OnDamage::Refuse, listen()
    reports it. A file that is deleted while it is in use is made again, with all that is in memory.

    The store has a thread and a connection of its own, so that no page ever waits for a disk.
    Values of one key that are saved again before they were written are written once. SQLite is in
    WAL mode with synchronous NORMAL: a process that is killed loses nothing that was saved, a
    computer that loses its power loses the last moments at most, and the file stays whole.

    \b {When the database goes away}, or the disk is full, values that are saved wait, the newest of
    each key, and are written as soon as it is back; what is asked meanwhile brings an Error at
    once. The log category "backstate.store" says once that it is gone and once that it is back.
    Where it can only be read, as when another process holds its lock or a server is a standby, it
    is read on, values that are saved wait in the same way, and what else would change it fails.

    The destructor waits for the values that are not written yet, \e shutdownWait at most, and logs
    how many were lost if they were. Every function may be called from any thread; futures are
    finished in the store's thread.

    \code
    server.store(std::make_unique<BackState::SqlStore>("states.sqlite"));
    \endcode
*/

SqlStore::SqlStore(
    const QString &urlOrFile, std::chrono::milliseconds shutdownWait, OnDamage onDamage)
    : d(std::make_unique<SqlStorePrivate>(
          urlOrFile, onDamage == OnDamage::SetAside, [this](News news) { tell(news); }))
{
    d->shutdownWait = shutdownWait;
    d->worker.start();
}

// A database may hang in the middle of a statement, and its driver with it. No thread can be taken
// out of that, so what belongs to this one stays in memory, until the process ends.
SqlStore::~SqlStore()
{
    const QDeadlineTimer deadline = d->end.value_or(QDeadlineTimer(d->shutdownWait));
    d->queue.close(deadline);
    const QDeadlineTimer last = deadline.isForever()
        ? deadline
        : QDeadlineTimer(deadline.remainingTime() + lastWait.count());
    if (d->worker.wait(last))
        return;
    d->tellNobody();
    qCCritical(lcStore).noquote() << d->address.description
                                  << "does not answer: what it was not told is lost";
    leaveBehind(std::move(d));
}

QFuture<StateStore::Loaded> SqlStore::load(const StoreKey &key)
{
    SqlJob job{SqlJob::Kind::Load, key};
    job.loaded.emplace().start();
    QFuture<Loaded> future = job.loaded->future();
    d->queue.push(std::move(job));
    return future;
}

QFuture<StateStore::Saved> SqlStore::push(SqlJob save, std::chrono::seconds timeToLive)
{
    constexpr std::chrono::hours longest(24 * 365 * 1000); // in ms it fits into their numbers
    save.version = newVersion();
    if (timeToLive.count() > 0) {
        save.timeToLive = std::min<std::chrono::seconds>(timeToLive, longest);
        save.end = QDeadlineTimer(save.timeToLive);
    }
    save.saved.emplace_back().start();
    QFuture<Saved> future = save.saved.back().future();
    d->queue.push(std::move(save));
    return future;
}

QFuture<StateStore::Saved> SqlStore::save(
    const StoreKey &key,
    const QJsonObject &values,
    std::chrono::seconds timeToLive,
    std::optional<quint64> madeFrom)
{
    SqlJob job{SqlJob::Kind::Save, key, values};
    job.madeFrom = madeFrom;
    return push(std::move(job), timeToLive);
}

std::optional<QFuture<StateStore::Saved>> SqlStore::move(
    const StoreKey &from,
    const StoreKey &to,
    const QJsonObject &values,
    std::chrono::seconds timeToLive)
{
    SqlJob job{SqlJob::Kind::Save, to, values};
    if (from != to)
        job.former.push_back(from);
    return push(std::move(job), timeToLive);
}

QFuture<Expected<bool>> SqlStore::remove(const StoreKey &key)
{
    SqlJob job{SqlJob::Kind::Remove, key};
    job.answered.emplace().start();
    QFuture<Expected<bool>> future = job.answered->future();
    d->queue.push(std::move(job));
    return future;
}

QFuture<Expected<bool>> SqlStore::exists(const StoreKey &key)
{
    SqlJob job{SqlJob::Kind::Exists, key};
    job.answered.emplace().start();
    QFuture<Expected<bool>> future = job.answered->future();
    d->queue.push(std::move(job));
    return future;
}

QFuture<Expected<qsizetype>> SqlStore::cleanup()
{
    SqlJob job{SqlJob::Kind::Cleanup};
    job.cleaned.emplace().start();
    QFuture<Expected<qsizetype>> future = job.cleaned->future();
    d->queue.push(std::move(job));
    return future;
}

QFuture<Expected<void>> SqlStore::claim()
{
    SqlJob job{SqlJob::Kind::Claim};
    job.claimed.emplace().start();
    QFuture<Expected<void>> future = job.claimed->future();
    d->end.reset();
    d->queue.push(std::move(job));
    return future;
}

void SqlStore::release(QDeadlineTimer deadline)
{
    SqlJob job{SqlJob::Kind::Release};
    job.claimed.emplace().start();
    QFuture<Expected<void>> future = job.claimed->future();
    d->queue.push(std::move(job));
    // Shared with what may run after this, in the store's thread.
    const auto released = std::make_shared<QSemaphore>();
    future.then(QtFuture::Launch::Sync, [released](const Expected<void> &) {
        released->release();
    });
    const qint64 wait
        = deadline.isForever() ? -1 : std::max(deadline.remainingTime(), qint64(lastWait.count()));
    released->tryAcquire(1, int(wait));
    d->end = deadline;
}

/*!
    Waits until the database was tried once, ten seconds at most, and returns what is wrong for
    good: an address that is none, a driver that is not installed, a database of a newer version.
    One that can't be reached now is no problem: it may come back.
*/
QString SqlStore::problem()
{
    return d->queue.waitForRefusal(QDeadlineTimer(std::chrono::seconds(10)));
}

QString SqlStore::description() const
{
    return d->address.description;
}

} // namespace BackState

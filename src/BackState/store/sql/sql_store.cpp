#include "sql_address_p.h"
#include "sql_worker_p.h"

#include <BackState/store/sql/sql_store.h>

#include <QDateTime>

namespace BackState {

using namespace Qt::StringLiterals;

class SqlStorePrivate
{
public:
    explicit SqlStorePrivate(const QString &urlOrFile)
        : address(SqlAddress::of(urlOrFile))
        , worker(address, queue)
    {
    }

    SqlAddress address;
    SqlQueue queue;
    SqlWorker worker;
    std::chrono::milliseconds shutdownWait;
};

/*!
    \class BackState::SqlStore
    \brief Keeps values in a database: SQLite in one file, or PostgreSQL.

    The address is a file or a URL: \c states.sqlite, \c :memory:, \c sqlite:///path or \c
    postgresql://user:password@host:port/database. The query of such a URL goes to the driver as
    options: \c {?sslmode=require}; \c {?host=/run/postgresql} names a socket's folder. A file is
    made when it is missing, for its owner alone, with its folder. Qt's driver for PostgreSQL is a
    package of its own on many systems.

    Tables are made, and brought up to date, by the store itself: \c backstate_states has a row for
    each object with the columns name_space, owner, data (JSON) and expires_at (ms since 1970, UTC),
    and \c backstate_schema has the version. A database of a newer version is left alone, and
    refused. Several processes may share one.

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

SqlStore::SqlStore(const QString &urlOrFile, std::chrono::milliseconds shutdownWait)
    : d(std::make_unique<SqlStorePrivate>(urlOrFile))
{
    d->shutdownWait = shutdownWait;
    d->worker.start();
}

SqlStore::~SqlStore()
{
    d->queue.close(QDeadlineTimer(d->shutdownWait));
    d->worker.wait();
}

QFuture<StateStore::Loaded> SqlStore::load(const StoreKey &key)
{
    SqlJob job{SqlJob::Kind::Load, key};
    job.loaded.emplace().start();
    QFuture<Loaded> future = job.loaded->future();
    d->queue.push(std::move(job));
    return future;
}

QFuture<Expected<void>>
SqlStore::save(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive)
{
    SqlJob job{SqlJob::Kind::Save, key, values};
    if (timeToLive.count() > 0)
        job.expiresAt
            = QDateTime::currentMSecsSinceEpoch() + std::chrono::milliseconds(timeToLive).count();
    job.saved.emplace_back().start();
    QFuture<Expected<void>> future = job.saved.back().future();
    d->queue.push(std::move(job));
    return future;
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

// SqlStore: values kept in a database, SQLite or PostgreSQL.
#pragma once

#include <BackState/export.h>
#include <BackState/store/state_store.h>

#include <memory>

namespace BackState {

class SqlStorePrivate;

/*!
    Keeps values in a SQLite file or in PostgreSQL, and makes its tables itself. Owned by the server
    that got it by Server::store(). Has a thread of its own, in which futures are finished; every
    function may be called from any thread. While the database is away, saves wait, and all else
    brings an Error at once.
*/
class BACKSTATE_EXPORT SqlStore final : public StateStore
{
public:
    //! \a urlOrFile is "states.sqlite", ":memory:", "sqlite:///path" or
    //! "postgresql://user:password@host:port/database". The destructor waits for \a shutdownWait at
    //! most until all values are written.
    explicit SqlStore(
        const QString &urlOrFile, std::chrono::milliseconds shutdownWait = std::chrono::seconds(5));
    ~SqlStore() override;

    QFuture<Loaded> load(const StoreKey &key) override;
    QFuture<Expected<void>> save(
        const StoreKey &key,
        const QJsonObject &values,
        std::chrono::seconds timeToLive = {}) override;
    QFuture<Expected<bool>> remove(const StoreKey &key) override;
    QFuture<Expected<bool>> exists(const StoreKey &key) override;
    QFuture<Expected<qsizetype>> cleanup() override;
    QString problem() override;
    QString description() const override;

private:
    std::unique_ptr<SqlStorePrivate> d;
};

} // namespace BackState

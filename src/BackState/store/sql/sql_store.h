// SqlStore: values kept in a database, SQLite or PostgreSQL.
#pragma once

#include <BackState/export.h>
#include <BackState/store/state_store.h>

#include <memory>

namespace BackState {

struct SqlJob;
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
    //! What is done with a SQLite file that is damaged, or no database at all.
    enum class OnDamage {
        SetAside, //!< It gets another name beside its own, and a new one is begun.
        Refuse //!< Server::listen() reports it, and nothing is kept.
    };

    //! \a urlOrFile is "states.sqlite", ":memory:", "sqlite:///path" or
    //! "postgresql://user:password@host:port/database". The destructor waits for \a shutdownWait at
    //! most until all values are written.
    explicit SqlStore(
        const QString &urlOrFile,
        std::chrono::milliseconds shutdownWait = std::chrono::seconds(5),
        OnDamage onDamage = OnDamage::SetAside);
    ~SqlStore() override;

    QFuture<Loaded> load(const StoreKey &key) override;
    QFuture<Saved> save(
        const StoreKey &key,
        const QJsonObject &values,
        std::chrono::seconds timeToLive = {},
        std::optional<quint64> madeFrom = {}) override;
    std::optional<QFuture<Saved>> move(
        const StoreKey &from,
        const StoreKey &to,
        const QJsonObject &values,
        std::chrono::seconds timeToLive = {}) override;
    QFuture<Expected<bool>> remove(const StoreKey &key) override;
    QFuture<Expected<bool>> exists(const StoreKey &key) override;
    QFuture<Expected<qsizetype>> cleanup() override;
    QFuture<Expected<void>> claim() override;
    void release(QDeadlineTimer deadline) override;
    bool finishesAlone() const override { return true; }
    QString problem() override;
    QString description() const override;

private:
    QFuture<Saved> push(SqlJob save, std::chrono::seconds timeToLive);

    std::unique_ptr<SqlStorePrivate> d;
};

} // namespace BackState

// SqlStore: values kept in a database, SQLite or PostgreSQL.
#pragma once

#include <BackState/export.h>
#include <BackState/store/state_store.h>

#include <memory>

namespace BackState {

class SqlStorePrivate;

class BACKSTATE_EXPORT SqlStore final : public StateStore
{
public:
    // "states.sqlite", ":memory:", "sqlite:///path" or
    // "postgresql://user:password@host:port/database". shutdownWait: how long the destructor waits
    // for values that are not written yet.
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

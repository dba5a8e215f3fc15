// MemoryStore: values kept in memory, for as long as the store lives.
#pragma once

#include <BackState/store/state_store.h>

#include <memory>

namespace BackState {

class MemoryStorePrivate;

/*!
    Keeps values in memory: they outlive their state objects, but not the store. Owned by the server
    that got it by Server::store(). Every function may be called from any thread, its future is
    finished when it returns, and none of them fails, but for a save that was made from another
    version.
*/
class BACKSTATE_CORE_EXPORT MemoryStore final : public StateStore
{
public:
    //! How many objects' values it holds if its constructor is not told.
    static constexpr qsizetype defaultCapacity = 100'000;

    //! Holds the values of \a capacity objects, at least 1. When there are more, those that were
    //! not used for the longest time go.
    explicit MemoryStore(qsizetype capacity = defaultCapacity);
    ~MemoryStore() override;

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
    bool finishesAlone() const override { return true; }
    QString description() const override;

    //! The number of objects whose values are held. Those whose time is over count until cleanup().
    qsizetype size() const;

private:
    std::unique_ptr<MemoryStorePrivate> d;
};

} // namespace BackState

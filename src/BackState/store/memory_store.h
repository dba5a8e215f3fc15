// MemoryStore: values kept in memory, for as long as the store lives.
#pragma once

#include <BackState/store/state_store.h>

#include <memory>

namespace BackState {

class MemoryStorePrivate;

class BACKSTATE_CORE_EXPORT MemoryStore final : public StateStore
{
public:
    static constexpr qsizetype defaultCapacity = 100'000;

    // Entries; beyond: those unused for longest go
    explicit MemoryStore(qsizetype capacity = defaultCapacity);
    ~MemoryStore() override;

    QFuture<Loaded> load(const StoreKey &key) override;
    QFuture<Expected<void>> save(
        const StoreKey &key,
        const QJsonObject &values,
        std::chrono::seconds timeToLive = {}) override;
    QFuture<Expected<bool>> remove(const StoreKey &key) override;
    QFuture<Expected<bool>> exists(const StoreKey &key) override;
    QFuture<Expected<qsizetype>> cleanup() override;
    QString description() const override;

    qsizetype size() const; // entries, those whose time is over included until they are cleaned up

private:
    std::unique_ptr<MemoryStorePrivate> d;
};

} // namespace BackState

// ContainedStore: a store that the program may have written, with errors in place of its
// exceptions. Internal.
#pragma once

#include <BackState/store/state_store.h>

#include <memory>

namespace BackState {

class BACKSTATE_CORE_EXPORT ContainedStore final : public StateStore
{
public:
    explicit ContainedStore(std::unique_ptr<StateStore> store);

    QFuture<Loaded> load(const StoreKey &key) override;
    QFuture<Expected<void>>
    save(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive) override;
    QFuture<Expected<bool>> remove(const StoreKey &key) override;
    QFuture<Expected<bool>> exists(const StoreKey &key) override;
    QFuture<Expected<qsizetype>> cleanup() override;

    QString problem() override;
    QString description() const override;

private:
    std::unique_ptr<StateStore> m_store;
};

} // namespace BackState

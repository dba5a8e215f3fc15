// ContainedStore: a store that the program may have written, with errors in place of its
// exceptions. Internal.
#pragma once

#include <BackState/store/state_store.h>

#include <QObject>

#include <memory>

namespace BackState {

class BACKSTATE_CORE_EXPORT ContainedStore final : public StateStore
{
public:
    explicit ContainedStore(std::unique_ptr<StateStore> store);

    QFuture<Loaded> load(const StoreKey &key) override;
    QFuture<Saved> save(
        const StoreKey &key,
        const QJsonObject &values,
        std::chrono::seconds timeToLive,
        std::optional<quint64> madeFrom) override;
    // Saves and then removes where the store can't do both at once.
    std::optional<QFuture<Saved>> move(
        const StoreKey &from,
        const StoreKey &to,
        const QJsonObject &values,
        std::chrono::seconds timeToLive) override;
    QFuture<Expected<bool>> remove(const StoreKey &key) override;
    QFuture<Expected<bool>> exists(const StoreKey &key) override;
    QFuture<Expected<qsizetype>> cleanup() override;

    QFuture<Expected<void>> claim() override;
    void release(QDeadlineTimer deadline) override;
    bool finishesAlone() const override { return m_store->finishesAlone(); }
    QString problem() override;
    QString description() const override;

private:
    std::unique_ptr<StateStore> m_store;
    QObject m_context; // of what is to be done later
};

} // namespace BackState

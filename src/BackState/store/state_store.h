// StateStore: where the values of states are kept, by key, as JSON objects.
#pragma once

#include <BackState/core/expected.h>

#include <QFuture>
#include <QHashFunctions>
#include <QJsonObject>
#include <QPromise>

#include <chrono>
#include <optional>

namespace BackState {

// Whose values: the namespace of a state class, and who its object belongs to, such as "user/ada"
// or "global".
struct StoreKey
{
    QString nameSpace;
    QString owner;

    bool operator==(const StoreKey &) const = default;
    friend std::size_t qHash(const StoreKey &key, std::size_t seed = 0)
    {
        return qHashMulti(seed, key.nameSpace, key.owner);
    }
};

class BACKSTATE_CORE_EXPORT StateStore
{
public:
    // Nothing: there are none, or their time is over
    using Loaded = Expected<std::optional<QJsonObject>>;

    StateStore() = default;
    virtual ~StateStore();
    StateStore(const StateStore &) = delete;
    StateStore &operator=(const StateStore &) = delete;

    virtual QFuture<Loaded> load(const StoreKey &key) = 0;
    // timeToLive: from now; 0: for ever.
    virtual QFuture<Expected<void>>
    save(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive = {}) = 0;
    virtual QFuture<Expected<bool>> remove(const StoreKey &key) = 0; // whether there were any
    virtual QFuture<Expected<bool>> exists(const StoreKey &key) = 0;
    // Removes those whose time is over: how many
    virtual QFuture<Expected<qsizetype>> cleanup() = 0;

    // A sentence for what makes the store unusable for good; Server::listen() refuses it. Empty:
    // nothing.
    virtual QString problem();
    // For people who look after the server: "SQLite, states.sqlite". Without passwords.
    virtual QString description() const = 0;
};

// A future that is finished already.
template<typename T>
QFuture<T> finishedFuture(T result)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

} // namespace BackState

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

/*!
    Names what a store keeps together: the values of one state object. A value.
*/
struct StoreKey
{
    QString nameSpace; //!< Of the state class, such as "Counter".
    QString owner; //!< Whom the object belongs to, such as "user/ada" or "global".

    bool operator==(const StoreKey &) const = default;
    friend std::size_t qHash(const StoreKey &key, std::size_t seed = 0)
    {
        return qHashMulti(seed, key.nameSpace, key.owner);
    }
};

/*!
    Keeps the values of states under keys, as JSON objects. Subclass it to keep them in a place of
    your own; the server that got it by Server::store() owns it. It is called from the server's
    thread and returns at once; a future may be finished in any thread. A future that brings an
    Error has changed nothing: the server logs the sentence, which must not contain values, and
    tries again. An exception counts as such an Error.
*/
class BACKSTATE_CORE_EXPORT StateStore
{
public:
    //! The values; nothing if there are none or their time is over.
    using Loaded = Expected<std::optional<QJsonObject>>;

    StateStore() = default;
    virtual ~StateStore();
    StateStore(const StateStore &) = delete;
    StateStore &operator=(const StateStore &) = delete;

    //! Brings the values that are kept under \a key.
    virtual QFuture<Loaded> load(const StoreKey &key) = 0;
    //! Keeps \a values in place of those there were, for \a timeToLive from now, or for ever if
    //! that is 0.
    virtual QFuture<Expected<void>>
    save(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive = {}) = 0;
    //! Removes what is kept under \a key, and brings whether there was anything.
    virtual QFuture<Expected<bool>> remove(const StoreKey &key) = 0;
    //! Brings whether anything is kept under \a key whose time is not over.
    virtual QFuture<Expected<bool>> exists(const StoreKey &key) = 0;
    //! Removes all values whose time is over, and brings how many objects had some.
    virtual QFuture<Expected<qsizetype>> cleanup() = 0;

    //! Returns a sentence for what makes the store unusable for good, which Server::listen()
    //! reports, or an empty string. May block for a moment.
    virtual QString problem();
    //! Tells those who look after the server what this is, as "SQLite, states.sqlite". Must not
    //! contain a password.
    virtual QString description() const = 0;
};

//! Returns a future that is finished already, with \a result.
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

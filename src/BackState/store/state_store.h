// StateStore: where the values of states are kept, by key, as JSON objects.
#pragma once

#include <BackState/core/expected.h>

#include <QDeadlineTimer>
#include <QFuture>
#include <QHashFunctions>
#include <QJsonObject>
#include <QMutex>
#include <QPromise>

#include <chrono>
#include <functional>
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
    What a store keeps of one state object. A value.
*/
struct KeptValues
{
    KeptValues() = default;
    KeptValues(const QJsonObject &object, quint64 number = 0)
        : values(object)
        , version(number)
    {
    }

    QJsonObject values;
    //! Names these values: each save gives another one, and none is 0. A store that does not tell
    //! them apart leaves it 0.
    quint64 version = 0;
};

/*!
    Keeps the values of states under keys, as JSON objects. Subclass it to keep them in a place of
    your own; the server that got it by Server::store() owns it. It is called from the server's
    thread and returns at once, where nothing else is said; a future may be finished in any thread.
    A future that brings an Error has changed nothing: the server logs the sentence, which must not
    contain values, and tries again. An exception counts as such an Error.
*/
class BACKSTATE_CORE_EXPORT StateStore
{
public:
    //! The values; nothing if there are none or their time is over.
    using Loaded = Expected<std::optional<KeptValues>>;
    //! The version that the values have from now on; 0 from a store that has none.
    using Saved = Expected<quint64>;

    StateStore() = default;
    virtual ~StateStore();
    StateStore(const StateStore &) = delete;
    StateStore &operator=(const StateStore &) = delete;

    //! Brings the values that are kept under \a key.
    virtual QFuture<Loaded> load(const StoreKey &key) = 0;
    /*!
        Keeps \a values in place of those there were, for \a timeToLive from now, or for ever if
        that is 0. \a madeFrom is the version they were made from, 0 if nothing was kept: where
        another one is kept by now, an Error of kind Conflict is brought. Without it, whatever is
        kept is replaced. A store of which only one server knows may leave it out of account.
    */
    virtual QFuture<Saved> save(
        const StoreKey &key,
        const QJsonObject &values,
        std::chrono::seconds timeToLive = {},
        std::optional<quint64> madeFrom = {})
        = 0;
    /*!
        Keeps \a values under \a to, whatever is kept there, and nothing any more under \a from:
        both or none. The default returns nothing; then the server saves, and removes after that, so
        that a crash between leaves both.
    */
    virtual std::optional<QFuture<Saved>> move(
        const StoreKey &from,
        const StoreKey &to,
        const QJsonObject &values,
        std::chrono::seconds timeToLive = {});
    //! Removes what is kept under \a key, and brings whether there was anything.
    virtual QFuture<Expected<bool>> remove(const StoreKey &key) = 0;
    //! Brings whether anything is kept under \a key whose time is not over.
    virtual QFuture<Expected<bool>> exists(const StoreKey &key) = 0;
    //! Removes all values whose time is over, and brings how many objects had some.
    virtual QFuture<Expected<qsizetype>> cleanup() = 0;

    /*!
        Takes the store for one server, until release(): an Error of kind Conflict while another one
        has it, one of kind Unavailable where it can't be asked now; then it is taken as soon as it
        can, and News::Returned tells so. By default nothing is taken, and nobody refused.
    */
    virtual QFuture<Expected<void>> claim();
    //! Lets the next server claim it, when all that was saved is written. Blocks until then, or
    //! until \a deadline, after which what is not written is given up.
    virtual void release(QDeadlineTimer deadline);

    /*!
        Whether a future finishes while the thread that asked for it is blocked. Then an object that
        an event asks for (State::related(), Server::state()) has its values at once. By default it
        does not, as where answers come by that thread's event loop: such an event is refused until
        they are there.
    */
    virtual bool finishesAlone() const;

    //! Returns a sentence for what makes the store unusable for good, which Server::listen()
    //! reports, or an empty string. May block for a moment.
    virtual QString problem();
    //! Tells those who look after the server what this is, as "SQLite, states.sqlite". Must not
    //! contain a password.
    virtual QString description() const = 0;

    //! What a store may tell its server by itself.
    enum class News {
        Emptied, //!< All that was kept is gone, as a file that was deleted: it is saved again.
        TakenAway, //!< Another server has the claim, or may have it: nothing is to be changed.
        Returned //!< This server has the claim, and the other one may have changed anything.
    };
    //! The server's: \a told is called with each of them, in any thread.
    void setWhenTold(std::function<void(News)> told);

protected:
    //! Tells the server. In any thread.
    void tell(News news);

private:
    QMutex m_mutex;
    std::function<void(News)> m_whenTold;
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

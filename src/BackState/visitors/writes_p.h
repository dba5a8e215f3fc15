// Writes: values on their way into the store. Internal.
#pragma once

#include <BackState/store/contained_store.h>

#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

#include <unordered_map>
#include <vector>

namespace BackState {
class State;
}

namespace BackState::Http {

// Of each key one write is under way at a time, for which the newest values wait. What the store
// could not take is tried again; nothing that waits is ever dropped.
class Writes final : public QObject
{
    Q_OBJECT

public:
    // An object that has the values of a write. It may be gone when it is told of that.
    struct Holder
    {
        const State *state;
        quint64 serial; // of its KeptObject
        bool operator==(const Holder &) const = default;
    };
    // What is to be kept.
    struct Values
    {
        StoreKey key;
        QJsonObject values;
        std::chrono::seconds timeToLive{0};
        std::optional<quint64> madeFrom = {}; // see StateStore::save()
        std::optional<StoreKey> former = {}; // where they were kept until now
    };

    explicit Writes(ContainedStore &store);

    void save(Values values, const Holder &holder);
    // The same for a caller who wants to hear of it. Without a holder an error is the caller's, and
    // nothing is tried again.
    QFuture<Expected<void>> saveNow(Values values, const std::optional<Holder> &holder);
    // Drops what waits, for the key is about to be removed. Returns whether some was handed over.
    bool forget(const StoreKey &key);

    // The values that a load would bring if they were written already. Null if none are on their
    // way.
    const QJsonObject *find(const StoreKey &key) const;
    std::optional<quint64> madeFrom(const StoreKey &key) const; // what these are made from
    // Somebody took them, and is told of their version.
    void addHolder(const StoreKey &key, const Holder &holder);

    std::size_t count() const { return m_writes.size(); } // of objects
    bool contains(const StoreKey &key) const { return m_writes.contains(key); }
    // Why the store does not take values now; empty if it does, for all that is known.
    const QString &problem() const { return m_problem; }
    qint64 problemSince() const { return m_problemSince; } // ms of the clock
    // Since when nothing that was handed over was answered, in ms of the clock; 0 if nothing is
    // under way.
    qint64 silentSince() const { return m_running > 0 ? m_heardAt : 0; }

    // Hands all to the store and blocks until it has them, or until the deadline. Returns how many
    // objects it did not take.
    qsizetype finish(QDeadlineTimer deadline);
    void resume(); // with what it did not take

Q_SIGNALS:
    void saved(const BackState::Http::Writes::Holder &holder, quint64 version);
    // Another server's values are in the store, and these are not.
    void refused(const BackState::Http::Writes::Holder &holder);

private:
    using Promises = std::vector<QPromise<Expected<void>>>;
    struct Write
    {
        Values newest;
        bool isWaiting = false; // the newest values were not handed over yet
        bool mustSucceed = false; // nobody else would try it again
        bool isRefused = false; // the store takes others, but not these
        int failures = 0; // since the last success
        quint64 run = 0; // the number of the write under way; 0 if there is none
        std::optional<StoreKey> movesFrom = {}; // of the write under way
        QFuture<StateStore::Saved> future; // of the write under way
        Promises waiting = {};
        Promises running = {};
        std::vector<Holder> holders = {};
    };

    Write &put(Values values);
    void begin(const StoreKey &key);
    void end(const StoreKey &key, quint64 run, const StateStore::Saved &result);
    void endWell(const StoreKey &key, quint64 version);
    void endRefused(const StoreKey &key, Promises &waiting);
    void endBadly(const StoreKey &key, const Error &error);
    void tryAgain();
    void noteFailure(const StoreKey &key, Write &write, const Error &error);
    void retryIn(std::chrono::milliseconds pause);
    QList<StoreKey> keys() const;
    void beginWaiting();
    void takeAnswers();

    ContainedStore &m_store;
    struct Hash
    {
        std::size_t operator()(const StoreKey &key) const { return qHash(key); }
    };
    std::unordered_map<StoreKey, Write, Hash> m_writes; // a QHash can't hold what can't be copied
    quint64 m_runs = 0;
    int m_running = 0; // writes under way
    qint64 m_heardAt = 0;
    QString m_problem;
    qint64 m_problemSince = 0;
    std::chrono::milliseconds m_pause;
    QTimer m_retry;
};

} // namespace BackState::Http

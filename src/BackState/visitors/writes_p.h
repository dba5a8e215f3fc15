// Writes: values on their way into the store. Internal.
#pragma once

#include <BackState/store/state_store.h>

#include <QDeadlineTimer>
#include <QTimer>

#include <unordered_map>
#include <vector>

namespace BackState::Http {

// Of each key one write is under way at a time, for which the newest values wait. What the store
// could not take is tried again.
class Writes final : public QObject
{
public:
    explicit Writes(StateStore &store);

    void save(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive);
    // The same for a caller who wants to hear of it: an error is the caller's, and nothing is tried
    // again.
    QFuture<Expected<void>>
    saveNow(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive);
    void forget(const StoreKey &key); // drops what waits: the key is about to be removed

    // The values that a load would bring if they were written already. Null if none are on their
    // way.
    const QJsonObject *find(const StoreKey &key) const;

    // Hands all to the store and blocks until it has them, or until the deadline.
    void finish(QDeadlineTimer deadline);

private:
    using Promises = std::vector<QPromise<Expected<void>>>;
    struct Write
    {
        QJsonObject values; // the newest
        std::chrono::seconds timeToLive{0};
        bool isWaiting = false; // the newest values were not handed over yet
        bool mustSucceed = false; // nobody else would try it again
        bool isRefused = false; // the store takes others, but not these
        int failures = 0; // since the last success
        quint64 run = 0; // the number of the write under way; 0 if there is none
        QFuture<Expected<void>> future; // of the write under way
        Promises waiting;
        Promises running;
    };

    Write &put(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive);
    void begin(const StoreKey &key);
    void end(const StoreKey &key, quint64 run, const Expected<void> &result);
    void tryAgain();
    void noteFailure(const StoreKey &key, Write &write, const Error &error);
    void retryIn(std::chrono::milliseconds pause);
    void trim();
    QList<StoreKey> keys() const;

    StateStore &m_store;
    struct Hash
    {
        std::size_t operator()(const StoreKey &key) const { return qHash(key); }
    };
    std::unordered_map<StoreKey, Write, Hash> m_writes; // a QHash can't hold what can't be copied
    quint64 m_runs = 0;
    bool m_isFailing = false;
    std::chrono::milliseconds m_pause;
    QTimer m_retry;
};

} // namespace BackState::Http

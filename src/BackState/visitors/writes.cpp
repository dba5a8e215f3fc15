#include "writes_p.h"

#include <BackState/text/log.h>

#include <BackState/store/futures.h>

#include <QSemaphore>

#include <limits>
#include <memory>

namespace BackState::Http {

namespace {

// Between two attempts with a store that fails.
constexpr std::chrono::milliseconds firstPause(250);
constexpr std::chrono::milliseconds longestPause = std::chrono::seconds(30);

// How many objects' values are kept for a store that fails. Without a limit they would fill the
// memory.
constexpr std::size_t mostWrites = 100'000;

void tell(std::vector<QPromise<Expected<void>>> &promises, const Expected<void> &result)
{
    for (auto &promise : std::exchange(promises, {})) {
        promise.addResult(result);
        promise.finish();
    }
}

} // namespace

Writes::Writes(StateStore &store)
    : m_store(store)
    , m_pause(firstPause)
{
    m_retry.setSingleShot(true);
    QObject::connect(&m_retry, &QTimer::timeout, this, [this] { tryAgain(); });
}

void Writes::save(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive)
{
    Write &write = put(key, values, timeToLive);
    write.mustSucceed = true;
    if (write.run == 0 && !m_isFailing)
        begin(key);
}

QFuture<Expected<void>>
Writes::saveNow(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive)
{
    Write &write = put(key, values, timeToLive);
    write.waiting.emplace_back().start();
    QFuture<Expected<void>> future = write.waiting.back().future();
    if (write.run == 0)
        begin(key);
    return future;
}

Writes::Write &
Writes::put(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive)
{
    if (!m_writes.contains(key))
        trim();
    Write &write = m_writes[key];
    write.values = values;
    write.timeToLive = timeToLive;
    write.isWaiting = true;
    return write;
}

void Writes::trim()
{
    if (m_writes.size() < mostWrites)
        return;
    const auto some = m_writes.begin();
    qCCritical(log).noquote() << "the store takes nothing, and too much waits for it: values of"
                              << some->first.nameSpace << "are lost";
    tell(
        some->second.waiting,
        Error{Error::Kind::Unavailable, {}, QStringLiteral("too much waits for the store")});
    m_writes.erase(some);
}

void Writes::begin(const StoreKey &key)
{
    Write &write = m_writes[key];
    write.isWaiting = false;
    std::move(write.waiting.begin(), write.waiting.end(), std::back_inserter(write.running));
    write.waiting.clear();
    const quint64 run = ++m_runs;
    write.run = run;
    write.future = m_store.save(key, write.values, write.timeToLive);
    whenFinished(write.future, this, [this, key, run](const Expected<void> &result) {
        end(key, run, result);
    });
}

void Writes::end(const StoreKey &key, quint64 run, const Expected<void> &result)
{
    const auto found = m_writes.find(key);
    if (found == m_writes.end() || found->second.run != run) // finish() told of it already
        return;
    Write &write = found->second;
    write.run = 0;
    tell(write.running, result);
    if (!result) {
        noteFailure(key, write, result.error());
        write.isWaiting = write.isWaiting || write.mustSucceed;
        if (!write.isWaiting)
            m_writes.erase(found);
        else
            retryIn(write.isRefused ? longestPause : m_pause);
        return;
    }
    write.failures = 0;
    write.isRefused = false;
    if (std::exchange(m_isFailing, false)) {
        qCInfo(log) << "the store takes values again";
        m_pause = firstPause;
        m_retry.start(0);
    }
    if (write.isWaiting)
        begin(key);
    else
        m_writes.erase(found);
}

// A write that fails again after others succeeded is refused for itself, and must not hold up the
// others.
void Writes::noteFailure(const StoreKey &key, Write &write, const Error &error)
{
    if (write.mustSucceed && ++write.failures > 1 && !m_isFailing) {
        if (!std::exchange(write.isRefused, true))
            qCWarning(log).noquote()
                << "the store takes others' values, but not those of" << key.nameSpace
                << "which are kept and tried again:" << error.message;
        return;
    }
    if (std::exchange(m_isFailing, true))
        return;
    qCWarning(log).noquote() << "the store did not take values, which are kept and saved later:"
                             << error.message;
}

void Writes::retryIn(std::chrono::milliseconds pause)
{
    if (!m_retry.isActive() || m_retry.remainingTimeAsDuration() > pause)
        m_retry.start(pause);
}

// While the store fails, one write is enough to see whether it still does: the one that it refused
// least often, because there may be some that it never takes.
void Writes::tryAgain()
{
    m_pause = std::min(m_pause * 2, longestPause);
    QList<StoreKey> waiting;
    int fewest = std::numeric_limits<int>::max();
    for (const auto &[key, write] : m_writes) {
        if (!write.isWaiting || write.run != 0 || (m_isFailing && write.failures >= fewest))
            continue;
        if (m_isFailing)
            waiting.clear();
        fewest = write.failures;
        waiting.append(key);
    }
    for (const StoreKey &key : std::as_const(waiting))
        begin(key);
}

void Writes::forget(const StoreKey &key)
{
    const auto found = m_writes.find(key);
    if (found == m_writes.end())
        return;
    tell(found->second.waiting, Expected<void>());
    tell(found->second.running, Expected<void>());
    m_writes.erase(found);
}

const QJsonObject *Writes::find(const StoreKey &key) const
{
    const auto found = m_writes.find(key);
    return found == m_writes.cend() ? nullptr : &found->second.values;
}

QList<StoreKey> Writes::keys() const
{
    QList<StoreKey> keys;
    keys.reserve(qsizetype(m_writes.size()));
    for (const auto &[key, write] : m_writes)
        keys.append(key);
    return keys;
}

void Writes::finish(QDeadlineTimer deadline)
{
    for (const StoreKey &key : keys()) {
        // Also if another one is under way, because the store keeps their order.
        if (m_writes[key].isWaiting)
            begin(key);
    }
    // Shared with continuations that may run after this, in the store's thread.
    const auto finished = std::make_shared<QSemaphore>();
    for (auto &[key, write] : m_writes) {
        write.future
            .then(
                QtFuture::Launch::Sync,
                [finished](const Expected<void> &) { finished->release(); })
            .onCanceled([finished] { finished->release(); });
    }
    finished->tryAcquire(int(m_writes.size()), int(deadline.remainingTime()));
    qsizetype lost = 0;
    for (const StoreKey &key : keys()) {
        const Write &write = m_writes[key];
        if (write.future.isFinished())
            end(key, write.run, resultOf(write.future));
        if (m_writes.contains(key))
            ++lost;
    }
    if (lost > 0)
        qCCritical(log) << "the store did not take the last values of" << lost << "objects in time";
}

} // namespace BackState::Http

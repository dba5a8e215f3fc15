#include "writes_p.h"

#include <BackState/store/futures.h>
#include <BackState/text/clock.h>
#include <BackState/text/log.h>

#include <QThread>

#include <algorithm>
#include <limits>

namespace BackState::Http {

namespace {

// Between two attempts with a store that fails.
constexpr std::chrono::milliseconds firstPause(250);
constexpr std::chrono::milliseconds longestPause = std::chrono::seconds(5);

void tell(std::vector<QPromise<Expected<void>>> &promises, const StateStore::Saved &result)
{
    for (auto &promise : std::exchange(promises, {})) {
        promise.addResult(result ? Expected<void>() : Expected<void>(result.error()));
        promise.finish();
    }
}

} // namespace

Writes::Writes(ContainedStore &store)
    : m_store(store)
    , m_pause(firstPause)
{
    m_retry.setSingleShot(true);
    QObject::connect(&m_retry, &QTimer::timeout, this, [this] { tryAgain(); });
}

void Writes::save(Values values, const Holder &holder)
{
    const StoreKey key = values.key;
    Write &write = put(std::move(values));
    write.mustSucceed = true;
    addHolder(key, holder);
    if (write.run != 0)
        return;
    if (m_problem.isEmpty())
        begin(key);
    else
        retryIn(m_pause);
}

QFuture<Expected<void>> Writes::saveNow(Values values, const std::optional<Holder> &holder)
{
    const StoreKey key = values.key;
    Write &write = put(std::move(values));
    if (holder)
        addHolder(key, *holder);
    write.mustSucceed = write.mustSucceed || holder;
    write.waiting.emplace_back().start();
    QFuture<Expected<void>> future = write.waiting.back().future();
    if (write.run == 0)
        begin(key);
    return future;
}

// What waits was made from the same as what takes its place: nobody else wrote in between. While a
// write is under way, its result says what the next one is made from.
Writes::Write &Writes::put(Values values)
{
    const auto [found, isNew] = m_writes.try_emplace(values.key);
    Write &write = found->second;
    if (!isNew) {
        values.madeFrom = write.newest.madeFrom;
        if (!values.former)
            values.former = write.newest.former;
    }
    write.newest = std::move(values);
    write.isWaiting = true;
    return write;
}

void Writes::begin(const StoreKey &key)
{
    Write &write = m_writes[key];
    write.isWaiting = false;
    std::move(write.waiting.begin(), write.waiting.end(), std::back_inserter(write.running));
    write.waiting.clear();
    const quint64 run = ++m_runs;
    write.run = run;
    if (m_running++ == 0)
        m_heardAt = milliseconds();
    const Values &values = write.newest;
    write.movesFrom = values.former;
    write.future = values.former
        ? *m_store.move(*values.former, key, values.values, values.timeToLive)
        : m_store.save(key, values.values, values.timeToLive, values.madeFrom);
    const auto future = write.future; // the write may have ended when this returns
    whenFinished(future, this, [this, key, run](const StateStore::Saved &result) {
        end(key, run, result);
    });
}

// Whoever waits is told last, and may save something else then.
void Writes::end(const StoreKey &key, quint64 run, const StateStore::Saved &result)
{
    m_heardAt = milliseconds();
    const auto found = m_writes.find(key);
    if (found == m_writes.end() || found->second.run != run) // finish() told of it already
        return;
    Write &write = found->second;
    write.run = 0;
    --m_running;
    Promises waiting = std::move(write.running);
    write.running.clear();
    if (result)
        endWell(key, *result);
    else if (result.error().kind == Error::Kind::Conflict)
        endRefused(key, waiting);
    else
        endBadly(key, result.error());
    tell(waiting, result);
}

void Writes::endWell(const StoreKey &key, quint64 version)
{
    Write &write = m_writes[key];
    write.failures = 0;
    write.isRefused = false;
    if (write.newest.madeFrom)
        write.newest.madeFrom = version;
    if (write.newest.former == write.movesFrom)
        write.newest.former.reset();
    const std::vector<Holder> holders = write.holders;
    if (!std::exchange(m_problem, {}).isEmpty()) {
        qCInfo(log) << "the store takes values again";
        m_pause = firstPause;
        m_retry.start(0);
    }
    if (write.isWaiting)
        begin(key);
    else
        m_writes.erase(key);
    for (const Holder &holder : holders)
        Q_EMIT saved(holder, version);
}

// What waits was made from the same.
void Writes::endRefused(const StoreKey &key, Promises &waiting)
{
    const auto found = m_writes.find(key);
    std::move(
        found->second.waiting.begin(),
        found->second.waiting.end(),
        std::back_inserter(waiting));
    const std::vector<Holder> holders = std::move(found->second.holders);
    m_writes.erase(found);
    for (const Holder &holder : holders)
        Q_EMIT refused(holder);
}

void Writes::endBadly(const StoreKey &key, const Error &error)
{
    Write &write = m_writes[key];
    if (write.mustSucceed)
        noteFailure(key, write, error);
    write.isWaiting = write.isWaiting || write.mustSucceed;
    if (!write.isWaiting)
        m_writes.erase(key); // whoever waits for it decides what comes of it
    else
        retryIn(write.isRefused ? longestPause : m_pause);
}

// A write that fails again after others succeeded is refused for itself, and must not hold up the
// others.
void Writes::noteFailure(const StoreKey &key, Write &write, const Error &error)
{
    if (++write.failures > 1 && m_problem.isEmpty()) {
        if (!std::exchange(write.isRefused, true))
            qCWarning(log).noquote()
                << "the store takes others' values, but not those of" << key.nameSpace
                << "which are kept and tried again:" << error.message;
        return;
    }
    const bool isKnown = !m_problem.isEmpty();
    if (!isKnown)
        m_problemSince = milliseconds();
    m_problem = error.message.isEmpty() ? QStringLiteral("it gives no reason") : error.message;
    if (!isKnown)
        qCWarning(log).noquote() << "the store did not take values, which are kept and saved later:"
                                 << m_problem;
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
    const bool isFailing = !m_problem.isEmpty();
    QList<StoreKey> waiting;
    int fewest = std::numeric_limits<int>::max();
    for (const auto &[key, write] : m_writes) {
        if (!write.isWaiting || write.run != 0 || (isFailing && write.failures >= fewest))
            continue;
        if (isFailing)
            waiting.clear();
        fewest = write.failures;
        waiting.append(key);
    }
    if (waiting.isEmpty() && m_running == 0)
        m_problem.clear(); // nothing would tell that it is over
    for (const StoreKey &key : std::as_const(waiting)) {
        if (m_writes.contains(key))
            begin(key);
    }
}

bool Writes::forget(const StoreKey &key)
{
    const auto found = m_writes.find(key);
    if (found == m_writes.end())
        return false;
    Write forgotten = std::move(found->second);
    m_writes.erase(found);
    if (forgotten.run != 0)
        --m_running;
    tell(forgotten.waiting, quint64(0));
    tell(forgotten.running, quint64(0));
    return forgotten.run != 0;
}

std::optional<quint64> Writes::madeFrom(const StoreKey &key) const
{
    const auto found = m_writes.find(key);
    return found == m_writes.cend() ? std::nullopt : found->second.newest.madeFrom;
}

const QJsonObject *Writes::find(const StoreKey &key) const
{
    const auto found = m_writes.find(key);
    return found == m_writes.cend() ? nullptr : &found->second.newest.values;
}

void Writes::addHolder(const StoreKey &key, const Holder &holder)
{
    std::vector<Holder> &holders = m_writes[key].holders;
    if (std::find(holders.cbegin(), holders.cend(), holder) == holders.cend())
        holders.push_back(holder);
}

QList<StoreKey> Writes::keys() const
{
    QList<StoreKey> keys;
    keys.reserve(qsizetype(m_writes.size()));
    for (const auto &[key, write] : m_writes)
        keys.append(key);
    return keys;
}

void Writes::beginWaiting()
{
    for (const StoreKey &key : keys()) {
        const auto found = m_writes.find(key);
        if (found != m_writes.end() && found->second.isWaiting && found->second.run == 0)
            begin(key);
    }
}

void Writes::takeAnswers()
{
    for (const StoreKey &key : keys()) {
        const auto found = m_writes.find(key);
        if (found == m_writes.end() || found->second.run == 0 || !found->second.future.isFinished())
            continue;
        const QFuture<StateStore::Saved> future = found->second.future;
        end(key, found->second.run, resultOf(future));
    }
}

// The store's futures may finish in any thread, and this one is blocked. A store that failed to
// take something is asked again, as long as there is time.
qsizetype Writes::finish(QDeadlineTimer deadline)
{
    constexpr std::chrono::milliseconds pause(50); // between two attempts
    constexpr std::chrono::milliseconds step(2);
    m_retry.stop(); // until it is resumed
    QDeadlineTimer again(0);
    for (;;) {
        if (again.hasExpired()) {
            beginWaiting();
            again = QDeadlineTimer(pause);
        }
        takeAnswers();
        if (m_writes.empty() || deadline.hasExpired())
            return qsizetype(m_writes.size());
        QThread::usleep(ulong(std::chrono::microseconds(step).count()));
    }
}

void Writes::resume()
{
    if (!m_writes.empty())
        m_retry.start(0);
}

} // namespace BackState::Http

#include <BackState/store/memory_store.h>

#include <QHash>
#include <QMutex>

#include <algorithm>
#include <list>

namespace BackState {

using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;

namespace {

struct Entry
{
    KeptValues kept;
    std::optional<Clock::time_point> end; // nothing if it never ends
    std::list<StoreKey>::iterator position;

    bool isOver(Clock::time_point now) const { return end && *end <= now; }
};

} // namespace

class MemoryStorePrivate
{
public:
    using Entries = QHash<StoreKey, Entry>;

    // Returns null, and erases the entry, when its time is over.
    Entry *find(const StoreKey &key)
    {
        const auto found = entries.find(key);
        if (found == entries.end())
            return nullptr;
        if (!found->isOver(Clock::now()))
            return &*found;
        erase(found);
        return nullptr;
    }

    Entries::iterator erase(Entries::iterator entry)
    {
        order.erase(entry->position);
        return entries.erase(entry);
    }

    quint64 put(const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive);

    QMutex mutex;
    quint64 lastVersion = 0;
    qsizetype capacity = 0;
    Entries entries;
    std::list<StoreKey> order; // the one unused for longest first
};

/*!
    \class BackState::MemoryStore
    \brief Keeps values in memory: they outlive their state objects, not the store.

    With it the values of a session come back to a visitor whose session was ended for want of use,
    within ServerOptions::storedSession, and tests need no file. It holds \l defaultCapacity entries
    or as many as its constructor was told; when there are more, those unused for longest go first.

    Every function may be called from any thread, its future is finished when it returns, and none
    of them fails, but for a save that was made from another version than the one that is kept.

    \code
    server.store(std::make_unique<BackState::MemoryStore>());
    \endcode
*/

MemoryStore::MemoryStore(qsizetype capacity)
    : d(std::make_unique<MemoryStorePrivate>())
{
    d->capacity = std::max<qsizetype>(capacity, 1);
}

MemoryStore::~MemoryStore() = default;

QFuture<StateStore::Loaded> MemoryStore::load(const StoreKey &key)
{
    const QMutexLocker lock(&d->mutex);
    Entry *entry = d->find(key);
    if (!entry)
        return finishedFuture<Loaded>(std::optional<KeptValues>());
    d->order.splice(d->order.end(), d->order, entry->position);
    return finishedFuture<Loaded>(std::optional(entry->kept));
}

quint64 MemoryStorePrivate::put(
    const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive)
{
    Entry *entry = find(key);
    if (!entry)
        entry = &*entries.insert(key, {{}, {}, order.insert(order.end(), key)});
    else
        order.splice(order.end(), order, entry->position);
    const quint64 version = ++lastVersion;
    entry->kept = {values, version};
    entry->end.reset();
    if (timeToLive.count() > 0)
        entry->end = Clock::now() + timeToLive;
    while (entries.size() > capacity)
        erase(entries.find(order.front()));
    return version;
}

QFuture<StateStore::Saved> MemoryStore::save(
    const StoreKey &key,
    const QJsonObject &values,
    std::chrono::seconds timeToLive,
    std::optional<quint64> madeFrom)
{
    const QMutexLocker lock(&d->mutex);
    const Entry *entry = madeFrom ? d->find(key) : nullptr;
    if (entry && entry->kept.version != *madeFrom)
        return finishedFuture<Saved>(
            Error{Error::Kind::Conflict, {}, u"other values were saved meanwhile"_s});
    return finishedFuture<Saved>(d->put(key, values, timeToLive));
}

std::optional<QFuture<StateStore::Saved>> MemoryStore::move(
    const StoreKey &from,
    const StoreKey &to,
    const QJsonObject &values,
    std::chrono::seconds timeToLive)
{
    const QMutexLocker lock(&d->mutex);
    if (from != to && d->find(from))
        d->erase(d->entries.find(from));
    return finishedFuture<Saved>(d->put(to, values, timeToLive));
}

QFuture<Expected<bool>> MemoryStore::remove(const StoreKey &key)
{
    const QMutexLocker lock(&d->mutex);
    const bool isThere = d->find(key) != nullptr;
    if (isThere)
        d->erase(d->entries.find(key));
    return finishedFuture(Expected<bool>(isThere));
}

QFuture<Expected<bool>> MemoryStore::exists(const StoreKey &key)
{
    const QMutexLocker lock(&d->mutex);
    return finishedFuture(Expected<bool>(d->find(key) != nullptr));
}

QFuture<Expected<qsizetype>> MemoryStore::cleanup()
{
    const QMutexLocker lock(&d->mutex);
    const Clock::time_point now = Clock::now();
    qsizetype removed = 0;
    for (auto next = d->entries.begin(); next != d->entries.end();) {
        if (next->isOver(now)) {
            next = d->erase(next);
            ++removed;
        } else {
            ++next;
        }
    }
    return finishedFuture(Expected<qsizetype>(removed));
}

QString MemoryStore::description() const
{
    return u"memory"_s;
}

qsizetype MemoryStore::size() const
{
    const QMutexLocker lock(&d->mutex);
    return d->entries.size();
}

} // namespace BackState

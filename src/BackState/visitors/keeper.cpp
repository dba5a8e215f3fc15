#include <BackState/visitors/keeper.h>

#include <BackState/text/log.h>

#include <BackState/core/stored_values.h>
#include <BackState/store/futures.h>
#include <BackState/text/clock.h>
#include <BackState/text/shrink.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/tab.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// Between two attempts to load from a store that fails.
constexpr std::chrono::milliseconds firstPause(500);
constexpr std::chrono::milliseconds longestPause = std::chrono::seconds(30);

constexpr quint64 neverSaved = ~quint64(0);

StoreKey keyOf(const State &state, const QByteArray &owner)
{
    return {QString::fromUtf8(StateData::of(state).schema().nameSpace()), QString::fromUtf8(owner)};
}

// Those that the program lent have their names, as records have their keys.
StoreKey keyOf(const State &state)
{
    if (const Owner *owner = Owner::of(state))
        return keyOf(state, owner->key());
    const QByteArray &name = StateData::of(state).key();
    return keyOf(state, name.isEmpty() ? "global"_ba : "object/" + name);
}

// Whether it can't be in any store: what it belongs to is new.
bool isOfNewOwner(const State &state)
{
    const Owner *owner = Owner::of(state);
    if (owner && owner->kind == Owner::Kind::Session)
        return static_cast<const Session *>(owner)->isProvisional();
    return owner && owner->kind == Owner::Kind::Tab
        && static_cast<const Tab *>(owner)->stream.isFresh();
}

Error unavailable(const QString &sentence)
{
    return {Error::Kind::Unavailable, {}, sentence};
}

} // namespace

Keeper::Keeper(const ServerOptions &options, Changes &changes)
    : m_options(options)
    , m_changes(changes)
    , m_loadPause(firstPause)
{
    m_saving.setSingleShot(true);
    m_loading.setSingleShot(true);
    QObject::connect(&m_saving, &QTimer::timeout, this, [this] { saveDirty(); });
    QObject::connect(&m_loading, &QTimer::timeout, this, [this] { loadAgain(); });
    QObject::connect(&m_touching, &QTimer::timeout, this, [this] { touch(); });
    QObject::connect(&m_cleaning, &QTimer::timeout, this, [this] { cleanUp(); });
}

Keeper::~Keeper()
{
    finish();
    m_changes.setStorageAccess(nullptr);
}

void Keeper::setStore(std::unique_ptr<StateStore> store)
{
    m_writes.reset();
    m_store = std::move(store);
    if (m_store)
        m_writes = std::make_unique<Writes>(*m_store);
    m_changes.setStorageAccess(m_store ? this : nullptr);
}

void Keeper::start()
{
    m_hasBegun = true;
    if (!m_store) {
        m_entries = {}; // nothing will ever be kept
        return;
    }
    if (std::exchange(m_isStarted, true))
        return;
    const QList<const State *> early = m_entries.keys(); // made before there was a store
    for (const State *state : early) {
        if (Entry *entry = find(*state); entry && entry->phase == Phase::New)
            load(*entry);
    }
    m_cleaning.start(std::max(m_options.cleanupInterval, std::chrono::milliseconds(1)));
    cleanUp();
}

Keeper::Entry *Keeper::find(const State &state)
{
    const auto found = m_entries.find(&state);
    return found == m_entries.end() ? nullptr : &*found;
}

Keeper::Entry *Keeper::find(const State &state, quint64 serial)
{
    Entry *entry = find(state);
    return entry && entry->serial == serial ? entry : nullptr;
}

bool Keeper::isLoading(const State &state) const
{
    const auto found = m_entries.constFind(&state);
    return found != m_entries.cend() && found->phase == Phase::Loading;
}

void Keeper::made(State &state)
{
    if ((m_hasBegun && !m_store) || StateData::of(state).schema().store() != Store::Server)
        return;
    Entry &entry = m_entries[&state];
    entry = {};
    entry.state = &state;
    entry.serial = ++m_serials;
    entry.made = entry.saved = StateData::of(state).version();
    if (m_isStarted)
        load(entry);
}

void Keeper::load(Entry &entry)
{
    const State &state = *entry.state;
    entry.touchedAt = milliseconds();
    if (entry.phase == Phase::New && isOfNewOwner(state)) {
        entry.phase = Phase::Kept;
        return;
    }
    const StoreKey key = keyOf(state);
    // Of the object's predecessor, not written yet
    if (const QJsonObject *values = m_writes->find(key)) {
        take(entry, *values);
        return;
    }
    if (entry.phase == Phase::New)
        entry.phase = Phase::Loading;
    const quint64 serial = entry.serial;
    whenFinished(
        m_store->load(key),
        this,
        [this, &state, serial](const StateStore::Loaded &result) {
            if (Entry *loaded = find(state, serial)) // its address only, until it is found
                finishLoad(*loaded, result);
        });
}

void Keeper::finishLoad(Entry &entry, const StateStore::Loaded &result)
{
    if (entry.phase == Phase::Kept) // loaded by hand meanwhile
        return;
    if (result) {
        if (std::exchange(m_isFailing, false)) {
            qCInfo(log) << "the store can be read again";
            m_loading.start(0); // for all others
        }
        m_loadPause = firstPause;
        if (const std::optional<QJsonObject> &values = *result)
            take(entry, *values);
        else
            settle(entry, Phase::Kept);
        return;
    }
    if (!std::exchange(m_isFailing, true))
        qCWarning(log).noquote()
            << "the store could not be read; objects start with their defaults, and get their "
               "values when it can:"
            << result.error().message;
    if (!m_loading.isActive())
        m_loading.start(m_loadPause);
    settle(entry, Phase::Failed);
}

// What was changed since the object was made stays.
void Keeper::take(Entry &entry, const QJsonObject &values)
{
    State &state = *entry.state;
    const quint64 serial = entry.serial;
    StateData::of(state).refresh();
    const bool isComplete = restoreValues(state, values, entry.made);
    StateData::of(state).refresh();
    // A setter may have made or ended others, and moved the entry
    Entry *taken = find(state, serial);
    if (!taken)
        return;
    taken->isInStore = true;
    taken->saved = storedVersion(state);
    if (!isComplete || taken->hasMoved)
        taken->saved = neverSaved;
    settle(*taken, Phase::Kept);
}

void Keeper::settle(Entry &entry, Phase phase)
{
    const State *state = entry.state;
    entry.phase = phase;
    if (phase == Phase::Kept)
        plan(entry);
    Q_EMIT settled(state);
}

void Keeper::loadAgain()
{
    m_loadPause = std::min(m_loadPause * 2, longestPause);
    const QList<const State *> states = m_entries.keys();
    bool isFirst = true;
    for (const State *state : states) {
        Entry *entry = find(*state);
        if (!entry || entry->phase != Phase::Failed)
            continue;
        load(*entry);
        // While it fails one is enough to see whether it still does.
        if (std::exchange(isFirst, false) && m_isFailing) {
            m_loading.start(m_loadPause);
            return;
        }
    }
}

void Keeper::changed(State &state)
{
    Entry *entry = m_isStarted ? find(state) : nullptr;
    if (entry)
        plan(*entry);
}

// The first change that is not saved starts the delay for all, so that none waits longer than it.
void Keeper::plan(Entry &entry)
{
    if (entry.isDirty || entry.phase != Phase::Kept || storedVersion(*entry.state) == entry.saved)
        return;
    entry.isDirty = true;
    m_dirty.push_back(entry.state);
    if (!m_saving.isActive())
        m_saving.start(m_options.saveDelay);
}

void Keeper::saveDirty()
{
    for (const State *state : std::exchange(m_dirty, {})) {
        if (Entry *entry = find(*state); entry && std::exchange(entry->isDirty, false))
            save(*entry);
    }
}

void Keeper::save(Entry &entry)
{
    const State &state = *entry.state;
    entry.saved = storedVersion(state);
    entry.isInStore = true;
    entry.touchedAt = milliseconds();
    const std::chrono::seconds time = timeToLive(state);
    if (time.count() > 0) { // its time begins anew as long as it is used
        const auto interval = std::clamp<std::chrono::milliseconds>(
            std::chrono::milliseconds(time) / 4,
            std::chrono::milliseconds(200),
            std::chrono::minutes(10));
        if (!m_touching.isActive() || m_touching.intervalAsDuration() > interval)
            m_touching.start(interval);
    }
    m_writes->save(keyOf(state), storedValues(state), time);
}

std::chrono::seconds Keeper::timeToLive(const State &state) const
{
    if (const int seconds = StateData::of(state).schema().timeToLive(); seconds > 0)
        return std::chrono::seconds(seconds);
    const Owner *owner = Owner::of(state);
    if (owner && owner->kind == Owner::Kind::Tab)
        return std::chrono::ceil<std::chrono::seconds>(m_options.tabGrace);
    if (owner && owner->kind == Owner::Kind::Session)
        return std::chrono::ceil<std::chrono::seconds>(m_options.storedSession);
    return {};
}

// What lives is used, however seldom it changes.
void Keeper::touch()
{
    const qint64 now = milliseconds();
    for (Entry &entry : m_entries) {
        if (!entry.isInStore || entry.phase != Phase::Kept)
            continue;
        const std::chrono::milliseconds time = timeToLive(*entry.state);
        if (time.count() > 0 && now - entry.touchedAt >= time.count() / 2)
            save(entry);
    }
}

void Keeper::cleanUp()
{
    whenFinished(m_store->cleanup(), this, [](const Expected<qsizetype> &removed) {
        if (!removed)
            qCInfo(log).noquote() << "what expired could not be removed from the store:"
                                  << removed.error().message;
    });
}

void Keeper::ending(State &state)
{
    Entry *entry = m_isStarted ? find(state) : nullptr;
    if (!entry)
        return;
    StateData::of(state).refresh();
    const bool isChanged = storedVersion(state) != entry->saved;
    if (entry->phase == Phase::Kept) {
        if (isChanged || (entry->isInStore && timeToLive(state).count() > 0))
            save(*entry);
    } else if (isChanged) {
        qCWarning(log).noquote()
            << state.metaObject()->className()
            << "ended before its stored values could be loaded: what changed is not saved";
    }
}

void Keeper::gone(const State *state)
{
    const bool wasKnown = m_entries.remove(state) > 0;
    shrink(m_entries);
    if (wasKnown)
        Q_EMIT settled(state);
}

void Keeper::moved(const Owner &owner, const QByteArray &formerKey)
{
    for (const auto &state : owner.states) {
        Entry *entry = m_isStarted ? find(*state) : nullptr;
        if (!entry)
            continue;
        const StoreKey former = keyOf(*state, formerKey);
        const bool isLoading = entry->phase == Phase::Loading; // it brings what is removed now
        if (entry->isInStore || isLoading) {
            m_writes->forget(former);
            m_store->remove(former);
        }
        entry->hasMoved = isLoading;
        if (entry->phase == Phase::Kept
            && (entry->isInStore || storedVersion(*state) != entry->saved))
            save(*entry);
    }
}

void Keeper::finish()
{
    if (!m_isStarted)
        return;
    m_changes.refresh();
    const QList<const State *> states = m_entries.keys();
    for (const State *state : states) {
        if (Entry *entry = find(*state);
            entry && entry->phase == Phase::Kept && storedVersion(*state) != entry->saved)
            save(*entry);
    }
    m_writes->finish(QDeadlineTimer(m_options.shutdownWait));
}

QFuture<Expected<void>> Keeper::save(State &state)
{
    Entry *entry = find(state);
    if (entry && entry->phase != Phase::Kept)
        return finishedFuture(Expected<void>(unavailable(
            u"the values that are stored could not be loaded yet, and are not saved over"_s)));
    StateData::of(state).refresh();
    if (entry) {
        entry->saved = storedVersion(state);
        entry->isInStore = true;
        entry->touchedAt = milliseconds();
    }
    return m_writes->saveNow(keyOf(state), storedValues(state), timeToLive(state));
}

QFuture<Expected<bool>> Keeper::load(State &state)
{
    const StoreKey key = keyOf(state);
    if (const QJsonObject *values = m_writes->find(key)) {
        restoreValues(state, QJsonObject(*values));
        return finishedFuture(Expected<bool>(true));
    }
    // For a lambda that can be copied
    const auto promise = std::make_shared<QPromise<Expected<bool>>>();
    promise->start();
    whenFinished(
        m_store->load(key),
        this,
        [this, promise, to = QPointer<State>(&state)](const StateStore::Loaded &result) {
            promise->addResult(takeByHand(to, result));
            promise->finish();
        });
    return promise->future();
}

Expected<bool> Keeper::takeByHand(const QPointer<State> &state, const StateStore::Loaded &result)
{
    if (!result)
        return result.error();
    if (!state)
        return unavailable(u"the state object is gone"_s);
    const std::optional<QJsonObject> &values = *result;
    if (values)
        restoreValues(*state, *values);
    if (Entry *entry = state ? find(*state) : nullptr) {
        entry->isInStore = values.has_value();
        if (values)
            entry->saved = storedVersion(*state);
        if (entry->phase != Phase::Kept)
            settle(*entry, Phase::Kept);
    }
    return values.has_value();
}

QFuture<Expected<bool>> Keeper::remove(State &state)
{
    const StoreKey key = keyOf(state);
    m_writes->forget(key);
    if (Entry *entry = find(state)) {
        entry->saved = storedVersion(state);
        entry->isInStore = false;
        if (entry->phase != Phase::Kept)
            settle(*entry, Phase::Kept);
    }
    return m_store->remove(key);
}

QFuture<Expected<bool>> Keeper::exists(State &state)
{
    const StoreKey key = keyOf(state);
    return m_writes->find(key) ? finishedFuture(Expected<bool>(true)) : m_store->exists(key);
}

} // namespace BackState::Http

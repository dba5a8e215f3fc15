#include <BackState/visitors/keeper.h>

#include <BackState/core/changes.h>
#include <BackState/core/schema.h>
#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/core/stored_values.h>
#include <BackState/store/contained_store.h>
#include <BackState/store/futures.h>
#include <BackState/text/clock.h>
#include <BackState/text/log.h>
#include <BackState/visitors/owner.h>

#include <QPromise>

#include <algorithm>
#include <utility>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// Between two attempts to load from a store that fails.
constexpr std::chrono::milliseconds firstPause(500);
constexpr std::chrono::milliseconds longestPause = std::chrono::seconds(30);

// Whether it can't be in any store, because its owner is new.
bool isOfNewOwner(const State &state)
{
    const Owner *owner = Owner::of(state);
    return owner && owner->isNew();
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
    m_loading.setSingleShot(true);
    QObject::connect(&m_loading, &QTimer::timeout, this, [this] { loadAgain(); });
    QObject::connect(&m_cleaning, &QTimer::timeout, this, [this] { cleanUp(); });
}

Keeper::~Keeper()
{
    finish();
    m_changes.setStorageAccess(nullptr);
}

void Keeper::setStore(std::unique_ptr<StateStore> store)
{
    m_saver.reset();
    m_store = store ? std::make_unique<ContainedStore>(std::move(store)) : nullptr;
    if (m_store)
        m_saver = std::make_unique<Saver>(m_options, m_objects, *m_store);
    m_changes.setStorageAccess(m_store ? this : nullptr);
}

void Keeper::start()
{
    m_hasBegun = true;
    if (!m_store) {
        m_objects.clear(); // nothing will ever be kept
        return;
    }
    if (std::exchange(m_isStarted, true))
        return;
    const QList<const State *> early = m_objects.states(); // made before there was a store
    for (const State *state : early) {
        if (KeptObject *entry = m_objects.find(*state); entry && entry->phase == Phase::New)
            load(*entry);
    }
    m_cleaning.start(std::max(m_options.cleanupInterval, std::chrono::milliseconds(1)));
    cleanUp();
}

bool Keeper::isLoading(const State &state) const
{
    const KeptObject *entry = m_objects.find(state);
    return entry && entry->phase == Phase::Loading;
}

void Keeper::made(State &state)
{
    if ((m_hasBegun && !m_store) || StateData::of(state).schema().store() != Store::Server)
        return;
    KeptObject &entry = m_objects.add(state);
    if (m_isStarted)
        load(entry);
}

void Keeper::load(KeptObject &entry)
{
    const State &state = *entry.state;
    entry.touchedAt = milliseconds();
    if (entry.phase == Phase::New && isOfNewOwner(state)) {
        entry.phase = Phase::Kept;
        return;
    }
    const StoreKey key = storeKeyOf(state);
    // Those of the object's predecessor may be on their way still.
    if (const QJsonObject *values = m_saver->find(key)) {
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
            // It may be no more than an address until it is found.
            if (KeptObject *loaded = m_objects.find(state, serial))
                finishLoad(*loaded, result);
        });
}

void Keeper::finishLoad(KeptObject &entry, const StateStore::Loaded &result)
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

// What was changed since the object was made stays as it is.
void Keeper::take(KeptObject &entry, const QJsonObject &values)
{
    State &state = *entry.state;
    const quint64 serial = entry.serial;
    StateData::of(state).refresh();
    const bool isComplete = restoreValues(state, values, entry.made);
    StateData::of(state).refresh();
    // A setter may have made or ended others, and moved the entry
    KeptObject *taken = m_objects.find(state, serial);
    if (!taken)
        return;
    taken->isInStore = true;
    taken->saved = storedVersion(state);
    if (!isComplete || taken->hasMoved)
        taken->setUnsaved();
    settle(*taken, Phase::Kept);
}

void Keeper::settle(KeptObject &entry, Phase phase)
{
    const State *state = entry.state;
    entry.phase = phase;
    if (phase == Phase::Kept)
        m_saver->plan(entry);
    Q_EMIT settled(state);
}

void Keeper::loadAgain()
{
    m_loadPause = std::min(m_loadPause * 2, longestPause);
    const QList<const State *> states = m_objects.states();
    bool isFirst = true;
    for (const State *state : states) {
        KeptObject *entry = m_objects.find(*state);
        if (!entry || entry->phase != Phase::Failed)
            continue;
        load(*entry);
        // While the store fails, one object is enough to see whether it still does.
        if (std::exchange(isFirst, false) && m_isFailing) {
            m_loading.start(m_loadPause);
            return;
        }
    }
}

void Keeper::changed(State &state)
{
    KeptObject *entry = m_isStarted ? m_objects.find(state) : nullptr;
    if (entry)
        m_saver->plan(*entry);
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
    KeptObject *entry = m_isStarted ? m_objects.find(state) : nullptr;
    if (!entry)
        return;
    StateData::of(state).refresh();
    const bool isChanged = entry->isChanged();
    if (entry->phase == Phase::Kept) {
        if (isChanged || (entry->isInStore && timeToLiveOf(state, m_options).count() > 0))
            m_saver->save(*entry);
    } else if (isChanged) {
        qCWarning(log).noquote()
            << state.metaObject()->className()
            << "ended before its stored values could be loaded: what changed is not saved";
    }
}

void Keeper::gone(const State *state)
{
    if (m_objects.remove(state))
        Q_EMIT settled(state);
}

void Keeper::moved(const Owner &owner, const QByteArray &formerKey)
{
    for (const auto &state : owner.states) {
        KeptObject *entry = m_isStarted ? m_objects.find(*state) : nullptr;
        if (!entry)
            continue;
        const StoreKey former = storeKeyOf(*state, formerKey);
        const bool isLoading = entry->phase == Phase::Loading;
        if (entry->isInStore || isLoading) {
            m_saver->forget(former);
            m_store->remove(former);
        }
        entry->hasMoved = isLoading; // what it brings was removed meanwhile
        if (entry->phase == Phase::Kept && (entry->isInStore || entry->isChanged()))
            m_saver->save(*entry);
    }
}

void Keeper::finish()
{
    if (!m_isStarted)
        return;
    m_changes.refresh();
    m_saver->finish();
}

QFuture<Expected<void>> Keeper::save(State &state)
{
    KeptObject *entry = m_objects.find(state);
    if (entry && entry->phase != Phase::Kept)
        return finishedFuture(Expected<void>(unavailable(
            u"the values that are stored could not be loaded yet, and are not saved over"_s)));
    StateData::of(state).refresh();
    if (entry)
        entry->setSaved();
    return m_saver->saveNow(state);
}

QFuture<Expected<bool>> Keeper::load(State &state)
{
    const StoreKey key = storeKeyOf(state);
    if (const QJsonObject *values = m_saver->find(key)) {
        restoreValues(state, QJsonObject(*values));
        return finishedFuture(Expected<bool>(true));
    }
    // Shared, because the lambda must be copyable and a QPromise is not.
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
    if (KeptObject *entry = state ? m_objects.find(*state) : nullptr) {
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
    const StoreKey key = storeKeyOf(state);
    m_saver->forget(key);
    if (KeptObject *entry = m_objects.find(state)) {
        entry->saved = storedVersion(state);
        entry->isInStore = false;
        if (entry->phase != Phase::Kept)
            settle(*entry, Phase::Kept);
    }
    return m_store->remove(key);
}

QFuture<Expected<bool>> Keeper::exists(State &state)
{
    const StoreKey key = storeKeyOf(state);
    return m_saver->find(key) ? finishedFuture(Expected<bool>(true)) : m_store->exists(key);
}

} // namespace BackState::Http

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
#include <limits>
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

// The rows that a table shows in one window, and what a device does at this moment, come from
// where they are: only what says so is brought back. What has nothing to keep need not be asked
// for.
bool isKept(const State &state)
{
    const Schema &schema = StateData::of(state).schema();
    const Owner *owner = Owner::of(state);
    const auto &properties = schema.properties();
    return schema.store() == Store::Server && (schema.asksForStore() || (owner && owner->isKept()))
        && std::any_of(
               properties.cbegin(),
               properties.cend(),
               [](const Schema::Property &property) { return property.isStored; });
}

Error unavailable(const QString &sentence)
{
    return {Error::Kind::Unavailable, {}, sentence};
}

template<typename T>
Expected<void> withoutValue(const Expected<T> &result)
{
    return result ? Expected<void>() : Expected<void>(result.error());
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
    if (m_store)
        m_store->setWhenEmptied({});
}

void Keeper::setStore(std::unique_ptr<StateStore> store)
{
    m_health.reset();
    m_saver.reset();
    m_store = store ? std::make_unique<ContainedStore>(std::move(store)) : nullptr;
    if (m_store) {
        m_saver = std::make_unique<Saver>(m_options, m_objects, *m_store);
        QObject::connect(m_saver.get(), &Saver::refused, this, &Keeper::loadAnew);
        m_health = std::make_unique<StoreHealth>(m_options, m_saver->writes());
        QObject::connect(m_health.get(), &StoreHealth::silenced, this, &Keeper::giveUpWaiting);
        QObject::connect(m_health.get(), &StoreHealth::readable, this, [this] {
            m_loading.start(0); // for all that was not loaded
        });
        m_store->setWhenEmptied([this] { // in any thread
            QMetaObject::invokeMethod(this, [this] { m_saver->saveAll(); }, Qt::QueuedConnection);
        });
    }
    m_changes.setStorageAccess(m_store ? this : nullptr);
}

void Keeper::start()
{
    m_hasBegun = true;
    m_isGivenUp = false;
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

bool Keeper::isLoaded(const State &state) const
{
    const KeptObject *entry = m_objects.find(state);
    return !entry || entry->phase == Phase::Kept;
}

std::optional<Error> Keeper::refusal(const State &state) const
{
    if (!m_isStarted)
        return std::nullopt;
    if (!isLoaded(state))
        return unavailable(
            u"What is kept of this can't be read now, so nothing was changed. Try again in a "
            u"moment."_s);
    const Writes &writes = m_saver->writes();
    const bool isFull = writes.count() >= std::size_t(std::max(m_options.maxUnsaved, 1))
        && !m_health->isWritable();
    if (isFull && m_objects.find(state) && !writes.contains(storeKeyOf(state)))
        return unavailable(
            u"Too much waits to be saved, so nothing was changed. Try again in a moment."_s);
    return std::nullopt;
}

std::optional<StoreHealth::Trouble> Keeper::trouble(qint64 now) const
{
    return m_isStarted ? m_health->trouble(now) : std::nullopt;
}

void Keeper::probe(qint64 now)
{
    constexpr qint64 pause = 1000; // ms between two of them
    if (!m_isStarted || m_health->due() > 0 || now - m_probedAt < pause)
        return;
    m_probedAt = now;
    m_health->asked();
    whenFinished(
        m_store->exists({u"backstate"_s, u"probe"_s}),
        this,
        [this](const Expected<bool> &result) { m_health->answered(withoutValue(result)); });
}

qsizetype Keeper::unsaved() const
{
    return m_saver ? qsizetype(m_saver->writes().count()) : 0;
}

// Nobody need wait for them any more.
void Keeper::giveUpWaiting()
{
    for (const State *state : m_objects.states()) {
        if (KeptObject *entry = m_objects.find(*state); entry && entry->phase == Phase::Loading)
            settle(*entry, Phase::Failed);
    }
}

void Keeper::made(State &state)
{
    if ((m_hasBegun && !m_store) || !isKept(state))
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
    const StoreKey key = entry.former.value_or(storeKeyOf(state));
    // Those of the object's predecessor may be on their way still.
    if (const QJsonObject *values = m_saver->take(entry, key)) {
        take(entry, QJsonObject(*values));
        return;
    }
    if (entry.phase == Phase::New)
        entry.phase = m_health->isSilent() ? Phase::Failed : Phase::Loading;
    const quint64 serial = entry.serial;
    m_health->asked();
    whenFinished(
        m_store->load(key),
        this,
        [this, &state, serial](const StateStore::Loaded &result) {
            m_health->answered(withoutValue(result));
            // It may be no more than an address until it is found.
            if (KeptObject *loaded = m_objects.find(&state, serial))
                finishLoad(*loaded, result);
        });
}

void Keeper::finishLoad(KeptObject &entry, const StateStore::Loaded &result)
{
    if (entry.phase == Phase::Kept) // loaded by hand meanwhile
        return;
    if (!result) {
        if (!m_loading.isActive())
            m_loading.start(m_loadPause);
        settle(entry, Phase::Failed);
        return;
    }
    m_loadPause = firstPause;
    if (const std::optional<KeptValues> &kept = *result) {
        entry.version = kept->version;
        take(entry, kept->values);
    } else {
        entry.former.reset();
        settle(entry, Phase::Kept);
    }
}

void Keeper::loadAnew(KeptObject &entry)
{
    qCWarning(log).noquote() << "another server saved other values of"
                             << entry.state->metaObject()->className()
                             << "meanwhile: they are taken, and what was changed here is lost";
    entry.made = std::numeric_limits<quint64>::max(); // nothing of it stays
    entry.phase = Phase::Loading;
    load(entry);
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
    KeptObject *taken = m_objects.find(&state, serial);
    if (!taken)
        return;
    taken->isInStore = true;
    taken->saved = storedVersion(state);
    if (!isComplete || taken->former)
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
        if (std::exchange(isFirst, false) && !m_health->isReadable()) {
            m_loading.start(m_loadPause);
            return;
        }
    }
}

void Keeper::changed(State &state)
{
    KeptObject *entry = m_isStarted ? m_objects.find(state) : nullptr;
    if (!entry)
        return;
    m_saver->plan(*entry);
    m_health->listen();
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
        const bool isUnderWay = m_saver->forget(former);
        const bool mayBeThere = entry->isInStore || entry->phase != Phase::Kept;
        if (isUnderWay || (mayBeThere && !entry->former))
            entry->former = former;
        if (entry->phase == Phase::Kept && (entry->former || entry->isChanged()))
            m_saver->save(*entry);
    }
}

// The end may come twice, by close() and by the destructor: a store that did not take something in
// time is not waited for again.
void Keeper::finish()
{
    if (!m_isStarted)
        return;
    m_changes.refresh();
    const QDeadlineTimer deadline(
        m_isGivenUp ? std::chrono::milliseconds(0) : m_options.shutdownWait);
    const qsizetype lost = m_saver->finish(deadline);
    if (lost > 0 && !m_isGivenUp)
        qCCritical(log) << "the store did not take the last values of" << lost << "objects in time";
    m_isGivenUp = lost > 0;
    m_store->release(deadline);
}

QFuture<Expected<void>> Keeper::save(State &state)
{
    if (!isLoaded(state))
        return finishedFuture(Expected<void>(unavailable(
            u"the values that are stored could not be loaded yet, and are not saved over"_s)));
    StateData::of(state).refresh();
    return m_saver->saveNow(state);
}

QFuture<Expected<bool>> Keeper::load(State &state)
{
    const StoreKey key = storeKeyOf(state);
    if (const QJsonObject *values = m_saver->writes().find(key)) {
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
    const std::optional<KeptValues> &kept = *result;
    if (kept)
        restoreValues(*state, kept->values);
    if (KeptObject *entry = state ? m_objects.find(*state) : nullptr) {
        entry->isInStore = kept.has_value();
        entry->version = kept ? kept->version : 0;
        if (kept)
            entry->saved = storedVersion(*state);
        if (entry->phase != Phase::Kept)
            settle(*entry, Phase::Kept);
    }
    return kept.has_value();
}

QFuture<Expected<bool>> Keeper::remove(State &state)
{
    const StoreKey key = storeKeyOf(state);
    m_saver->forget(key);
    if (KeptObject *entry = m_objects.find(state)) {
        entry->saved = storedVersion(state);
        entry->isInStore = false;
        entry->version = 0;
        if (entry->phase != Phase::Kept)
            settle(*entry, Phase::Kept);
    }
    return m_store->remove(key);
}

QFuture<Expected<bool>> Keeper::exists(State &state)
{
    const StoreKey key = storeKeyOf(state);
    return m_saver->writes().find(key) ? finishedFuture(Expected<bool>(true))
                                       : m_store->exists(key);
}

} // namespace BackState::Http

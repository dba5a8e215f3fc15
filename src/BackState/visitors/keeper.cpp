#include <BackState/visitors/keeper.h>

#include <BackState/core/changes.h>
#include <BackState/core/schema.h>
#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/core/stored_values.h>
#include <BackState/store/contained_store.h>
#include <BackState/store/futures.h>
#include <BackState/text/log.h>
#include <BackState/visitors/owner.h>

#include <QDeadlineTimer>
#include <QPromise>
#include <QThread>

#include <algorithm>
#include <utility>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

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

// For what the program changed after close().
constexpr std::chrono::milliseconds longestLateWait = std::chrono::seconds(1);

Error unavailable(const QString &sentence)
{
    return {Error::Kind::Unavailable, {}, sentence};
}

} // namespace

Keeper::Keeper(const ServerOptions &options, Changes &changes)
    : m_options(options)
    , m_changes(changes)
{
    QObject::connect(&m_cleaning, &QTimer::timeout, this, [this] { cleanUp(); });
}

Keeper::~Keeper()
{
    finish();
    m_changes.setStorageAccess(nullptr);
    if (m_store)
        m_store->setWhenTold({});
}

void Keeper::setStore(std::unique_ptr<StateStore> store)
{
    m_loader.reset();
    m_health.reset();
    m_saver.reset();
    m_store = store ? std::make_unique<ContainedStore>(std::move(store)) : nullptr;
    if (m_store) {
        m_saver = std::make_unique<Saver>(m_options, m_objects, *m_store);
        m_health = std::make_unique<StoreHealth>(m_options, m_saver->writes());
        m_loader = std::make_unique<Loader>(m_options, m_objects, *m_store, *m_saver, *m_health);
        QObject::connect(m_loader.get(), &Loader::settled, this, &Keeper::settled);
        m_store->setWhenTold([this](StateStore::News news) { // in any thread
            QMetaObject::invokeMethod(this, [this, news] { hear(news); }, Qt::QueuedConnection);
        });
    }
    m_changes.setStorageAccess(m_store ? this : nullptr);
}

void Keeper::hear(StateStore::News news)
{
    switch (news) {
    case StateStore::News::Emptied:
        if (m_isStarted)
            m_saver->saveAll();
        break;
    case StateStore::News::TakenAway: setClaimed(false); break;
    case StateStore::News::Returned: setClaimed(true); break;
    }
}

void Keeper::setClaimed(bool isClaimed)
{
    if (std::exchange(m_isClaimed, isClaimed) == isClaimed || !m_isStarted)
        return;
    if (isClaimed)
        m_loader->loadAllAnew();
    else
        qCWarning(log) << "another server has the store: nothing that is kept is changed here "
                          "until it lets go";
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
    const QList<const State *> early = m_objects.states(); // made before this
    for (const State *state : early) {
        if (KeptObject *entry = m_objects.find(*state); entry && entry->phase == Phase::New)
            m_loader->load(*entry, true);
    }
    m_saver->resume();
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

bool Keeper::mayBeUnloaded() const
{
    return m_isStarted && m_loader->mayBeUnloaded();
}

void Keeper::beginEvent()
{
    if (m_isStarted)
        m_loader->beginEvent();
}

std::optional<Error> Keeper::endEvent()
{
    if (!m_isStarted || !m_loader->endEvent())
        return std::nullopt;
    return unavailable(
        u"Something that this changes can't be read now, and stays as it is. Try again in a "
        u"moment."_s);
}

std::optional<Error> Keeper::refusal(const State &state) const
{
    const KeptObject *entry = m_isStarted ? m_objects.find(state) : nullptr;
    if (!entry)
        return std::nullopt;
    if (entry->phase != Phase::Kept)
        return unavailable(
            u"What is kept of this can't be read now, so nothing was changed. Try again in a "
            u"moment."_s);
    if (!m_isClaimed)
        return unavailable(
            u"What is changed here can't be kept now, so nothing was changed. Try again in a "
            u"moment."_s);
    const Writes &writes = m_saver->writes();
    const bool isFull = writes.count() >= std::size_t(std::max(m_options.maxUnsaved, 1))
        && !m_health->isWritable();
    if (isFull && !writes.contains(storeKeyOf(state)))
        return unavailable(
            u"Too much waits to be saved, so nothing was changed. Try again in a moment."_s);
    return std::nullopt;
}

std::optional<StoreHealth::Trouble> Keeper::trouble(qint64 now) const
{
    if (!m_isStarted)
        return std::nullopt;
    if (!m_isClaimed) // from the beginning
        return StoreHealth::Trouble{u"it is not this server's, or was away when this began"_s, 0};
    return m_health->trouble(now);
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
        [this](const Expected<bool> &result) { m_health->answered(result); });
}

qsizetype Keeper::unsaved() const
{
    return m_saver ? qsizetype(m_saver->writes().count()) : 0;
}

void Keeper::made(State &state)
{
    if ((m_hasBegun && !m_store) || !isKept(state))
        return;
    KeptObject &entry = m_objects.add(state);
    if (m_isStarted)
        m_loader->load(entry, m_unhurried == 0);
}

void Keeper::changed(State &state)
{
    KeptObject *entry = m_isStarted ? m_objects.find(state) : nullptr;
    if (!entry)
        return;
    m_saver->plan(*entry);
}

void Keeper::cleanUp()
{
    whenFinished(m_store->cleanup(), this, [this](const Expected<qsizetype> &removed) {
        if (!removed && m_health->isReadable())
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

// Another server may have the store from here on: what lives on is loaded again when this one does.
void Keeper::finish()
{
    const bool wasStarted = std::exchange(m_isStarted, false);
    if (!wasStarted && !m_isGivenUp)
        finishLate();
    if (!wasStarted)
        return;
    m_cleaning.stop();
    m_changes.refresh();
    saveAll(QDeadlineTimer(m_options.shutdownWait));
}

void Keeper::saveAll(QDeadlineTimer deadline)
{
    const qsizetype lost = m_saver->finish(deadline);
    if (lost > 0)
        qCCritical(log) << "the store did not take the last values of" << lost << "objects in time";
    m_isGivenUp = lost > 0;
    m_loader->finish();
    m_isClaimed = false;
    m_store->release(deadline);
}

// What the program changed after that is saved if nobody else has the store.
void Keeper::finishLate()
{
    constexpr std::chrono::milliseconds step(1);
    if (!m_loader)
        return;
    m_changes.refresh();
    if (!m_loader->hasChangedSince())
        return;
    const QDeadlineTimer deadline(std::min(m_options.shutdownWait, longestLateWait));
    const QFuture<Expected<void>> claimed = m_store->claim();
    while (!claimed.isFinished() && !deadline.hasExpired())
        QThread::usleep(ulong(std::chrono::microseconds(step).count()));
    if (claimed.isFinished() && resultOf(claimed)) {
        m_loader->keepChanged();
        saveAll(deadline);
        return;
    }
    m_isGivenUp = true;
    qCCritical(log) << "what was changed after close() is not saved: the store is not to be had";
    m_store->release(QDeadlineTimer(0));
}

// Where its values are in the store.
StoreKey Keeper::placeOf(const State &state) const
{
    const KeptObject *entry = m_objects.find(state);
    return entry && entry->former ? *entry->former : storeKeyOf(state);
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
    const StoreKey key = placeOf(state);
    if (const QJsonObject *values = m_saver->writes().find(key)) {
        restoreValues(state, QJsonObject(*values));
        return finishedFuture(Expected<bool>(true));
    }
    // Shared, because the lambda must be copyable and a QPromise is not.
    const auto promise = std::make_shared<QPromise<Expected<bool>>>();
    promise->start();
    StateData::of(state).refresh();
    const KeptObject *entry = m_objects.find(state);
    const ByHand call{&state, StateData::of(state).version(), entry ? entry->version : 0};
    whenFinished(m_store->load(key), this, [this, promise, call](const StateStore::Loaded &result) {
        promise->addResult(takeByHand(call, result));
        promise->finish();
    });
    return promise->future();
}

// What was changed, and saved, since the call is newer.
Expected<bool> Keeper::takeByHand(const ByHand &call, const StateStore::Loaded &result)
{
    if (!result)
        return result.error();
    const QPointer<State> &state = call.state;
    if (!state)
        return unavailable(u"the state object is gone"_s);
    const std::optional<KeptValues> &kept = *result;
    const bool isComplete = !kept || restoreValues(*state, kept->values, call.since);
    KeptObject *entry = state ? m_objects.find(*state) : nullptr;
    if (entry && entry->version == call.version) {
        entry->isInStore = kept.has_value();
        entry->version = kept ? kept->version : 0;
        if (kept)
            entry->saved = storedVersion(*state);
    }
    if (entry && !isComplete) {
        entry->setUnsaved();
        m_saver->plan(*entry);
    }
    if (entry && entry->phase != Phase::Kept)
        m_loader->settle(*entry, Phase::Kept);
    return kept.has_value();
}

QFuture<Expected<bool>> Keeper::remove(State &state)
{
    const StoreKey key = placeOf(state);
    m_saver->forget(key);
    m_saver->forget(storeKeyOf(state));
    const KeptObject *entry = m_objects.find(state);
    const quint64 serial = entry ? entry->serial : 0;
    if (KeptObject *removed = m_objects.find(&state, serial))
        removed->saved = storedVersion(state); // nothing of now is to be saved
    const QFuture<Expected<bool>> future = m_store->remove(key);
    whenFinished(future, this, [this, &state, serial](const Expected<bool> &result) {
        if (KeptObject *removed = m_objects.find(&state, serial)) // else no more than an address
            noteRemoved(*removed, result);
    });
    return future;
}

void Keeper::noteRemoved(KeptObject &object, const Expected<bool> &result)
{
    if (!result) { // it is there, and the newest values are not
        object.setUnsaved();
        m_saver->plan(object);
        return;
    }
    object.isInStore = false;
    object.version = 0;
    object.former.reset();
    if (object.phase != Phase::Kept)
        m_loader->settle(object, Phase::Kept);
}

QFuture<Expected<bool>> Keeper::exists(State &state)
{
    const StoreKey key = placeOf(state);
    return m_saver->writes().find(key) ? finishedFuture(Expected<bool>(true))
                                       : m_store->exists(key);
}

} // namespace BackState::Http

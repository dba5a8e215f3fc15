#include "loader_p.h"

#include "saver_p.h"
#include "store_health_p.h"
#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/core/stored_values.h>
#include <BackState/store/futures.h>
#include <BackState/text/clock.h>
#include <BackState/text/log.h>
#include <BackState/visitors/owner.h>

#include <QDeadlineTimer>
#include <QThread>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

namespace BackState::Http {

namespace {

// Between two attempts to load from a store that fails.
constexpr std::chrono::milliseconds firstPause(500);
constexpr std::chrono::milliseconds longestPause = std::chrono::seconds(5);

// How long an object that the program asked for is waited for, by everybody: a database in the same
// house answers in a hundredth of that.
constexpr std::chrono::milliseconds longestBlock(250);

// Whether it can't be in any store, because its owner is new.
bool isOfNewOwner(const State &state)
{
    const Owner *owner = Owner::of(state);
    return owner && owner->isNew();
}

} // namespace

Loader::Loader(
    const ServerOptions &options,
    KeptObjects &objects,
    ContainedStore &store,
    Saver &saver,
    StoreHealth &health)
    : m_options(options)
    , m_objects(objects)
    , m_store(store)
    , m_saver(saver)
    , m_health(health)
    , m_pause(firstPause)
{
    m_again.setSingleShot(true);
    QObject::connect(&m_again, &QTimer::timeout, this, [this] { loadAgain(); });
    QObject::connect(&m_saver, &Saver::refused, this, &Loader::loadAnew);
    QObject::connect(&m_health, &StoreHealth::silenced, this, &Loader::giveUpWaiting);
    QObject::connect(&m_health, &StoreHealth::readable, this, [this] {
        m_again.start(0); // all that was not loaded
    });
}

bool Loader::mayBeUnloaded() const
{
    return m_health.due() > 0 || !m_health.isReadable() || m_again.isActive();
}

void Loader::beginEvent()
{
    if (!mayBeUnloaded())
        return;
    for (const State *state : m_objects.states()) {
        if (KeptObject *entry = m_objects.find(*state); entry->phase != Phase::Kept)
            entry->seen = storedVersion(*state);
    }
}

bool Loader::endEvent()
{
    bool isChanged = false;
    if (!mayBeUnloaded())
        return isChanged;
    for (const State *state : m_objects.states()) {
        KeptObject *entry = m_objects.find(*state);
        if (entry->phase == Phase::Kept)
            continue;
        const quint64 version = storedVersion(*state);
        if (version == entry->seen)
            continue;
        entry->made = version; // so the stored values take its place
        isChanged = true;
    }
    return isChanged;
}

void Loader::load(KeptObject &entry, bool mayWait)
{
    const State &state = *entry.state;
    entry.touchedAt = milliseconds();
    entry.wasKept = false;
    if (entry.phase == Phase::New && isOfNewOwner(state)) {
        entry.phase = Phase::Kept;
        return;
    }
    const StoreKey key = entry.former.value_or(storeKeyOf(state));
    // Those of the object's predecessor may be on their way still.
    if (const QJsonObject *values = m_saver.take(entry, key)) {
        take(entry, QJsonObject(*values));
        return;
    }
    if (entry.phase == Phase::New)
        entry.phase = m_health.isSilent() ? Phase::Failed : Phase::Loading;
    m_health.asked();
    const auto load
        = std::make_shared<Load>(Load{m_store.load(key), &state, entry.serial, m_round, false});
    whenFinished(load->future, this, [this, load](const StateStore::Loaded &) { finish(*load); });
    if (mayWait && !m_isSlow && m_store.finishesAlone())
        waitFor(*load);
}

// Whoever asked for the object goes on with it, and may change it before its values come.
void Loader::waitFor(Load &load)
{
    constexpr std::chrono::microseconds step(50);
    const QDeadlineTimer deadline(std::min(m_options.storeWait, longestBlock));
    while (!load.isDone && !load.future.isFinished() && !deadline.hasExpired())
        QThread::usleep(ulong(step.count()));
    if (load.future.isFinished())
        finish(load);
    else
        m_isSlow = true;
}

void Loader::finish(Load &load)
{
    if (std::exchange(load.isDone, true))
        return;
    m_isSlow = false;
    const StateStore::Loaded result = resultOf(load.future);
    m_health.answered(result);
    if (load.round != m_round)
        return;
    if (KeptObject *loaded = m_objects.find(load.state, load.serial))
        finishLoad(*loaded, result);
}

void Loader::finishLoad(KeptObject &entry, const StateStore::Loaded &result)
{
    if (entry.phase == Phase::Kept) // loaded by hand meanwhile
        return;
    if (!result) {
        if (!m_again.isActive())
            m_again.start(m_pause);
        settle(entry, Phase::Failed);
        return;
    }
    m_pause = firstPause;
    if (const std::optional<KeptValues> &kept = *result) {
        entry.version = kept->version;
        take(entry, kept->values);
    } else {
        entry.former.reset();
        settle(entry, Phase::Kept);
    }
}

void Loader::loadAnew(KeptObject &entry)
{
    qCWarning(log).noquote() << "another server saved other values of"
                             << entry.state->metaObject()->className()
                             << "meanwhile: they are taken, and what was changed here is lost";
    entry.made = std::numeric_limits<quint64>::max(); // nothing of it stays
    entry.phase = Phase::Loading;
    load(entry, false);
}

// What waits to be saved meets what the other server saved, if it did.
void Loader::loadAllAnew()
{
    for (const State *state : m_objects.states()) {
        KeptObject *entry = m_objects.find(*state);
        if (!entry || entry->phase != Phase::Kept || entry->isChanged())
            continue;
        entry->made = storedVersion(*state);
        entry->phase = Phase::Loading;
        load(*entry, false);
    }
}

// What was changed since the object was made stays as it is.
void Loader::take(KeptObject &entry, const QJsonObject &values)
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

void Loader::settle(KeptObject &entry, Phase phase)
{
    const State *state = entry.state;
    entry.phase = phase;
    if (phase == Phase::Kept)
        m_saver.plan(entry);
    Q_EMIT settled(state);
}

// Nobody need wait for them any more.
void Loader::giveUpWaiting()
{
    for (const State *state : m_objects.states()) {
        if (KeptObject *entry = m_objects.find(*state); entry && entry->phase == Phase::Loading)
            settle(*entry, Phase::Failed);
    }
}

void Loader::finish()
{
    m_again.stop();
    ++m_round; // what is on its way is of no use any more
    for (const State *state : m_objects.states()) {
        KeptObject *entry = m_objects.find(*state);
        entry->wasKept = entry->phase == Phase::Kept;
        if (entry->wasKept)
            entry->made = entry->saved = storedVersion(*state);
        entry->phase = Phase::New;
    }
}

bool Loader::hasChangedSince() const
{
    const QList<const State *> states = m_objects.states();
    return std::any_of(states.cbegin(), states.cend(), [this](const State *state) {
        const KeptObject *entry = std::as_const(m_objects).find(*state);
        return entry->wasKept && entry->isChanged();
    });
}

void Loader::keepChanged()
{
    for (const State *state : m_objects.states()) {
        KeptObject *entry = m_objects.find(*state);
        if (entry->wasKept && entry->isChanged())
            entry->phase = Phase::Kept;
    }
}

void Loader::loadAgain()
{
    m_pause = std::min(m_pause * 2, longestPause);
    const QList<const State *> states = m_objects.states();
    bool isFirst = true;
    for (const State *state : states) {
        KeptObject *entry = m_objects.find(*state);
        if (!entry || entry->phase != Phase::Failed)
            continue;
        load(*entry, false);
        // While the store fails, one object is enough to see whether it still does.
        if (std::exchange(isFirst, false) && !m_health.isReadable()) {
            m_again.start(m_pause);
            return;
        }
    }
}

} // namespace BackState::Http

#include "saver_p.h"

#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/core/stored_values.h>
#include <BackState/text/clock.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace BackState::Http {

Saver::Saver(const ServerOptions &options, KeptObjects &objects, ContainedStore &store)
    : m_options(options)
    , m_objects(objects)
    , m_writes(store)
{
    m_saving.setSingleShot(true);
    QObject::connect(&m_saving, &QTimer::timeout, this, &Saver::saveDirty);
    QObject::connect(&m_touching, &QTimer::timeout, this, &Saver::touch);
    QObject::connect(&m_writes, &Writes::saved, this, &Saver::noteSaved);
    QObject::connect(&m_writes, &Writes::refused, this, &Saver::noteRefused);
}

void Saver::noteSaved(const Writes::Holder &holder, quint64 version)
{
    KeptObject *object = m_objects.find(holder.state, holder.serial);
    if (!object)
        return;
    object->version = version;
    object->former.reset();
}

void Saver::noteRefused(const Writes::Holder &holder)
{
    if (KeptObject *object = m_objects.find(holder.state, holder.serial))
        Q_EMIT refused(*object);
}

const QJsonObject *Saver::take(KeptObject &object, const StoreKey &key)
{
    const QJsonObject *values = m_writes.find(key);
    if (values) {
        m_writes.addHolder(key, {object.state, object.serial});
        object.version = m_writes.madeFrom(key).value_or(0);
    }
    return values;
}

// The first change that is not saved starts the delay for all, so that none waits longer than it.
void Saver::plan(KeptObject &object)
{
    if (object.isDirty || object.phase != KeptObject::Phase::Kept || !object.isChanged())
        return;
    object.isDirty = true;
    m_dirty.push_back(object.state);
    if (!m_saving.isActive())
        m_saving.start(m_options.saveDelay);
}

void Saver::saveDirty()
{
    for (const State *state : std::exchange(m_dirty, {})) {
        KeptObject *object = m_objects.find(*state);
        if (object && std::exchange(object->isDirty, false))
            save(*object);
    }
}

void Saver::save(KeptObject &object)
{
    const State &state = *object.state;
    object.setSaved();
    const std::chrono::seconds time = timeToLiveOf(state, m_options);
    if (time.count() > 0) {
        const auto interval = std::clamp<std::chrono::milliseconds>(
            std::chrono::milliseconds(time) / 4,
            std::chrono::milliseconds(200),
            std::chrono::minutes(10));
        if (!m_touching.isActive() || m_touching.intervalAsDuration() > interval)
            m_touching.start(interval);
    }
    Writes::Values values = valuesOf(state);
    values.madeFrom = object.version;
    values.former = object.former;
    m_writes.save(std::move(values), {&state, object.serial});
}

Writes::Values Saver::valuesOf(const State &state) const
{
    return {
        .key = storeKeyOf(state),
        .values = storedValues(state),
        .timeToLive = timeToLiveOf(state, m_options)};
}

QFuture<Expected<void>> Saver::saveNow(const State &state)
{
    Writes::Values values = valuesOf(state);
    KeptObject *object = m_objects.find(state);
    if (!object)
        return m_writes.saveNow(std::move(values), {});
    object->setSaved();
    values.madeFrom = object->version;
    values.former = object->former;
    return m_writes.saveNow(std::move(values), Writes::Holder{&state, object->serial});
}

void Saver::saveAll()
{
    for (const State *state : m_objects.states()) {
        KeptObject *object = m_objects.find(*state);
        if (!object || object->phase != KeptObject::Phase::Kept || !object->isInStore)
            continue;
        object->version = 0;
        object->setUnsaved();
        plan(*object);
    }
}

// What lives is used, however seldom it changes: its time begins anew.
void Saver::touch()
{
    const qint64 now = milliseconds();
    for (const State *state : m_objects.states()) {
        KeptObject *object = m_objects.find(*state);
        if (!object || !object->isInStore || object->phase != KeptObject::Phase::Kept)
            continue;
        const std::chrono::milliseconds time = timeToLiveOf(*state, m_options);
        if (time.count() > 0 && now - object->touchedAt >= time.count() / 2)
            save(*object);
    }
}

qsizetype Saver::finish(QDeadlineTimer deadline)
{
    m_saving.stop();
    m_touching.stop();
    for (const State *state : std::exchange(m_dirty, {})) {
        if (KeptObject *object = m_objects.find(*state))
            object->isDirty = false;
    }
    for (const State *state : m_objects.states()) {
        KeptObject *object = m_objects.find(*state);
        if (object && object->phase == KeptObject::Phase::Kept && object->isChanged())
            save(*object);
    }
    return m_writes.finish(deadline);
}

} // namespace BackState::Http

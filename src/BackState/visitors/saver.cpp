#include "saver_p.h"

#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/core/stored_values.h>
#include <BackState/text/clock.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace BackState::Http {

Saver::Saver(const ServerOptions &options, KeptObjects &objects, StateStore &store)
    : m_options(options)
    , m_objects(objects)
    , m_writes(store)
{
    m_saving.setSingleShot(true);
    QObject::connect(&m_saving, &QTimer::timeout, this, &Saver::saveDirty);
    QObject::connect(&m_touching, &QTimer::timeout, this, &Saver::touch);
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
    m_writes.save(storeKeyOf(state), storedValues(state), time);
}

QFuture<Expected<void>> Saver::saveNow(const State &state)
{
    return m_writes.saveNow(storeKeyOf(state), storedValues(state), timeToLiveOf(state, m_options));
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

void Saver::finish()
{
    for (const State *state : m_objects.states()) {
        KeptObject *object = m_objects.find(*state);
        if (object && object->phase == KeptObject::Phase::Kept && object->isChanged())
            save(*object);
    }
    m_writes.finish(QDeadlineTimer(m_options.shutdownWait));
}

} // namespace BackState::Http

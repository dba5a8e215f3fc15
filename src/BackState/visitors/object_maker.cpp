#include "object_maker_p.h"

#include <BackState/core/changes.h>
#include <BackState/core/schema.h>
#include <BackState/core/state.h>
#include <BackState/core/state_class.h>
#include <BackState/core/state_data.h>
#include <BackState/core/thrown.h>
#include <BackState/text/clock.h>
#include <BackState/visitors/object_watcher.h>
#include <BackState/visitors/owner.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

bool endsUnused(const State &state, const Owner &owner)
{
    return owner.endsUnused() && StateData::of(state).schema().timeToLive() > 0;
}

} // namespace

ObjectMaker::ObjectMaker(Changes &changes, ObjectWatcher &watcher)
    : m_changes(changes)
    , m_watcher(watcher)
{
}

State *ObjectMaker::obtain(const StateClass &stateClass, Owner &owner)
{
    for (const auto &state : owner.states) {
        if (state->metaObject() != stateClass.metaObject)
            continue;
        if (const auto unused = m_unused.find(state.get()); unused != m_unused.end())
            *unused = milliseconds();
        return state.get();
    }
    if (!stateClass.create)
        return nullptr;
    std::unique_ptr<State> made;
    Private::contain(
        [&]() -> QString {
            return u"the constructor of "_s + QLatin1StringView(stateClass.metaObject->className());
        },
        [&] { made = stateClass.create(); });
    if (!made)
        return nullptr;
    owner.states.push_back(std::move(made));
    State &state = *owner.states.back();
    StateData::of(state).setSurroundings(&owner);
    StateData::of(state).setKey(owner.keyOnPage());
    ++m_counts[stateClass.metaObject];
    if (endsUnused(state, owner))
        m_unused.insert(&state, milliseconds());
    m_changes.follow(state);
    QObject::connect(
        &state,
        &QObject::destroyed,
        &m_context,
        [this, address = &state, metaObject = stateClass.metaObject, place = &owner] {
            ended(address, metaObject, *place);
        });
    m_watcher.made(state);
    return &state;
}

// The program has deleted the object itself: only its address is left.
void ObjectMaker::ended(State *state, const QMetaObject *metaObject, Owner &owner)
{
    const auto found
        = std::find_if(owner.states.begin(), owner.states.end(), [state](const auto &owned) {
              return owned.get() == state;
          });
    if (found == owner.states.end())
        return;
    (void)found->release();
    owner.states.erase(found);
    --m_counts[metaObject];
    m_unused.remove(state);
    owner.setShown(false);
    m_watcher.gone(state);
}

void ObjectMaker::end(Owner &owner)
{
    // By index: what ends may ask for another object of the same owner.
    for (std::size_t i = 0; i < owner.states.size(); ++i)
        m_watcher.ending(*owner.states[i]);
    owner.objects = nullptr;
    for (const auto &state : std::exchange(owner.states, {}))
        forget(*state);
}

void ObjectMaker::end(State *state, Owner &owner)
{
    m_watcher.ending(*state); // which may make or end others
    const auto found
        = std::find_if(owner.states.begin(), owner.states.end(), [state](const auto &owned) {
              return owned.get() == state;
          });
    if (found == owner.states.end())
        return;
    const std::unique_ptr<State> ended = std::move(*found);
    owner.states.erase(found);
    forget(*ended);
}

// Of a state that is in no owner's list any more.
void ObjectMaker::forget(State &state)
{
    QObject::disconnect(&state, &QObject::destroyed, &m_context, nullptr);
    StateData::of(state).setSurroundings(nullptr);
    --m_counts[state.metaObject()];
    m_unused.remove(&state);
    m_watcher.gone(&state);
}

void ObjectMaker::setShown(const State &state, bool isShown)
{
    const Owner *owner = Owner::of(state);
    if (!owner || !endsUnused(state, *owner))
        return;
    if (isShown)
        m_unused.remove(&state);
    else
        m_unused.insert(&state, milliseconds());
}

void ObjectMaker::endUnused(qint64 now)
{
    QList<const State *> over;
    for (auto next = m_unused.cbegin(); next != m_unused.cend(); ++next) {
        if (*next + qint64(StateData::of(*next.key()).schema().timeToLive()) * 1000 <= now)
            over.append(next.key());
    }
    for (const State *state : std::as_const(over)) {
        // The end of another one may have been the end of this one, too, or its use.
        if (!m_unused.contains(state))
            continue;
        Owner *owner = Owner::of(*state);
        end(const_cast<State *>(state), *owner);
    }
}

QMap<QString, int> ObjectMaker::countByClass() const
{
    QMap<QString, int> counts;
    for (auto next = m_counts.cbegin(); next != m_counts.cend(); ++next) {
        if (*next > 0)
            counts.insert(QString::fromLatin1(next.key()->className()), *next);
    }
    return counts;
}

} // namespace BackState::Http

#include <BackState/http/objects.h>

#include <BackState/http/session.h>
#include <BackState/http/tab.h>

#include <QThread>

namespace BackState::Http {

using namespace Qt::StringLiterals;

Objects::Objects(Changes &changes, std::function<void(State *)> ending)
    : m_changes(changes)
    , m_ending(std::move(ending))
{
}

Objects::~Objects()
{
    endAll(m_global);
    while (!m_lent.isEmpty())
        remove(**m_lent.cbegin());
}

QString Objects::add(State &state)
{
    const QMetaObject *metaObject = state.metaObject();
    const Key key{metaObject, state.objectName().toUtf8()};
    if (StateData::of(state).isFollowed())
        return u"add(): this %1 was added already"_s.arg(QLatin1StringView(metaObject->className()));
    if (state.thread() != QThread::currentThread())
        return u"add(): this %1 lives in another thread than the server; a state lives in its server's thread"_s
            .arg(QLatin1StringView(metaObject->className()));
    if (m_lent.contains(key))
        return u"add(): a second %1 called \"%2\": several objects of one class on a page need names of their "
               "own, set by setObjectName() before add()"_s
                   .arg(QLatin1StringView(metaObject->className()), state.objectName());
    StateData::of(state).setKey(key.second);
    m_lent.insert(key, &state);
    m_changes.follow(state);
    QObject::connect(&state, &QObject::destroyed, &m_context, [this, gone = &state] { forget(gone); });
    return {};
}

void Objects::remove(State &state)
{
    QObject::disconnect(&state, nullptr, &m_context, nullptr);
    m_changes.unfollow(state);
    forget(&state);
}

// By its address: the object itself may be all but destroyed.
void Objects::forget(State *state)
{
    m_ending(state);
    for (auto next = m_lent.begin(); next != m_lent.end(); ++next) {
        if (*next == state) {
            m_lent.erase(next);
            break;
        }
    }
}

State *Objects::find(const StateClass &stateClass, Session &session, Tab &tab)
{
    if (State *lent = m_lent.value({stateClass.metaObject, {}}))
        return lent;
    switch (Schema::of(stateClass.metaObject).scope()) {
    case Scope::Tab:
        return make(stateClass, tab.states);
    case Scope::Session:
        return make(stateClass, session.states);
    case Scope::Global:
        return make(stateClass, m_global);
    case Scope::User:
    case Scope::Record:
        break;
    }
    return nullptr;
}

State *Objects::find(const StateClass &stateClass, const QByteArray &key)
{
    if (State *lent = m_lent.value({stateClass.metaObject, key}))
        return lent;
    if (key.isEmpty() && Schema::of(stateClass.metaObject).scope() == Scope::Global)
        return make(stateClass, m_global);
    return nullptr;
}

State *Objects::make(const StateClass &stateClass, std::vector<std::unique_ptr<State>> &among)
{
    for (const auto &state : among) {
        if (state->metaObject() == stateClass.metaObject)
            return state.get();
    }
    if (!stateClass.create)
        return nullptr;
    among.push_back(stateClass.create());
    m_changes.follow(*among.back());
    return among.back().get();
}

void Objects::endAll(std::vector<std::unique_ptr<State>> &states)
{
    for (const auto &state : states)
        m_ending(state.get());
    states.clear();
}

} // namespace BackState::Http

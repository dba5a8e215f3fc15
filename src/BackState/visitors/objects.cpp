#include <BackState/visitors/objects.h>

#include "key_owner_p.h"
#include <BackState/core/changes.h>
#include <BackState/core/schema.h>
#include <BackState/core/state.h>
#include <BackState/core/state_data.h>
#include <BackState/core/thrown.h>
#include <BackState/visitors/object_watcher.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/user_owner.h>

#include <QThread>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// In bytes. The key stands in URLs, and takes twice as many bytes in names of signals.
constexpr qsizetype longestKey = 256;

// Empty, which is no key, if the program's function throws.
QByteArray keyOf(const Objects::KeyFunction &function, const Request &request)
{
    QString key;
    Private::contain([] { return u"the function of keyBy()"_s; }, [&] { key = function(request); });
    return key.toUtf8();
}

} // namespace

Objects::Objects(const ServerOptions &options, Changes &changes, ObjectWatcher &watcher)
    : m_changes(changes)
    , m_watcher(watcher)
    , m_maker(changes, watcher)
    , m_records(options, m_maker)
{
    m_program.objects = this;
}

Objects::~Objects()
{
    for (UserOwner *user : std::as_const(m_users))
        end(*user);
    qDeleteAll(m_users);
    m_records.clear();
    end(m_global);
    while (!m_lent.isEmpty())
        remove(**m_lent.cbegin());
}

QString Objects::add(State &state)
{
    const QMetaObject *metaObject = state.metaObject();
    const QByteArray name = state.objectName().toUtf8();
    if (StateData::of(state).isFollowed())
        return u"add(): this %1 was added already"_s.arg(
            QLatin1StringView(metaObject->className()));
    if (state.thread() != QThread::currentThread())
        return u"add(): this %1 lives in another thread than the server; a state lives in its "
               u"server's thread"_s.arg(QLatin1StringView(metaObject->className()));
    if (Schema::of(metaObject).isKeptByBrowser())
        return u"add(): the browser keeps %1 (BACKSTATE_STORE), so each tab has its own: name it "
               u"in a page, or keep its "
               "values by BACKSTATE_STORE(Server)"_s.arg(
                   QLatin1StringView(metaObject->className()));
    if (m_lent.contains({metaObject, name}))
        return u"add(): a second %1 called \"%2\": several objects of one class on a page need "
               u"names of their own, set by setObjectName() before add()"_s.arg(
                   QLatin1StringView(metaObject->className()),
                   state.objectName());
    StateData::of(state).setKey(name);
    StateData::of(state).setSurroundings(&m_program);
    m_lent.insert({metaObject, name}, &state);
    m_changes.follow(state);
    QObject::connect(&state, &QObject::destroyed, &m_context, [this, gone = &state] {
        forget(gone);
    });
    m_watcher.made(state);
    return {};
}

QString Objects::keyBy(const QMetaObject *metaObject, KeyFunction function)
{
    const QLatin1StringView name(metaObject->className());
    if (isKeyed(metaObject))
        return u"keyBy(): %1 has its key already, which would be lost: remove one of the two"_s.arg(
            name);
    if (m_maker.count(metaObject) > 0)
        return u"keyBy(): a %1 was made before it had its key, and no page would show that one: "
               u"call keyBy() before state() and listen()"_s.arg(name);
    m_keyedBy.insert(metaObject, std::move(function));
    return {};
}

bool Objects::remove(State &state)
{
    // One that the program's pages name by themselves is shown without being lent.
    Surroundings *surroundings = StateData::of(state).surroundings();
    if (surroundings ? surroundings != &m_program : !StateData::of(state).isFollowed())
        return false;
    QObject::disconnect(&state, nullptr, &m_context, nullptr);
    m_watcher.ending(state);
    m_changes.unfollow(state);
    StateData::of(state).setSurroundings(nullptr);
    forget(&state);
    return true;
}

// The object may be all but destroyed: only its address is used.
void Objects::forget(State *state)
{
    m_watcher.gone(state);
    for (auto next = m_lent.begin(); next != m_lent.end(); ++next) {
        if (*next == state) {
            m_lent.erase(next);
            break;
        }
    }
}

Objects::Found Objects::obtain(const StateClass &stateClass, Tab &tab, const Request *request)
{
    if (State *lent = m_lent.value({stateClass.metaObject, {}}))
        return {lent};
    if (const auto keyed = m_keyedBy.constFind(stateClass.metaObject); keyed != m_keyedBy.cend()) {
        if (request)
            return obtainShared(stateClass, keyOf(*keyed, *request));
        State *shown = tab.shown(stateClass.metaObject);
        return {shown, shown ? Lack::None : Lack::Object};
    }
    const Schema &schema = Schema::of(stateClass.metaObject);
    if (schema.scope() == Scope::Tab) {
        State *made = make(stateClass, tab);
        return {made, made ? Lack::None : Lack::Object};
    }
    if (schema.scope() != Scope::Record)
        return obtainOfSession(stateClass, *tab.session);
    for (const auto &[name, value] : tab.page.parameters) {
        if (name == QLatin1StringView(schema.scopeParameter()))
            return obtainShared(stateClass, value.toUtf8());
    }
    return {nullptr, Lack::Object};
}

Objects::Found Objects::obtain(
    const StateClass &stateClass, Session *session, const QByteArray &key, const Request &request)
{
    if (State *lent = m_lent.value({stateClass.metaObject, key}))
        return {lent};
    const Scope scope = Schema::of(stateClass.metaObject).scope();
    const auto keyed = m_keyedBy.constFind(stateClass.metaObject);
    if (keyed == m_keyedBy.cend() && scope == Scope::Record)
        return obtainShared(stateClass, key);
    if (!key.isEmpty())
        return {nullptr, Lack::Key};
    if (keyed != m_keyedBy.cend())
        return obtainShared(stateClass, keyOf(*keyed, request));
    if (scope == Scope::Global)
        return {make(stateClass, m_global)};
    if (!session)
        return {nullptr, scope == Scope::User ? Lack::SignIn : Lack::Object};
    return scope == Scope::Tab ? Found{nullptr, Lack::Object}
                               : obtainOfSession(stateClass, *session);
}

State *Objects::obtain(const StateClass &stateClass, const QByteArray &key)
{
    if (State *lent = m_lent.value({stateClass.metaObject, key}))
        return lent;
    const Scope scope = Schema::of(stateClass.metaObject).scope();
    if (scope == Scope::Record || isKeyed(stateClass.metaObject))
        return obtainShared(stateClass, key).state;
    return key.isEmpty() && scope == Scope::Global ? make(stateClass, m_global) : nullptr;
}

State *Objects::find(const StateClass &stateClass) const
{
    if (State *lent = m_lent.value({stateClass.metaObject, {}}))
        return lent;
    if (isKeyed(stateClass.metaObject))
        return nullptr;
    for (const auto &state : m_global.states) {
        if (state->metaObject() == stateClass.metaObject)
            return state.get();
    }
    return nullptr;
}

State *Objects::related(const StateClass &stateClass, Session &session)
{
    if (State *lent = m_lent.value({stateClass.metaObject, {}}))
        return lent;
    return isKeyed(stateClass.metaObject) ? nullptr : obtainOfSession(stateClass, session).state;
}

State *Objects::related(const StateClass &stateClass, UserOwner &user)
{
    if (!isKeyed(stateClass.metaObject) && Schema::of(stateClass.metaObject).scope() == Scope::User)
        return make(stateClass, user);
    return obtain(stateClass, QByteArray());
}

Objects::Found Objects::obtainOfSession(const StateClass &stateClass, Session &session)
{
    State *state = nullptr;
    switch (Schema::of(stateClass.metaObject).scope()) {
    case Scope::Session: state = make(stateClass, session); break;
    case Scope::User:
        if (!session.user())
            return {nullptr, Lack::SignIn};
        state = make(stateClass, *session.user());
        break;
    case Scope::Global: state = make(stateClass, m_global); break;
    case Scope::Tab:
    case Scope::Record: break;
    }
    return {state, state ? Lack::None : Lack::Object};
}

Objects::Found Objects::obtainShared(const StateClass &stateClass, const QByteArray &key)
{
    // A store may read no further than to a NUL.
    if (key.isEmpty() || key.size() > longestKey || key.contains('\0'))
        return {nullptr, Lack::Key};
    KeyOwner *owner = m_records.find(stateClass.metaObject, key);
    if (!owner && !stateClass.create)
        return {nullptr, Lack::Object};
    if (!owner)
        owner = m_records.make(stateClass.metaObject, key, isKeyed(stateClass.metaObject));
    m_records.use(*owner);
    State *state = make(stateClass, *owner);
    m_records.trim();
    return {state};
}

State *Objects::make(const StateClass &stateClass, Owner &owner)
{
    owner.objects = this;
    return m_maker.obtain(stateClass, owner);
}

void Objects::end(Owner &owner)
{
    m_maker.end(owner);
}

void Objects::move(Owner &owner, const QByteArray &formerKey)
{
    m_watcher.moved(owner, formerKey);
}

UserOwner *Objects::join(const QString &user)
{
    UserOwner *&owner = m_users[user];
    if (!owner)
        owner = new UserOwner(user);
    ++owner->sessions;
    return owner;
}

void Objects::leave(UserOwner *user)
{
    if (--user->sessions > 0)
        return;
    end(*user);
    m_users.remove(user->name);
    delete user;
}

void Objects::setShown(const State &state, bool isShown)
{
    m_maker.setShown(state, isShown);
    if (Owner *owner = Owner::of(state))
        owner->setShown(isShown);
}

void Objects::expire(qint64 now)
{
    m_records.expire(now);
    m_maker.endUnused(now);
}

} // namespace BackState::Http

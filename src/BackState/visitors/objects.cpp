#include <BackState/visitors/objects.h>

#include <BackState/text/clock.h>
#include <BackState/visitors/object_watcher.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/tab.h>

#include <QThread>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// Bytes; it stands in URLs, and twice as long in names of signals
constexpr qsizetype longestKey = 256;

// What was asked for a moment ago is about to be shown, whatever the limits.
constexpr qint64 aMoment = 1000; // ms

bool endsUnused(const Owner &owner, const State &state)
{
    return (owner.kind == Owner::Kind::Session || owner.kind == Owner::Kind::User)
        && StateData::of(state).schema().timeToLive() > 0;
}

} // namespace

Objects::Objects(const ServerOptions &options, Changes &changes, ObjectWatcher &watcher)
    : m_options(options)
    , m_changes(changes)
    , m_watcher(watcher)
{
    m_program.objects = this;
}

Objects::~Objects()
{
    for (UserOwner *user : std::as_const(m_users))
        end(*user);
    qDeleteAll(m_users);
    while (!m_records.isEmpty())
        end(*m_records.cbegin());
    end(m_global);
    while (!m_lent.isEmpty())
        remove(**m_lent.cbegin());
}

QString Objects::add(State &state)
{
    const QMetaObject *metaObject = state.metaObject();
    const Key key{metaObject, state.objectName().toUtf8()};
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
    if (m_lent.contains(key))
        return u"add(): a second %1 called \"%2\": several objects of one class on a page need "
               u"names of their "
               "own, set by setObjectName() before add()"_s.arg(
                   QLatin1StringView(metaObject->className()),
                   state.objectName());
    StateData::of(state).setKey(key.second);
    StateData::of(state).setSurroundings(&m_program);
    m_lent.insert(key, &state);
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
    if (m_counts.value(metaObject) > 0)
        return u"keyBy(): a %1 was made before it had its key, and no page would show that one: "
               u"call keyBy() before state() and listen()"_s.arg(name);
    m_keyedBy.insert(metaObject, std::move(function));
    return {};
}

bool Objects::remove(State &state)
{
    if (StateData::of(state).surroundings() != &m_program)
        return false;
    QObject::disconnect(&state, nullptr, &m_context, nullptr);
    m_watcher.ending(state);
    m_changes.unfollow(state);
    StateData::of(state).setSurroundings(nullptr);
    forget(&state);
    return true;
}

// By its address: the object itself may be all but destroyed.
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

Objects::Found Objects::find(const StateClass &stateClass, Tab &tab, const Request *request)
{
    if (State *lent = m_lent.value({stateClass.metaObject, {}}))
        return {lent};
    if (const auto keyed = m_keyedBy.constFind(stateClass.metaObject); keyed != m_keyedBy.cend()) {
        if (request)
            return findShared(stateClass, (*keyed)(*request).toUtf8(), Owner::Kind::Key);
        State *shown = tab.shown(stateClass.metaObject);
        return {shown, shown ? Lack::None : Lack::Object};
    }
    const Schema &schema = Schema::of(stateClass.metaObject);
    if (schema.scope() == Scope::Tab) {
        State *made = make(stateClass, tab);
        return {made, made ? Lack::None : Lack::Object};
    }
    if (schema.scope() != Scope::Record)
        return findOfSession(stateClass, *tab.session);
    for (const auto &[name, value] : tab.page.parameters) {
        if (name == QLatin1StringView(schema.scopeParameter()))
            return findShared(stateClass, value.toUtf8(), Owner::Kind::Record);
    }
    return {nullptr, Lack::Object};
}

Objects::Found Objects::find(
    const StateClass &stateClass, Session *session, const QByteArray &key, const Request &request)
{
    if (State *lent = m_lent.value({stateClass.metaObject, key}))
        return {lent};
    const Scope scope = Schema::of(stateClass.metaObject).scope();
    const auto keyed = m_keyedBy.constFind(stateClass.metaObject);
    if (keyed == m_keyedBy.cend() && scope == Scope::Record)
        return findShared(stateClass, key, Owner::Kind::Record);
    if (!key.isEmpty())
        return {nullptr, Lack::Key};
    if (keyed != m_keyedBy.cend())
        return findShared(stateClass, (*keyed)(request).toUtf8(), Owner::Kind::Key);
    if (scope == Scope::Global)
        return {make(stateClass, m_global)};
    if (!session)
        return {nullptr, scope == Scope::User ? Lack::SignIn : Lack::Object};
    return scope == Scope::Tab ? Found{nullptr, Lack::Object} : findOfSession(stateClass, *session);
}

State *Objects::find(const StateClass &stateClass, const QByteArray &key)
{
    if (State *lent = m_lent.value({stateClass.metaObject, key}))
        return lent;
    if (isKeyed(stateClass.metaObject))
        return findShared(stateClass, key, Owner::Kind::Key).state;
    const Scope scope = Schema::of(stateClass.metaObject).scope();
    if (scope == Scope::Record)
        return findShared(stateClass, key, Owner::Kind::Record).state;
    return key.isEmpty() && scope == Scope::Global ? make(stateClass, m_global) : nullptr;
}

State *Objects::related(Owner &owner, const StateClass &stateClass)
{
    switch (owner.kind) {
    case Owner::Kind::Tab: return find(stateClass, static_cast<Tab &>(owner), nullptr).state;
    case Owner::Kind::Session:
        if (State *lent = m_lent.value({stateClass.metaObject, {}}))
            return lent;
        return isKeyed(stateClass.metaObject)
            ? nullptr
            : findOfSession(stateClass, static_cast<Session &>(owner)).state;
    case Owner::Kind::User:
        if (!isKeyed(stateClass.metaObject)
            && Schema::of(stateClass.metaObject).scope() == Scope::User)
            return make(stateClass, owner);
        break;
    case Owner::Kind::Record:
    case Owner::Kind::Key:
    case Owner::Kind::Global:
    case Owner::Kind::Program: break;
    }
    return find(stateClass, QByteArray());
}

Objects::Found Objects::findOfSession(const StateClass &stateClass, Session &session)
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

Objects::Found
Objects::findShared(const StateClass &stateClass, const QByteArray &key, Owner::Kind kind)
{
    // A store may read no further than to a NUL
    if (key.isEmpty() || key.size() > longestKey || key.contains('\0'))
        return {nullptr, Lack::Key};
    KeyOwner *owner = m_records.value({stateClass.metaObject, key});
    if (!owner) {
        if (!stateClass.create)
            return {nullptr, Lack::Object};
        owner = new KeyOwner(kind, stateClass.metaObject, key);
        owner->idle = m_idle.insert(m_idle.end(), owner);
        m_records.insert({stateClass.metaObject, key}, owner);
    }
    use(*owner);
    State *state = make(stateClass, *owner);
    trim();
    return {state};
}

State *Objects::make(const StateClass &stateClass, Owner &owner)
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
    owner.objects = this;
    owner.states.push_back(stateClass.create());
    State &state = *owner.states.back();
    StateData::of(state).setSurroundings(&owner);
    // A record is one of several of its class; what a key of the program's own stands for is the
    // page's only one.
    if (owner.kind == Owner::Kind::Record)
        StateData::of(state).setKey(static_cast<KeyOwner &>(owner).name);
    ++m_counts[stateClass.metaObject];
    if (endsUnused(owner, state))
        m_unused.insert(&state, milliseconds());
    m_changes.follow(state);
    m_watcher.made(state);
    return &state;
}

void Objects::end(Owner &owner)
{
    // By index: whatever ends may ask for another one of the same owner.
    for (std::size_t i = 0; i < owner.states.size(); ++i)
        m_watcher.ending(*owner.states[i]);
    owner.objects = nullptr;
    for (const auto &state : std::exchange(owner.states, {})) {
        StateData::of(*state).setSurroundings(nullptr);
        --m_counts[state->metaObject()];
        m_unused.remove(state.get());
        m_watcher.gone(state.get());
    }
}

void Objects::move(Owner &owner, const QByteArray &formerKey)
{
    m_watcher.moved(owner, formerKey);
}

void Objects::end(KeyOwner *owner)
{
    end(static_cast<Owner &>(*owner));
    m_records.remove({owner->metaObject, owner->name});
    if (!owner->isShown)
        m_idle.erase(owner->idle);
    delete owner;
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

void Objects::use(KeyOwner &owner)
{
    owner.usedAt = milliseconds();
    if (!owner.isShown)
        m_idle.splice(m_idle.end(), m_idle, owner.idle);
}

void Objects::setShown(const State &state, bool isShown)
{
    const Owner *of = Owner::of(state);
    if (of && endsUnused(*of, state)) {
        if (isShown)
            m_unused.remove(&state);
        else
            m_unused.insert(&state, milliseconds());
    }
    if (!of || (of->kind != Owner::Kind::Record && of->kind != Owner::Kind::Key))
        return;
    KeyOwner &owner
        = *m_records.value({state.metaObject(), static_cast<const KeyOwner *>(of)->name});
    if (owner.isShown == isShown)
        return;
    if (isShown)
        m_idle.erase(owner.idle);
    else
        owner.idle = m_idle.insert(m_idle.end(), &owner);
    owner.isShown = isShown;
    use(owner);
}

// More than the limit may be idle for a moment: nothing ends while the page that asked for it is
// being built.
void Objects::trim()
{
    const qint64 before = milliseconds() - aMoment;
    while (m_idle.size() > std::size_t(m_options.maxIdleRecords) && m_idle.front()->usedAt < before)
        end(m_idle.front());
}

void Objects::expire(qint64 now)
{
    trim();
    for (auto next = m_idle.begin(); next != m_idle.end();) {
        KeyOwner *owner = *next++;
        const int timeToLive = Schema::of(owner->metaObject).timeToLive();
        const qint64 grace
            = timeToLive > 0 ? qint64(timeToLive) * 1000 : m_options.tabGrace.count();
        if (owner->usedAt + grace <= now)
            end(owner);
    }
    endUnused(now);
}

// BACKSTATE_TTL of what belongs to sessions and users, which may live for longer.
void Objects::endUnused(qint64 now)
{
    QList<const State *> over;
    for (auto next = m_unused.cbegin(); next != m_unused.cend(); ++next) {
        if (*next + qint64(StateData::of(*next.key()).schema().timeToLive()) * 1000 <= now)
            over.append(next.key());
    }
    for (const State *one : std::as_const(over)) {
        if (!m_unused.contains(one)) // another's end was its own, or its new beginning
            continue;
        auto *owner = static_cast<Owner *>(StateData::of(*one).surroundings());
        const auto found
            = std::find_if(owner->states.begin(), owner->states.end(), [one](const auto &state) {
                  return state.get() == one;
              });
        m_watcher.ending(**found);
        const std::unique_ptr<State> state = std::move(*found);
        owner->states.erase(found);
        StateData::of(*state).setSurroundings(nullptr);
        --m_counts[state->metaObject()];
        m_unused.remove(one);
        m_watcher.gone(state.get());
    }
}

QMap<QString, int> Objects::countByClass() const
{
    QMap<QString, int> counts;
    for (auto next = m_counts.cbegin(); next != m_counts.cend(); ++next) {
        if (*next > 0)
            counts.insert(QString::fromLatin1(next.key()->className()), *next);
    }
    return counts;
}

} // namespace BackState::Http

// Objects: which state object is shown, by scope; all that were made, and those the program lent.
// Internal.
#pragma once

#include <BackState/core/request.h>
#include <BackState/core/state_class.h>
#include <BackState/program/options.h>
#include <BackState/visitors/owner.h>

#include <QHash>
#include <QMap>
#include <QString>

#include <functional>
#include <list>
#include <memory>
#include <vector>

namespace BackState::Http {

class ObjectWatcher;
class Session;
class Tab;

class Objects
{
public:
    // The key of an object for a request, of Server::keyBy(); empty: there is no such object.
    using KeyFunction = std::function<QString(const Request &)>;

    enum class Lack { None, Object, SignIn, Key }; // Key: no record can have this one

    struct Found
    {
        State *state = nullptr;
        Lack lack = Lack::None;
    };

    Objects(const ServerOptions &options, Changes &changes, ObjectWatcher &watcher);
    ~Objects();

    // The sentence says why the program's object can't be taken; empty: it was.
    QString add(State &state);
    bool remove(State &state); // whether it was the program's
    // The sentence says why the class can't have a key; empty: it has.
    QString keyBy(const QMetaObject *metaObject, KeyFunction function);
    bool isKeyed(const QMetaObject *metaObject) const { return m_keyedBy.contains(metaObject); }

    // The object of a class for a tab, made if need be. Without a request, what is shared by a key
    // of the program's own is only found where the tab shows it.
    Found find(const StateClass &stateClass, Tab &tab, const Request *request);
    // For a client without a page; `key` is the record's. Without a session what is of one is not
    // found.
    Found find(
        const StateClass &stateClass,
        Session *session,
        const QByteArray &key,
        const Request &request);
    // The global one or the record's, made if need be, or one that was lent with that name; null:
    // none.
    State *find(const StateClass &stateClass, const QByteArray &key);
    // See State::related().
    State *related(Owner &owner, const StateClass &stateClass);

    // Users that are signed in: each join() needs its leave(), the last of which ends the user's
    // objects.
    UserOwner *join(const QString &user);
    void leave(UserOwner *user);

    // To be told at the first and after the last tab
    void setShown(const State &state, bool isShown);
    void expire(qint64 now);
    void end(Owner &owner); // its objects
    void move(Owner &owner, const QByteArray &formerKey); // the owner has another key()

    QMap<QString, int> countByClass() const; // of those that the server made
    int countUsers() const { return int(m_users.size()); }

private:
    using Key = std::pair<const QMetaObject *, QByteArray>;

    Found findShared(const StateClass &stateClass, const QByteArray &key, Owner::Kind kind);
    Found findOfSession(const StateClass &stateClass, Session &session);
    State *make(const StateClass &stateClass, Owner &owner);
    void forget(State *state);
    void end(KeyOwner *owner);
    void use(KeyOwner &owner);
    void endUnused(qint64 now);
    void trim();

    const ServerOptions &m_options;
    QObject m_context;
    Changes &m_changes;
    ObjectWatcher &m_watcher;
    QHash<Key, State *> m_lent;
    QHash<const QMetaObject *, KeyFunction> m_keyedBy;
    GlobalOwner m_program{Owner::Kind::Program};
    GlobalOwner m_global{Owner::Kind::Global};
    QHash<QString, UserOwner *> m_users;
    QHash<Key, KeyOwner *> m_records; // and what is shared by keys of the program's own
    // When those of BACKSTATE_TTL that belong to sessions and users were shown or asked for last,
    // while nobody shows them.
    QHash<const State *, qint64> m_unused;
    std::list<KeyOwner *> m_idle; // shown by nobody, the one unused for longest first
    QHash<const QMetaObject *, int> m_counts;
};

} // namespace BackState::Http

// Objects: which state object is meant, by its class's scope; all that were made, and those that
// the program lent. Internal.
#pragma once

#include "global_owner_p.h"
#include "object_maker_p.h"
#include "program_owner_p.h"
#include "records_p.h"
#include <BackState/core/changes.h>
#include <BackState/core/request.h>
#include <BackState/core/state_class.h>
#include <BackState/program/options.h>

#include <QHash>
#include <QMap>
#include <QObject>
#include <QString>

#include <functional>
#include <utility>

namespace BackState::Http {

class ObjectWatcher;
class Session;
class Tab;
class UserOwner;

class Objects
{
public:
    // What a request shares objects of a class by, of Server::keyBy(). If it is empty, the request
    // has no such object.
    using KeyFunction = std::function<QString(const Request &)>;

    // Why there is no object. Key: no record can have this one.
    enum class Lack { None, Object, SignIn, Key };

    struct Found
    {
        State *state = nullptr;
        Lack lack = Lack::None;
    };

    Objects(const ServerOptions &options, Changes &changes, ObjectWatcher &watcher);
    ~Objects();
    Q_DISABLE_COPY_MOVE(Objects)

    // The sentence says why the program's object can't be taken. Empty if it was.
    QString add(State &state);
    bool remove(State &state); // whether it was the program's
    // The sentence says why the class can't be shared by that key. Empty if it is.
    QString keyBy(const QMetaObject *metaObject, KeyFunction function);
    bool isKeyed(const QMetaObject *metaObject) const { return m_keyedBy.contains(metaObject); }

    // The object of a class for a tab, made if need be. Without a request, what is shared by a key
    // of the program's own is only found where the tab shows it.
    Found obtain(const StateClass &stateClass, Tab &tab, const Request *request);
    // The same for a client without a page; `key` is the record's. Without a session there is
    // nothing that belongs to one.
    Found obtain(
        const StateClass &stateClass,
        Session *session,
        const QByteArray &key,
        const Request &request);
    // The global one or the record's, made if need be, or one that was lent with that name. Null if
    // there is none.
    State *obtain(const StateClass &stateClass, const QByteArray &key);
    // The one that was lent without a name, or the global one if it was made already. Null if there
    // is none.
    State *find(const StateClass &stateClass) const;
    // What an object of a session or of a user means by another class, see State::related().
    State *related(const StateClass &stateClass, Session &session);
    State *related(const StateClass &stateClass, UserOwner &user);

    // Users that are signed in: each join() needs its leave(), the last of which ends the user's
    // objects.
    UserOwner *join(const QString &user);
    void leave(UserOwner *user);

    // To be told when the first tab shows an object, and when the last one does no more.
    void setShown(const State &state, bool isShown);
    void expire(qint64 now); // ms, of the room's clock
    void end(Owner &owner); // its objects
    void move(Owner &owner, const QByteArray &formerKey); // the owner has another key()

    QMap<QString, int> countByClass() const { return m_maker.countByClass(); }
    int countUsers() const { return int(m_users.size()); }

private:
    Found obtainShared(const StateClass &stateClass, const QByteArray &key);
    Found obtainOfSession(const StateClass &stateClass, Session &session);
    State *make(const StateClass &stateClass, Owner &owner); // if need be
    void forget(State *state);

    QObject m_context;
    Changes &m_changes;
    ObjectWatcher &m_watcher;
    ObjectMaker m_maker;
    Records m_records;
    QHash<std::pair<const QMetaObject *, QByteArray>, State *> m_lent; // by class and name
    QHash<const QMetaObject *, KeyFunction> m_keyedBy;
    ProgramOwner m_program;
    GlobalOwner m_global;
    QHash<QString, UserOwner *> m_users;
};

} // namespace BackState::Http

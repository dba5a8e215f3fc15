#include <BackState/core/state.h>

#include <BackState/core/state_data.h>
#include <BackState/core/storage.h>

namespace BackState {

/*!
    \class BackState::State
    \brief What a page shows: properties that are signals in the browser, and events the browser may
    call.

    Subclass it with Q_OBJECT, declare properties with BACKSTATE_PROPERTY and its kin or as any
    Q_PROPERTY, and events as public Q_INVOKABLE methods. The class needs a constructor without
    arguments: the server makes one object for each tab, session, user or record that shows it
    (BACKSTATE_SCOPE). These belong to the server; an object handed to Server::add() stays the
    program's.

    A state lives in the thread of its server and is not thread-safe. Set its properties from
    another thread by QMetaObject::invokeMethod().

    \code
    class Counter : public BackState::State { Q_OBJECT // (on a line of its own)
        BACKSTATE_PROPERTY(Counter, int, count, 0)

    public:
        Q_INVOKABLE void increment(int amount = 1) { count += amount; }
    };
    \endcode
*/

State::State(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<StateData>(this))
{
}

State::~State() = default;

/*!
    Returns an empty text when a browser's \a value may be set as the editable \a property, or else
    the sentence its user reads. The value has the property's type already. The default accepts
    everything.
*/
QString State::validate(const QString &property, const QVariant &value) const
{
    Q_UNUSED(property)
    Q_UNUSED(value)
    return {};
}

/*!
    Returns how many open pages show this object. A page counts from when its stream is open (or it
    first polls) until it was left; a window that is hidden, or whose connection is lost for less
    than ServerOptions::absence, is open still. An object of scope Tab has one or none.
    \sa viewersChanged()
*/
int State::viewers() const
{
    return d->viewers();
}

/*!
    \fn void State::viewersChanged()

    Emitted in the state's thread after viewers() has changed, once for all changes of one turn of
    the event loop.

    \code
    connect(this, &State::viewersChanged, this, [this] { online = viewers(); });
    \endcode
*/

/*!
    Compares the properties that have neither NOTIFY nor BINDABLE with what the browsers were told
    last, and sends what is different. Call it after changing such a property outside of an event;
    around events it is done anyway.
*/
void State::refresh()
{
    d->refresh();
}

/*!
    \fn S *State::related() const

    Returns the object of class S that goes with this one, made if need be: what a page would be
    given that shows both. For a state of a tab that is the tab's own, its session's, its user's,
    the record or the key's of its page, or the global one; for a state of a session the session's,
    the user's or the global one; for one of a user the user's or the global one; for any other the
    global one. Null where there is none, and in the constructor, when the object has no place yet:
    ask in an event, or later.

    The pointer is a loan: keep it in a QPointer, or ask again.

    \code
    Q_INVOKABLE void send() { related<Chat>()->post(name, draft); }
    \endcode
*/
State *State::findRelated(const StateClass &stateClass) const
{
    Surroundings *surroundings = d->surroundings();
    return surroundings ? surroundings->find(stateClass) : nullptr;
}

/*!
    Returns what saves, loads and removes the values of this object in the server's store: for
    states with BACKSTATE_STORE(Custom), and for "save now". Works once the constructor is done.
    \sa Server::store()
*/
Storage State::storage()
{
    return Storage(this);
}

} // namespace BackState

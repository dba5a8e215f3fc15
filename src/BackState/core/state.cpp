#include <BackState/core/state.h>

#include <BackState/core/refusing.h>
#include <BackState/core/state_data.h>
#include <BackState/core/storage.h>
#include <BackState/text/log.h>

namespace BackState {

using namespace Qt::StringLiterals;

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
    Returns the sentences that refuse \a values by the names of their properties, or nothing when
    they may be set. The default accepts everything.

    It is asked once for each object that a request edits, before any of its values is set, if each
    of them has passed the rules of its property and validate(). When it refuses, no value of the
    request is set and no event is called. A property that was not edited may be named as well.

    \code
    Refusals validateTogether(const Proposed &values) const override
    {
        if (values.value<&Range::lowest>() > values.value<&Range::highest>())
            return {{"highest", "The highest value must not be below the lowest."}};
        return {};
    }
    \endcode
    \sa refuse()
*/
Refusals State::validateTogether(const Proposed &values) const
{
    Q_UNUSED(values)
    return {};
}

/*!
    \fn void State::refuse(const P &property, const QString &sentence) const

    Refuses the value of \a property, of this or of another state, as validate() would have: the
    page of who called the event shows \a sentence beside the field, a client other than Datastar
    gets it as JSON with status 422. To be called in an event, in a flow also after it has waited;
    anywhere else it does nothing, with a warning. An empty sentence refuses nothing.

    What the request had set before the event was called is taken back, all of it, but for the
    properties that the event has set itself since; their Qt signals tell of both. What else the event changed stays, so it refuses
    before it changes anything. A flow that has waited takes back nothing. What the event returns is
    sent, but nobody is signed in or out by it.

    \code
    Q_INVOKABLE void book()
    {
        if (isTaken(seat))
            return refuse(seat, "Somebody else has booked this seat.");
        ...
    }
    \endcode
    \sa validateTogether()
*/

/*!
    \overload

    The \a name is that of a property of this state or of a parameter of the event. Any other one
    is logged, and its sentence shown where the page shows what is wrong with the event as a whole.
*/
void State::refuse(QAnyStringView name, const QString &sentence) const
{
    if (!sentence.isEmpty() && !Refusing::note(*this, name, sentence))
        qCWarning(Http::log).noquote()
            << u"%1 refuses %2 outside of an event: nobody is told"_s.arg(
                   QLatin1StringView(metaObject()->className()),
                   name.toString());
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

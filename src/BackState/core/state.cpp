#include <BackState/core/state.h>

#include <BackState/core/state_data.h>

namespace BackState {

/*!
    \class BackState::State
    \brief What a page shows: properties that are signals in the browser, and events the browser may call.

    Subclass it with Q_OBJECT, declare properties with BACKSTATE_PROPERTY and its kin or as any Q_PROPERTY, and
    events as public Q_INVOKABLE methods. The class needs a constructor without arguments: the server makes one
    object for each tab, session, user or record that shows it (BACKSTATE_SCOPE). These belong to the server; an
    object handed to Server::add() stays the program's.

    A state lives in the thread of its server and is not thread-safe. Set its properties from another thread by
    QMetaObject::invokeMethod().

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
    Returns an empty text when a browser's \a value may be set as the editable \a property, or else the sentence
    its user reads. The value has the property's type already. The default accepts everything.
*/
QString State::validate(const QString &property, const QVariant &value) const
{
    Q_UNUSED(property)
    Q_UNUSED(value)
    return {};
}

/*!
    Compares the properties that have neither NOTIFY nor BINDABLE with what the browsers were told last, and sends
    what is different. Call it after changing such a property outside of an event; around events it is done
    anyway.
*/
void State::refresh()
{
    d->refresh();
}

} // namespace BackState

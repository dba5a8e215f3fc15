// ObjectWatcher: who is told of the turns in an object's life. Internal.
#pragma once

#include <QByteArray>

namespace BackState {
class State;
}

namespace BackState::Http {

class Owner;

// Implemented by whoever has to do something with each object that the server makes, and with each
// that the program lent. Owner::of() says whose it is.
class ObjectWatcher
{
public:
    // The object is followed already, and nobody shows it yet.
    virtual void made(State &state) = 0;
    // The object is whole still. What waits in it must end now.
    virtual void ending(State &state) = 0;
    // The object may be all but destroyed: only its address is good for anything.
    virtual void gone(State *state) = 0;
    // Owner::key() gives another key than before.
    virtual void moved(Owner &owner, const QByteArray &formerKey) = 0;

protected:
    ObjectWatcher() = default;
    ~ObjectWatcher() = default;
    Q_DISABLE_COPY(ObjectWatcher)
};

} // namespace BackState::Http

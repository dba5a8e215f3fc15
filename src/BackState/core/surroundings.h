// Surroundings: where an object stands among others. Internal.
#pragma once

#include <BackState/core/export.h>

namespace BackState {

class State;
struct StateClass;

// Finds the objects that belong to another one, see State::related(). Implemented by whoever makes
// objects.
class BACKSTATE_CORE_EXPORT Surroundings
{
public:
    virtual State *find(const StateClass &stateClass) = 0; // made if need be; null if there is none

protected:
    ~Surroundings() = default;
};

} // namespace BackState

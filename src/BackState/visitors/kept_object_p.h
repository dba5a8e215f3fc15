// KeptObject: how far a state object has been brought into a store. Internal.
#pragma once

#include <BackState/store/state_store.h>

#include <QByteArray>

#include <chrono>
#include <optional>

namespace BackState {
class State;
struct ServerOptions;
} // namespace BackState

namespace BackState::Http {

struct KeptObject
{
    enum class Phase : quint8 { New, Loading, Failed, Kept };

    State *state = nullptr;
    // The version of the state when it was made: what is newer is not overwritten by a late load.
    quint64 made = 0;
    quint64 seen = 0; // the version when an event began, while it is not loaded
    quint64 saved = 0; // the version that is in the store, or on its way
    qint64 touchedAt = 0; // when its time to live began anew, in ms
    quint64 serial = 0; // tells it from others at the same address
    quint64 version = 0; // that the store has, or had when it was loaded; 0 is none
    // Where its values are in the store, if its owner has got another key since.
    std::optional<StoreKey> former = {};
    Phase phase = Phase::New;
    bool isDirty = false; // planned to be saved
    bool wasKept = false; // when the server closed
    bool isInStore = false;

    bool isChanged() const; // since it was saved
    // It is to be saved again, whatever its version.
    void setUnsaved() { saved = ~quint64(0); }
    void setSaved(); // as it is now
};

// The key of a state in the store, now and while its owner had another key.
StoreKey storeKeyOf(const State &state);
StoreKey storeKeyOf(const State &state, const QByteArray &ownerKey);
// How long the store keeps its values after their last use; 0 is for ever.
std::chrono::seconds timeToLiveOf(const State &state, const ServerOptions &options);

} // namespace BackState::Http

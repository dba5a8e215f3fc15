// Owner: whose objects are made, and end, together: a tab, a session, a user, a record. Internal.
#pragma once

#include <BackState/core/state_data.h>
#include <BackState/core/surroundings.h>

#include <QByteArray>

#include <chrono>
#include <memory>
#include <vector>

namespace BackState {
struct ServerOptions;
}

namespace BackState::Http {

class Objects;

// Each kind of owner answers for itself: what its objects are kept as and for how long, and which
// objects stand beside them.
class Owner : public Surroundings
{
public:
    Owner() = default;
    virtual ~Owner();
    Owner(const Owner &) = delete;
    Owner &operator=(const Owner &) = delete;

    // Tells owners apart, and is the same after a restart: "session/<public id>", "user/<name>",
    // "record/<key>", "key/<key>", "tab/<random part of its id>", "global".
    virtual QByteArray key() const = 0;
    // What tells its object from others of the class on a page; empty if it is the only one there.
    virtual QByteArray keyOnPage() const { return {}; }

    // Whether it began just now, so that no store can have values of its objects.
    virtual bool isNew() const { return false; }
    // Whether a store keeps its objects whose classes say nothing about it.
    virtual bool isKept() const { return true; }
    // How long a store keeps values after the last use of their object; 0 is for ever.
    virtual std::chrono::milliseconds keptFor(const ServerOptions &options) const;
    // Whether an object with BACKSTATE_TTL that nobody shows ends before its owner does.
    virtual bool endsUnused() const { return false; }
    // Told when the first tab shows an object of it, and when the last one does no more.
    virtual void setShown(bool isShown);

    // See State::related(). By default what everybody shares.
    State *find(const StateClass &stateClass) override;

    // The owner of an object that the server made; null if the object is the program's own.
    static Owner *of(const State &state);

    Objects *objects = nullptr; // by which `states` were made; null before the first was asked for
    std::vector<std::unique_ptr<State>> states;

protected:
    // Whether its objects are the server's.
    virtual bool isServers() const { return true; }
};

} // namespace BackState::Http

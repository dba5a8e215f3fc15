// Keeper: brings the values of state objects into a store, and back. Internal.
#pragma once

#include "kept_objects_p.h"
#include "loader_p.h"
#include "saver_p.h"
#include "store_health_p.h"
#include <BackState/core/storage.h>
#include <BackState/program/options.h>
#include <BackState/store/contained_store.h>

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>

namespace BackState {
class Changes;
}

namespace BackState::Http {

class Owner;

/*!
    Loads the values of each object that is kept when it is made, saves what changed a moment later
    (ServerOptions::saveDelay), when the object ends and when the server closes. Without a store it
    does nothing.

    A store that fails takes no page down. An object whose values could not be loaded is shown with
    its defaults, but refuses events and edits, and is not saved over what may be stored, until a
    load has succeeded, which is tried again and again. Then each property that the program did not
    change meanwhile takes its stored value.
*/
class Keeper final : public QObject, public StorageAccess
{
    Q_OBJECT

public:
    Keeper(const ServerOptions &options, Changes &changes);
    ~Keeper() override;

    void setStore(std::unique_ptr<StateStore> store); // before start()
    StateStore *store() const { return m_store.get(); }
    // Whether the store is this server's. As long as it is not, nothing that is kept is changed.
    void setClaimed(bool isClaimed);
    void start(); // loads what was made already, and all that is made later

    // Whether its values are on their way, and it is worth waiting for them.
    bool isLoading(const State &state) const;
    bool isLoaded(const State &state) const; // or not to be loaded at all
    // Whether there may be objects that are not loaded.
    bool mayBeUnloaded() const;
    // What an event does between the two to objects that its page does not show, and that are not
    // loaded, goes when their values come: then there is a reason not to accept it.
    void beginEvent();
    std::optional<Error> endEvent();
    // Why an event or edit on it is not accepted, for its user; nothing if it is.
    std::optional<Error> refusal(const State &state) const;

    // As long as one lives, objects are made without waiting for their values, because whoever
    // makes them can wait without holding up others.
    class Unhurried
    {
    public:
        explicit Unhurried(Keeper &keeper)
            : m_count(keeper.m_unhurried)
        {
            ++m_count;
        }
        ~Unhurried() { --m_count; }
        Unhurried(const Unhurried &) = delete;
        Unhurried &operator=(const Unhurried &) = delete;

    private:
        int &m_count;
    };

    // What is wrong with the store; nothing if it is well.
    std::optional<StoreHealth::Trouble> trouble(qint64 now) const;
    // Asks the store whether it is there; the answer comes later.
    void probe(qint64 now);
    qsizetype unsaved() const; // objects whose values are on their way

    // To be told at each turn of an object's life.
    void made(State &state);
    void changed(State &state);
    void ending(State &state);
    void gone(const State *state);
    void moved(const Owner &owner, const QByteArray &formerKey);

    // Saves all, waits until it is done, or for ServerOptions::shutdownWait, and lets go of the
    // store.
    void finish();

    QFuture<Expected<void>> save(State &state) override;
    QFuture<Expected<bool>> load(State &state) override;
    QFuture<Expected<bool>> remove(State &state) override;
    QFuture<Expected<bool>> exists(State &state) override;

Q_SIGNALS:
    // The object has its values now, or does not get them for the time being, or is gone: it may be
    // no more than an address.
    void settled(const State *state);

private:
    using Phase = KeptObject::Phase;

    // A load that the program asked for, and how things stood then.
    struct ByHand
    {
        QPointer<State> state;
        quint64 since;
        quint64 version;
    };
    Expected<bool> takeByHand(const ByHand &call, const StateStore::Loaded &result);
    void hear(StateStore::News news);
    StoreKey placeOf(const State &state) const;
    void noteRemoved(KeptObject &object, const Expected<bool> &result);
    void cleanUp();
    void saveAll(QDeadlineTimer deadline); // and lets go of the store
    void finishLate();

    const ServerOptions &m_options;
    Changes &m_changes;
    std::unique_ptr<ContainedStore> m_store; // goes last; null if nothing is kept
    KeptObjects m_objects;
    std::unique_ptr<Saver> m_saver;
    std::unique_ptr<StoreHealth> m_health;
    std::unique_ptr<Loader> m_loader; // null without a store, as those before it
    bool m_isClaimed = false;
    bool m_isStarted = false; // with a store, and not finished
    bool m_isGivenUp = false; // the last end could not save all
    bool m_hasBegun = false; // with or without one
    int m_unhurried = 0;
    qint64 m_probedAt = 0;
    QTimer m_cleaning;
};

} // namespace BackState::Http

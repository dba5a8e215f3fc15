// Keeper: brings the values of state objects into a store, and back. Internal.
#pragma once

#include "kept_objects_p.h"
#include "saver_p.h"
#include <BackState/core/storage.h>
#include <BackState/program/options.h>
#include <BackState/store/state_store.h>

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <memory>

namespace BackState {
class Changes;
}

namespace BackState::Http {

class Owner;

/*!
    Loads the values of each object of BACKSTATE_STORE(Server) when it is made, saves what changed a
    moment later (ServerOptions::saveDelay), when the object ends and when the server closes.
    Without a store it does nothing.

    A store that fails takes no page down. An object whose values could not be loaded starts with
    its defaults; it is not saved over what may be stored until a load has succeeded, which is tried
    again and again. Then each property that was not changed meanwhile takes its stored value.
*/
class Keeper final : public QObject, public StorageAccess
{
    Q_OBJECT

public:
    Keeper(const ServerOptions &options, Changes &changes);
    ~Keeper() override;

    void setStore(std::unique_ptr<StateStore> store); // before start()
    StateStore *store() const { return m_store.get(); }
    void start(); // loads what was made already, and all that is made later

    bool isLoading(const State &state) const;

    // To be told at each turn of an object's life.
    void made(State &state);
    void changed(State &state);
    void ending(State &state);
    void gone(const State *state);
    void moved(const Owner &owner, const QByteArray &formerKey);

    void finish(); // saves all, and waits until it is done, or for ServerOptions::shutdownWait

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

    void load(KeptObject &object);
    void finishLoad(KeptObject &object, const StateStore::Loaded &result);
    void take(KeptObject &object, const QJsonObject &values);
    Expected<bool> takeByHand(const QPointer<State> &state, const StateStore::Loaded &result);
    void settle(KeptObject &object, Phase phase);
    void loadAgain();
    void cleanUp();

    const ServerOptions &m_options;
    Changes &m_changes;
    std::unique_ptr<StateStore> m_store; // goes last; null if nothing is kept
    KeptObjects m_objects;
    std::unique_ptr<Saver> m_saver;
    bool m_isStarted = false; // with a store
    bool m_hasBegun = false; // with or without one
    bool m_isFailing = false; // the store, to load
    std::chrono::milliseconds m_loadPause;
    QTimer m_loading; // again
    QTimer m_cleaning;
};

} // namespace BackState::Http

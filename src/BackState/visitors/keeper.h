// Keeper: brings the values of state objects into a store, and back. Internal.
#pragma once

#include <BackState/core/storage.h>
#include <BackState/program/options.h>
#include <BackState/visitors/writes.h>

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

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
    void start(); // from now on it loads

    bool isLoading(const State &state) const;

    // The turns of an object's life.
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
    enum class Phase : quint8 { New, Loading, Failed, Kept };
    struct Entry
    {
        State *state = nullptr;
        // The version it was made with: what is newer is not overwritten by a late load
        quint64 made = 0;
        quint64 saved = 0; // the version that is in the store, or on its way
        qint64 touchedAt = 0; // when its time to live began anew, ms
        quint64 serial = 0; // tells it from others at the same address
        Phase phase = Phase::New;
        bool isDirty = false; // among m_dirty
        bool isInStore = false;
        // To another owner, while it was loaded from the place of the former one
        bool hasMoved = false;
    };

    Entry *find(const State &state);
    Entry *find(const State &state, quint64 serial);
    void load(Entry &entry);
    void finishLoad(Entry &entry, const StateStore::Loaded &result);
    void take(Entry &entry, const QJsonObject &values);
    Expected<bool> takeByHand(const QPointer<State> &state, const StateStore::Loaded &result);
    void settle(Entry &entry, Phase phase);
    void loadAgain();
    void plan(Entry &entry);
    void saveDirty();
    void save(Entry &entry);
    void touch();
    void cleanUp();
    std::chrono::seconds timeToLive(const State &state) const;

    const ServerOptions &m_options;
    Changes &m_changes;
    std::unique_ptr<StateStore> m_store; // goes last
    std::unique_ptr<Writes> m_writes;
    QHash<const State *, Entry> m_entries;
    std::vector<const State *> m_dirty;
    quint64 m_serials = 0;
    bool m_isStarted = false;
    bool m_hasBegun = false; // with or without a store
    bool m_isFailing = false; // to load
    std::chrono::milliseconds m_loadPause;
    QTimer m_saving;
    QTimer m_loading; // again
    QTimer m_touching;
    QTimer m_cleaning;
};

} // namespace BackState::Http

// Loader: brings the values of state objects out of the store. Internal.
#pragma once

#include "kept_objects_p.h"
#include <BackState/core/expected.h>
#include <BackState/program/options.h>
#include <BackState/store/contained_store.h>

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace BackState::Http {

class Saver;
class StoreHealth;

// Loads what is made, and again what the store did not bring. Whoever asks for an object goes on
// with it at once, so it is waited for, for a moment, unless a request can wait in place of the
// server.
class Loader final : public QObject
{
    Q_OBJECT

public:
    using Phase = KeptObject::Phase;

    Loader(
        const ServerOptions &options,
        KeptObjects &objects,
        ContainedStore &store,
        Saver &saver,
        StoreHealth &health);

    void load(KeptObject &object, bool mayWait);
    // Another server's values are in the store, and take the place of those that were changed here.
    void loadAnew(KeptObject &object);
    // Another server may have changed anything.
    void loadAllAnew();
    void settle(KeptObject &object, Phase phase);
    // What lives on is to be loaded again: what changes from here on takes the place of that.
    void finish();
    // What changed since then can be saved as it is. Returns whether there was anything.
    bool hasChangedSince() const;
    void keepChanged();

    // Whether there may be objects that are not loaded.
    bool mayBeUnloaded() const;
    // What happens to such objects between the two goes when their values come. Returns whether
    // there was anything.
    void beginEvent();
    bool endEvent();

Q_SIGNALS:
    void settled(const State *state); // see Keeper::settled()

private:
    struct Load
    {
        QFuture<StateStore::Loaded> future;
        const State *state; // may be no more than an address
        quint64 serial;
        int round; // of the server's life
        bool isDone;
    };
    void waitFor(Load &load);
    void finish(Load &load);
    void finishLoad(KeptObject &object, const StateStore::Loaded &result);
    void take(KeptObject &object, const QJsonObject &values);
    void giveUpWaiting();
    void loadAgain();

    const ServerOptions &m_options;
    KeptObjects &m_objects;
    ContainedStore &m_store;
    Saver &m_saver;
    StoreHealth &m_health;
    int m_round = 0;
    bool m_isSlow = false; // the last load that was waited for did not come in time
    std::chrono::milliseconds m_pause;
    QTimer m_again;
};

} // namespace BackState::Http

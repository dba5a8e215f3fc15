// Saver: brings the values of state objects into the store. Internal.
#pragma once

#include "kept_objects_p.h"
#include "writes_p.h"
#include <BackState/program/options.h>

#include <QObject>
#include <QTimer>

#include <vector>

namespace BackState::Http {

// Saves what changed a moment later, together with others, and saves anew what lives on, before its
// time to live is over.
class Saver final : public QObject
{
    Q_OBJECT

public:
    Saver(const ServerOptions &options, KeptObjects &objects, StateStore &store);

    // If the object is changed it is saved within ServerOptions::saveDelay.
    void plan(KeptObject &object);
    void save(KeptObject &object);
    QFuture<Expected<void>> saveNow(const State &state);
    // Saves all and blocks until the store has it, or until ServerOptions::shutdownWait is over.
    void finish();

    // Values that are on their way. Null if there are none.
    const QJsonObject *find(const StoreKey &key) const { return m_writes.find(key); }
    void forget(const StoreKey &key) { m_writes.forget(key); } // it is about to be removed

private:
    void saveDirty();
    void touch();

    const ServerOptions &m_options;
    KeptObjects &m_objects;
    Writes m_writes;
    std::vector<const State *> m_dirty;
    QTimer m_saving;
    QTimer m_touching;
};

} // namespace BackState::Http

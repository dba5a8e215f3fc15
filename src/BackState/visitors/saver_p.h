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
    Saver(const ServerOptions &options, KeptObjects &objects, ContainedStore &store);

    // If the object is changed it is saved within ServerOptions::saveDelay.
    void plan(KeptObject &object);
    void save(KeptObject &object);
    QFuture<Expected<void>> saveNow(const State &state);
    // Saves all and blocks until the store has it, or until the deadline. Returns how many objects
    // it did not take.
    qsizetype finish(QDeadlineTimer deadline);
    void resume() { m_writes.resume(); }
    // Saves everything again, for nothing is kept any more.
    void saveAll();

    // Takes values that are on their way. Null if there are none.
    const QJsonObject *take(KeptObject &object, const StoreKey &key);
    const Writes &writes() const { return m_writes; }
    bool forget(const StoreKey &key) { return m_writes.forget(key); } // see Writes

Q_SIGNALS:
    // Another server saved others, so these were not.
    void refused(BackState::Http::KeptObject &object);

private:
    Writes::Values valuesOf(const State &state) const;
    void noteSaved(const Writes::Holder &holder, quint64 version);
    void noteRefused(const Writes::Holder &holder);
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

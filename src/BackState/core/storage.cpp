#include <BackState/core/storage.h>

#include <BackState/core/state_data.h>

#include <QPromise>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

StorageAccess *accessOf(const State *state)
{
    return state ? StateData::of(*state).storageAccess() : nullptr;
}

template<typename T>
QFuture<Expected<T>> refused(const State *state)
{
    const QString sentence = state ? QLatin1StringView(state->metaObject()->className())
            + u"::storage(): this object's server has no store, or no server has the object: call "
              u"Server::store() before listen(), and storage() not before the constructor is done"_s
                                   : u"storage(): its state object is gone"_s;
    QPromise<Expected<T>> promise;
    promise.start();
    promise.addResult(Error{Error::Kind::Unavailable, {}, sentence});
    promise.finish();
    return promise.future();
}

} // namespace

/*!
    \class BackState::Storage
    \brief Saves, loads and removes the values of one state object in the server's store, by hand.

    State::storage() hands it out. For states with BACKSTATE_STORE(Custom) nothing else saves or
    loads; for the others, which the server saves by itself, save() means now. What travels are the
    properties that are not STORED false, also those that never leave the server (SCRIPTABLE false).
    One without WRITE is kept, and can't be set again; one with a binding computes its value itself
    and is left out.

    A value that is cheap to copy; it does nothing once the object is gone. To be used in the thread
    of the state. Futures finish there or in the store's thread, with an Error that has a sentence
    where something is wrong: no store was given to the server, or it can't be reached now.

    \code
    void Draft::keep()
    {
        storage().save().then(this, [this](const BackState::Expected<void> &saved) {
            note = saved ? "Kept." : saved.error().message;
        });
    }
    \endcode
*/

QFuture<Expected<void>> Storage::save() const
{
    StorageAccess *access = accessOf(m_state);
    return access ? access->save(*m_state) : refused<void>(m_state);
}

/*!
    Sets the properties to what was saved, changes of now included: what was not saved is lost.
    Brings \c false, and changes nothing, when nothing was saved.
*/
QFuture<Expected<bool>> Storage::load() const
{
    StorageAccess *access = accessOf(m_state);
    return access ? access->load(*m_state) : refused<bool>(m_state);
}

/*!
    Removes what was saved. The object keeps its values; where the server saves them by itself it
    does so again after their next change.
*/
QFuture<Expected<bool>> Storage::remove() const
{
    StorageAccess *access = accessOf(m_state);
    return access ? access->remove(*m_state) : refused<bool>(m_state);
}

QFuture<Expected<bool>> Storage::exists() const
{
    StorageAccess *access = accessOf(m_state);
    return access ? access->exists(*m_state) : refused<bool>(m_state);
}

StorageAccess::~StorageAccess() = default;

} // namespace BackState

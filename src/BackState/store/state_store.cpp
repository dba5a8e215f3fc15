#include <BackState/store/state_store.h>

namespace BackState {

/*!
    \class BackState::StateStore
    \brief Keeps the values of states under keys, as JSON objects: what Server::store() takes.

    Subclass it to keep values in a place of your own; MemoryStore and SqlStore come with the
    library. It is asynchronous in form: each function returns at once, with a future that may be
    finished already.

    \list
    \li Ownership: the server owns its store and destroys it last.
    \li Threads: the functions are called from the server's thread. A future may be finished in any
    thread. At shutdown the server blocks its thread until its last futures are finished, or
    ServerOptions::shutdownWait is over; a store that needs that thread's event loop to finish does
    not get it then.
    \li Versions: save() is told which values it replaces, so that two servers can't write over each
    other's. A store that only one server reaches may ignore it.
    \li Order: calls for one key take effect in the order in which they were made.
    \li Errors: a function whose future brings an Error has changed nothing. The server logs the
    error's sentence, keeps the values and tries again; no page waits for it or fails by it. The
    sentence must not contain values. A future that is cancelled counts as an error.
    \endlist

    \code
    class Files : public BackState::StateStore { … };

    server.store(std::make_unique<Files>());
    \endcode
*/

StateStore::~StateStore() = default;

/*!
    Returns a sentence for what makes the store unusable for good (an address that is none, a
    database of a newer version); empty when there is nothing. What may pass, such as a database
    that is down, is not meant. Called by Server::listen(), which it may keep waiting for a moment.
*/
QString StateStore::problem()
{
    return {};
}

std::optional<QFuture<StateStore::Saved>>
StateStore::move(const StoreKey &, const StoreKey &, const QJsonObject &, std::chrono::seconds)
{
    return {};
}

QFuture<Expected<void>> StateStore::claim()
{
    return finishedFuture(Expected<void>());
}

void StateStore::release(QDeadlineTimer) { }

bool StateStore::finishesAlone() const
{
    return false;
}

void StateStore::setWhenTold(std::function<void(News)> told)
{
    const QMutexLocker lock(&m_mutex);
    m_whenTold = std::move(told);
}

void StateStore::tell(News news)
{
    const QMutexLocker lock(&m_mutex);
    if (m_whenTold)
        m_whenTold(news);
}

} // namespace BackState

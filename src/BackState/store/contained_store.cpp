#include <BackState/store/contained_store.h>

#include <BackState/core/thrown.h>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

constexpr auto sentence = "the store threw an exception";

template<typename T, typename Function>
QFuture<Expected<T>> contained(const char *where, Function function)
{
    QFuture<Expected<T>> future;
    const bool isDone = Private::contain(
        [where]() -> QString { return "StateStore::"_L1 + QLatin1StringView(where) + "()"_L1; },
        [&] { future = function(); });
    if (isDone)
        return future;
    return finishedFuture(
        Expected<T>(Error{Error::Kind::Unavailable, {}, QString::fromLatin1(sentence)}));
}

} // namespace

ContainedStore::ContainedStore(std::unique_ptr<StateStore> store)
    : m_store(std::move(store))
{
}

QFuture<StateStore::Loaded> ContainedStore::load(const StoreKey &key)
{
    return contained<std::optional<QJsonObject>>("load", [&] { return m_store->load(key); });
}

QFuture<Expected<void>> ContainedStore::save(
    const StoreKey &key, const QJsonObject &values, std::chrono::seconds timeToLive)
{
    return contained<void>("save", [&] { return m_store->save(key, values, timeToLive); });
}

QFuture<Expected<bool>> ContainedStore::remove(const StoreKey &key)
{
    return contained<bool>("remove", [&] { return m_store->remove(key); });
}

QFuture<Expected<bool>> ContainedStore::exists(const StoreKey &key)
{
    return contained<bool>("exists", [&] { return m_store->exists(key); });
}

QFuture<Expected<qsizetype>> ContainedStore::cleanup()
{
    return contained<qsizetype>("cleanup", [&] { return m_store->cleanup(); });
}

QString ContainedStore::problem()
{
    QString problem = QString::fromLatin1(sentence);
    Private::contain(
        [] { return u"StateStore::problem()"_s; },
        [&] { problem = m_store->problem(); });
    return problem;
}

QString ContainedStore::description() const
{
    QString description;
    Private::contain(
        [] { return u"StateStore::description()"_s; },
        [&] { description = m_store->description(); });
    return description;
}

} // namespace BackState

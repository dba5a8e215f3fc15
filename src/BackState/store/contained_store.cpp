#include <BackState/store/contained_store.h>

#include <BackState/core/thrown.h>
#include <BackState/store/futures.h>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

constexpr auto sentence = "the store threw an exception";

template<typename T>
QFuture<Expected<T>> failed()
{
    return finishedFuture(
        Expected<T>(Error{Error::Kind::Unavailable, {}, QString::fromLatin1(sentence)}));
}

template<typename T, typename Function>
QFuture<Expected<T>> contained(const char *where, Function function)
{
    QFuture<Expected<T>> future;
    const bool isDone = Private::contain(
        [where]() -> QString { return "StateStore::"_L1 + QLatin1StringView(where) + "()"_L1; },
        [&] { future = function(); });
    return isDone ? future : failed<T>();
}

} // namespace

ContainedStore::ContainedStore(std::unique_ptr<StateStore> store)
    : m_store(std::move(store))
{
    m_store->setWhenTold([this](News news) { tell(news); });
}

QFuture<StateStore::Loaded> ContainedStore::load(const StoreKey &key)
{
    return contained<std::optional<KeptValues>>("load", [&] { return m_store->load(key); });
}

QFuture<StateStore::Saved> ContainedStore::save(
    const StoreKey &key,
    const QJsonObject &values,
    std::chrono::seconds timeToLive,
    std::optional<quint64> madeFrom)
{
    return contained<quint64>("save", [&] {
        return m_store->save(key, values, timeToLive, madeFrom);
    });
}

std::optional<QFuture<StateStore::Saved>> ContainedStore::move(
    const StoreKey &from,
    const StoreKey &to,
    const QJsonObject &values,
    std::chrono::seconds timeToLive)
{
    std::optional<QFuture<Saved>> moved;
    const bool isDone = Private::contain(
        [] { return u"StateStore::move()"_s; },
        [&] { moved = m_store->move(from, to, values, timeToLive); });
    if (moved)
        return moved;
    if (!isDone)
        return failed<quint64>();
    const QFuture<Saved> saved = save(to, values, timeToLive, {});
    whenFinished(saved, &m_context, [this, from](const Saved &result) {
        if (result)
            remove(from);
    });
    return saved;
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

QFuture<Expected<void>> ContainedStore::claim()
{
    return contained<void>("claim", [&] { return m_store->claim(); });
}

void ContainedStore::release(QDeadlineTimer deadline)
{
    Private::contain(
        [] { return u"StateStore::release()"_s; },
        [&] { m_store->release(deadline); });
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

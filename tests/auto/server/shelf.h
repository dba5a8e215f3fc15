// A store whose answers a test holds back, or makes errors of, and what is in it outlives it.
#pragma once

#include <BackState/store/state_store.h>

#include <QHash>

#include <functional>
#include <vector>

struct Shelf
{
    QHash<BackState::StoreKey, QJsonObject> values;
    QHash<BackState::StoreKey, std::chrono::seconds> timesToLive;
    int loads = 0;
    int saves = 0;
    bool isFailing = false;
    QString refused; // the name space of values that it never takes
    bool isSlow = false; // answers wait for release()
    std::vector<std::function<void()>> held;

    void release()
    {
        for (const auto &answer : std::exchange(held, {}))
            answer();
    }

    QJsonObject find(const char *nameSpace, const QString &owner = "global") const
    {
        return values.value({nameSpace, owner});
    }
};

class ShelfStore final : public BackState::StateStore
{
public:
    explicit ShelfStore(Shelf &shelf)
        : m_shelf(shelf)
    {
    }

    QFuture<Loaded> load(const BackState::StoreKey &key) override
    {
        ++m_shelf.loads;
        const auto found = m_shelf.values.constFind(key);
        std::optional<QJsonObject> values;
        if (found != m_shelf.values.cend())
            values = *found;
        return answer(Loaded(values));
    }

    // Only one server has it, so it leaves versions out of account.
    QFuture<Saved> save(
        const BackState::StoreKey &key,
        const QJsonObject &values,
        std::chrono::seconds timeToLive,
        std::optional<quint64>) override
    {
        ++m_shelf.saves;
        if (!m_shelf.refused.isEmpty() && key.nameSpace == m_shelf.refused)
            return answer(Saved(
                BackState::Error{BackState::Error::Kind::Unavailable, {}, "it does not fit"}));
        if (!m_shelf.isFailing) {
            m_shelf.values.insert(key, values);
            m_shelf.timesToLive.insert(key, timeToLive);
        }
        return answer(Saved(quint64(0)));
    }

    QFuture<BackState::Expected<bool>> remove(const BackState::StoreKey &key) override
    {
        return answer(BackState::Expected<bool>(m_shelf.values.remove(key)));
    }
    QFuture<BackState::Expected<bool>> exists(const BackState::StoreKey &key) override
    {
        return answer(BackState::Expected<bool>(m_shelf.values.contains(key)));
    }
    QFuture<BackState::Expected<qsizetype>> cleanup() override
    {
        return BackState::finishedFuture(BackState::Expected<qsizetype>(0));
    }
    QString problem() override { return m_problem; }
    QString description() const override { return "a shelf"; }

    void lose() { tell(News::Emptied); }
    void setProblem(const QString &problem) { m_problem = problem; }

private:
    template<typename T>
    QFuture<T> answer(T result)
    {
        if (m_shelf.isFailing)
            result
                = BackState::Error{BackState::Error::Kind::Unavailable, {}, "the shelf fell down"};
        auto promise = std::make_shared<QPromise<T>>();
        promise->start();
        const auto finish = [promise, result] {
            promise->addResult(result);
            promise->finish();
        };
        if (m_shelf.isSlow)
            m_shelf.held.push_back(finish);
        else
            finish();
        return promise->future();
    }

    Shelf &m_shelf;
    QString m_problem;
};

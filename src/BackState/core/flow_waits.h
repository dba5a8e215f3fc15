// What a Flow can wait for: a time, a QFuture, a Qt signal. Each takes itself back in its
// destructor, so that a coroutine may be destroyed while it waits.
#pragma once

#include <BackState/core/flow_body.h>
#include <BackState/text/signature.h>

#include <QFuture>
#include <QFutureWatcher>
#include <QTimer>

#include <chrono>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace BackState {

//! What after() and received() return, to be awaited at once.
struct FlowPause
{
    std::chrono::milliseconds time;
};
template<typename Object, typename Signal>
struct FlowSignal
{
    const Object *object;
    Signal signal;
};

namespace Private {

class BACKSTATE_CORE_EXPORT FlowTimer
{
public:
    FlowTimer(FlowBody &body, std::chrono::milliseconds time);
    Q_DISABLE_COPY_MOVE(FlowTimer)

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine);
    void await_resume() const noexcept { }

private:
    std::chrono::milliseconds m_time;
    QTimer m_timer;
};

// Watches a future of any type: tells whether it has ended, and wakes the flow when it does.
class BACKSTATE_CORE_EXPORT FlowWatch
{
public:
    FlowWatch(FlowBody &body, const QFuture<void> &future);
    Q_DISABLE_COPY_MOVE(FlowWatch)

    bool isDone() const; // it has ended, with a result if it is of a type that has any
    void begin(bool hasResult);

private:
    bool hasThrown();
    void report();

    FlowBody &m_body;
    QFuture<void> m_future;
    QFutureWatcher<void> m_watcher;
    bool m_hasResult = false; // false for a QFuture<void>
};

template<typename Result>
class FlowFuture
{
public:
    FlowFuture(FlowBody &body, QFuture<Result> future)
        : m_future(std::move(future))
        , m_watch(body, QFuture<void>(m_future))
    {
    }
    Q_DISABLE_COPY_MOVE(FlowFuture)

    bool await_ready() const { return m_watch.isDone() && hasResult(); }
    void await_suspend(std::coroutine_handle<>) { m_watch.begin(!std::is_void_v<Result>); }
    Result await_resume()
    {
        if constexpr (std::is_void_v<Result>)
            m_future.waitForFinished(); // it has; an exception in it is thrown
        else if constexpr (std::is_copy_constructible_v<Result>)
            return m_future.result();
        else
            return m_future.takeResult();
    }

private:
    bool hasResult() const { return std::is_void_v<Result> || m_future.resultCount() > 0; }

    QFuture<Result> m_future;
    FlowWatch m_watch;
};

// Whether T is the private last argument of a Qt signal that only its class may emit. Flows do not
// get it.
template<typename T>
constexpr bool isPrivateSignal()
{
    return std::string_view(__PRETTY_FUNCTION__).find("::QPrivateSignal") != std::string_view::npos
        && std::is_empty_v<T>;
}

// The values of a Qt signal: its parameters, each by value.
template<typename Parameters>
struct SignalValues;
template<>
struct SignalValues<TypeList<>>
{
    using Type = std::tuple<>;
};
template<typename First, typename... Rest>
struct SignalValues<TypeList<First, Rest...>>
{
    using Value = std::decay_t<First>;
    using Tail = typename SignalValues<TypeList<Rest...>>::Type;
    using Type = std::conditional_t<
        isPrivateSignal<Value>(),
        Tail,
        decltype(std::tuple_cat(std::declval<std::tuple<Value>>(), std::declval<Tail>()))>;
};

template<typename Object, typename Signal>
class FlowReceived
{
    using Values = typename SignalValues<ParametersOf<Signal>>::Type;
    static constexpr std::size_t count = std::tuple_size_v<Values>;

public:
    FlowReceived(FlowBody &body, const FlowSignal<Object, Signal> &awaited)
        : m_body(body)
        , m_awaited(awaited)
    {
    }
    Q_DISABLE_COPY_MOVE(FlowReceived)

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>)
    {
        if (!m_awaited.object) {
            m_body.end();
            return;
        }
        connect(std::make_index_sequence<count>());
        QObject::connect(m_awaited.object, &QObject::destroyed, &m_context, [this] {
            m_body.end();
        });
    }
    auto await_resume()
    {
        if constexpr (count == 1)
            return std::get<0>(*std::move(m_values));
        else if constexpr (count > 1)
            return *std::move(m_values);
    }

private:
    template<std::size_t... I>
    void connect(std::index_sequence<I...>)
    {
        QObject::connect(
            m_awaited.object,
            m_awaited.signal,
            &m_context,
            [this](const std::tuple_element_t<I, Values> &...values) {
                if (m_values)
                    return; // only the first was waited for
                m_values.emplace(values...);
                m_body.wake();
            });
    }

    FlowBody &m_body;
    FlowSignal<Object, Signal> m_awaited;
    std::optional<Values> m_values;
    QObject m_context; // its end cuts the connections, and drops what other threads have queued
};

} // namespace Private

} // namespace BackState

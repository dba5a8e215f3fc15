// Flow: an event that goes on, as a coroutine.
#pragma once

#include <BackState/core/flow_handle.h>
#include <BackState/core/flow_waits.h>

#include <concepts>

namespace BackState {

/*! The type of \c changes: \c{co_yield changes;} sends at once what was changed so far. */
struct FlowChanges
{
};
inline constexpr FlowChanges changes;

/*! Waits in a Flow: \c{co_await after(500ms);}. */
inline FlowPause after(std::chrono::milliseconds time)
{
    return {time};
}

/*!
    Waits in a Flow for a Qt signal of \a object, in any thread: \c{const int value = co_await
    received(object, &Class::valueChanged);}. Gives the signal's argument, a tuple of several, or
    nothing. The flow ends if the object is destroyed before.
*/
template<typename Object, typename Signal>
    requires std::derived_from<Object, QObject> && std::is_member_function_pointer_v<Signal>
FlowSignal<Object, Signal> received(const Object *object, Signal signal)
{
    return {object, signal};
}

template<typename T>
class Flow;

namespace Private {

template<typename>
inline constexpr bool isFlowAwaitable = false;

class FlowPromiseBase
{
public:
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept { }
    // FlowHandle::step() throws it again.
    void unhandled_exception() const noexcept { m_body->fail(std::current_exception()); }

    FlowTimer await_transform(FlowPause pause) { return FlowTimer(*m_body, pause.time); }
    template<typename Result>
    FlowFuture<Result> await_transform(QFuture<Result> future)
    {
        return FlowFuture<Result>(*m_body, std::move(future));
    }
    template<typename Object, typename Signal>
    FlowReceived<Object, Signal> await_transform(FlowSignal<Object, Signal> awaited)
    {
        return FlowReceived<Object, Signal>(*m_body, awaited);
    }
    template<typename Other>
    std::suspend_always await_transform(const Other &)
    {
        static_assert(
            isFlowAwaitable<Other>,
            "BackState: a Flow waits for after(500ms), a QFuture, or received(object, "
            "&Class::qtSignal): others "
            "would be left with a coroutine that is gone");
        return {};
    }

    std::suspend_always yield_value(FlowChanges)
    {
        m_body->yield(QVariant());
        return {};
    }

protected:
    FlowBody *m_body = nullptr; // owns the coroutine, and with it this
};

template<typename T>
class FlowPromise final : public FlowPromiseBase
{
public:
    Flow<T> get_return_object();

    using FlowPromiseBase::yield_value;
    std::suspend_always yield_value(T value)
    {
        m_body->yield(QVariant::fromValue(std::move(value)));
        return {};
    }
};

template<>
class FlowPromise<void> final : public FlowPromiseBase
{
public:
    inline Flow<void> get_return_object();
};

} // namespace Private

/*!
    What an event returns that goes on: a coroutine that yields patches or elements (T), or
    \c changes, and waits for times, futures and Qt signals.

    The library drives it in the thread of its state, and destroys it where it waits when its tab or
    its state goes; its local objects are destroyed then. An exception ends it, goes to the log,
    and is told to the user as that of any event.
*/
template<typename T = void>
class [[nodiscard]] Flow
{
public:
    using promise_type = Private::FlowPromise<T>;

    Flow() = default; // does nothing
    FlowHandle handle() const { return m_handle; } // for whoever drives it

private:
    friend promise_type;
    explicit Flow(FlowHandle handle)
        : m_handle(std::move(handle))
    {
    }

    FlowHandle m_handle;
};

namespace Private {

// Lets a flow be found in the QVariant that an event returned, whatever it yields.
template<typename T>
bool registerFlow()
{
    return QMetaType::hasRegisteredConverterFunction<Flow<T>, FlowHandle>()
        || QMetaType::registerConverter<Flow<T>, FlowHandle>(&Flow<T>::handle);
}

template<typename T>
Flow<T> FlowPromise<T>::get_return_object()
{
    static const bool isRegistered = registerFlow<T>();
    Q_UNUSED(isRegistered)
    auto body = std::make_shared<FlowBody>(std::coroutine_handle<FlowPromise>::from_promise(*this));
    m_body = body.get();
    return Flow<T>(FlowHandle(std::move(body)));
}

Flow<void> FlowPromise<void>::get_return_object()
{
    static const bool isRegistered = registerFlow<void>();
    Q_UNUSED(isRegistered)
    auto body = std::make_shared<FlowBody>(std::coroutine_handle<FlowPromise>::from_promise(*this));
    m_body = body.get();
    return Flow<void>(FlowHandle(std::move(body)));
}

} // namespace Private

} // namespace BackState

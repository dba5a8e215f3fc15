#include <BackState/core/flow.h>

#include <algorithm>
#include <limits>

namespace BackState {

/*!
    \class BackState::Flow
    \brief An event that goes on: a coroutine that yields what its caller's page is told.

    An event whose return type is \c{Flow<T>} and whose body has \c co_yield or \c co_await. Each
    yielded \c T, an Element, a Patch or a list of either, is sent to the tab that called the event,
    after the changes of properties so far; \c{co_yield changes;} sends these alone. Changes that
    are not yielded travel as any others do, so a flow that only sets properties is a \c{Flow<>}
    that yields nothing. It waits by \c co_await for after(), for a QFuture, or for a Qt signal, see
    received(); the server does other things meanwhile.

    A flow belongs to the tab that called it. When the tab is gone, its state goes, the server
    closes, or that tab calls the event again (see BACKSTATE_EVENT's \c again), it is destroyed
    where it waits: the destructors of its variables run, and what follows the wait never does. What
    it waits for is not cancelled thereby, unless such a destructor does so.

    The library keeps the arguments it calls the event with; an argument that the method's own
    default fills in is not among them, so that a parameter with a default has to be taken by value.
    A state of the program's own has to be given back by Server::remove() before it is destroyed
    while a flow of it may run.

    GCC 12 destroys an aggregate that is written with braces inside of a \c co_yield or \c co_await
    expression twice. A patch with options, \c{Patch::elements(row, {.selector = "#rows"})}, is to
    be made in a statement of its own and yielded in the next.

    It lives in the thread of its state. Called by C++ instead of a browser it does nothing: nobody
    drives it. An exception that leaves it ends it, and is told as that of any event.

    \code
    BackState::Flow<> start(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            progress = i;
            co_await after(500ms);
        }
    }
    \endcode
*/

/*!
    \fn BackState::FlowPause BackState::after(std::chrono::milliseconds time)
    \relates Flow

    Lets a flow that awaits it wait for \a time.
*/

/*!
    \fn template<typename Object, typename Signal> FlowSignal<Object, Signal>
    BackState::received(const Object *object, Signal signal)
    \relates Flow

    Lets a flow that awaits it wait until \a object, which may live in any thread, emits \a signal
    for the next time. It gives what the Qt signal carries: nothing, the one argument, or a tuple.
    The flow ends when \a object is destroyed before, or null.
*/

namespace Private {

FlowBody::FlowBody(std::coroutine_handle<> coroutine)
    : m_coroutine(coroutine)
{
}

FlowBody::~FlowBody()
{
    destroy();
}

bool FlowBody::start(std::function<void()> ready)
{
    if (std::exchange(m_isStarted, true) || !m_coroutine)
        return false;
    m_ready = std::move(ready);
    return true;
}

FlowStep FlowBody::step()
{
    if (!m_coroutine || m_isOver || m_coroutine.done())
        return FlowStep::Ended;
    m_hasYielded = false;
    m_coroutine.resume();
    if (m_thrown)
        std::rethrow_exception(std::exchange(m_thrown, nullptr));
    if (m_coroutine.done())
        return FlowStep::Ended;
    return m_hasYielded ? FlowStep::Yielded : FlowStep::Waiting;
}

void FlowBody::destroy()
{
    m_ready = nullptr;
    if (const auto coroutine = std::exchange(m_coroutine, nullptr))
        coroutine.destroy();
}

void FlowBody::wake()
{
    if (!std::exchange(m_isReported, true))
        report();
}

void FlowBody::end()
{
    if (std::exchange(m_isReported, true))
        return;
    m_isOver = true;
    report();
}

// Resumes the flow in the next turn of the event loop, not at once: whoever emitted the Qt signal
// that ended the wait must find everything as it was.
void FlowBody::report()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isReported = false;
            if (const auto ready = m_ready) // a copy: it may destroy this
                ready();
        },
        Qt::QueuedConnection);
}

void FlowBody::yield(QVariant value)
{
    m_yielded = std::move(value);
    m_hasYielded = true;
}

// Between the two reports of a future that fails, which come from another thread.
constexpr std::chrono::seconds untilFinished(1);

FlowTimer::FlowTimer(FlowBody &body, std::chrono::milliseconds time)
    : m_time(time)
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &body, &FlowBody::wake);
}

void FlowTimer::await_suspend(std::coroutine_handle<>)
{
    using std::chrono::milliseconds;
    const milliseconds longest(std::numeric_limits<int>::max()); // 24 days
    m_timer.start(std::clamp(m_time, milliseconds(0), longest));
}

FlowWatch::FlowWatch(FlowBody &body, const QFuture<void> &future)
    : m_body(body)
    , m_future(future)
{
}

bool FlowWatch::isDone() const
{
    return m_future.isFinished() && !m_future.isCanceled();
}

void FlowWatch::begin(bool hasResult)
{
    m_hasResult = hasResult;
    QObject::connect(&m_watcher, &QFutureWatcherBase::finished, &m_watcher, [this] { report(); });
    // One that fails is cancelled before it has finished; one that is cancelled may never finish.
    QObject::connect(&m_watcher, &QFutureWatcherBase::canceled, &m_watcher, [this] {
        if (m_future.isFinished())
            report();
        else
            QTimer::singleShot(untilFinished, &m_watcher, [this] { report(); });
    });
    m_watcher.setFuture(m_future);
}

// Whether it ended by an exception, which the flow gets where it waits.
bool FlowWatch::hasThrown()
{
    if (!m_future.isFinished())
        return false;
    try {
        m_future.waitForFinished();
    } catch (...) {
        return true;
    }
    return false;
}

// A future that was cancelled, or finished without a result, leaves nothing to go on with.
void FlowWatch::report()
{
    if (hasThrown())
        m_body.wake();
    else if (!isDone() || (m_hasResult && m_future.resultCount() == 0))
        m_body.end();
    else
        m_body.wake();
}

} // namespace Private

/*!
    \class BackState::FlowHandle
    \internal
    \brief Drives a flow of any type: what a QVariant with a Flow converts to.

    Copies are the same flow. A driver calls start(), then step() at once and whenever it is told
    to. It destroys the flow when that has ended, and may do so at any time but within step().
*/

void FlowHandle::goOn()
{
    if (m_body)
        m_body->wake();
}

void FlowHandle::destroy()
{
    if (const auto body = m_body) // a local one: the coroutine may hold the last other
        body->destroy();
}

} // namespace BackState

// FlowBody and FlowHandle: the coroutine behind a Flow of any type, and how it is driven. Not API.
#pragma once

#include <BackState/core/export.h>

#include <QObject>
#include <QVariant>

#include <coroutine>
#include <functional>
#include <memory>

namespace BackState {

enum class FlowStep { Yielded, Waiting, Ended };

namespace Private {

// Owns the coroutine. What the coroutine waits for reports to it by wake() or end(), once, and
// never resumes the coroutine itself: that is left to the next turn of the event loop and to
// whoever drives the flow.
class BACKSTATE_CORE_EXPORT FlowBody final : public QObject
{
public:
    explicit FlowBody(std::coroutine_handle<> coroutine);
    ~FlowBody() override;

    bool start(std::function<void()> ready); // false if it was started before
    FlowStep step();
    void destroy(); // may be called again

    void wake(); // the wait is over
    void end(); // what it waits for will never come
    void yield(QVariant value);
    QVariant takeYielded() { return std::exchange(m_yielded, {}); }

private:
    void report();

    std::coroutine_handle<> m_coroutine; // null once it is destroyed
    std::function<void()> m_ready;
    QVariant m_yielded;
    bool m_hasYielded = false;
    bool m_isStarted = false;
    bool m_isReported = false;
    bool m_isOver = false;
};

} // namespace Private

class BACKSTATE_CORE_EXPORT FlowHandle
{
public:
    FlowHandle() = default;
    explicit FlowHandle(std::shared_ptr<Private::FlowBody> body)
        : m_body(std::move(body))
    {
    }

    //! Whoever starts a flow drives it: `ready` is called from the event loop when it is time for
    //! step(). Returns false if there is nothing to drive, or somebody drives it already.
    bool start(std::function<void()> ready) { return m_body && m_body->start(std::move(ready)); }
    //! Runs up to the next wait or yield.
    FlowStep step() { return m_body ? m_body->step() : FlowStep::Ended; }
    //! What was yielded. Invalid if it was only `changes`.
    QVariant takeYielded() { return m_body ? m_body->takeYielded() : QVariant(); }
    void goOn(); // after a yield: ready is called in the next turn of the event loop
    void destroy(); // where it waits; its destructors run now

private:
    // Shared, because a QVariant, which is what a metacall returns, wants values that can be
    // copied: all copies are the one coroutine.
    std::shared_ptr<Private::FlowBody> m_body;
};

} // namespace BackState

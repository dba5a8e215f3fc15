// FlowBody: the coroutine behind a Flow of any type. Not API.
#pragma once

#include <BackState/core/export.h>

#include <QObject>
#include <QVariant>

#include <coroutine>
#include <exception>
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
    void fail(std::exception_ptr exception) { m_thrown = std::move(exception); }
    void yield(QVariant value);
    QVariant takeYielded() { return std::exchange(m_yielded, {}); }

private:
    void report();

    std::coroutine_handle<> m_coroutine; // null once it is destroyed
    std::function<void()> m_ready;
    QVariant m_yielded;
    std::exception_ptr m_thrown; // by the step that is made
    bool m_hasYielded = false;
    bool m_isStarted = false;
    bool m_isReported = false;
    bool m_isOver = false;
};

} // namespace Private

} // namespace BackState

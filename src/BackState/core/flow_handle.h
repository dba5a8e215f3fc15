// FlowHandle: drives a Flow of any type. Not API.
#pragma once

#include <BackState/core/flow_body.h>

#include <utility>

namespace BackState {

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

// FlowCall: one call of an event that goes on. Internal.
#pragma once

#include <BackState/core/flow.h>
#include <BackState/core/schema.h>
#include <BackState/live/outlet.h>

#include <QByteArray>
#include <QObject>
#include <QVariantList>

#include <functional>
#include <memory>
#include <optional>

namespace BackState {

class State;

}

namespace BackState::Private {

class RenderingLog;

}

namespace BackState::Http {

class Exchange;
class Tab;

class FlowCall
{
public:
    FlowCall(Tab &tab, State &state, const Schema::Event &event, QVariantList arguments);
    ~FlowCall();
    FlowCall(const FlowCall &) = delete;
    FlowCall &operator=(const FlowCall &) = delete;

    // A call of the same event of the same object.
    bool isOf(const State &other, const Schema::Event &called) const
    {
        return &state == &other && &event == &called;
    }

    // Where its tab is told of what it does: by the tab's stream, else by an answer of the call's
    // own. Nothing if there is neither any more.
    std::optional<Outlet> outlet() const;
    // Until respond() is called, what is told for want of a stream is collected for the answer.
    void collectIn(QByteArray *collected) { m_collected = collected; }
    bool isCollecting() const { return m_collected && !m_collected->isEmpty(); }
    // By what was collected; without a stream of the tab the answer stays open until the call ends.
    void respond(Exchange &exchange);

    StreamSocket *answer() const { return m_answer; } // null if none is open
    void finishAnswer(); // all of it is sent
    void abortAnswer();

    // The tab that called it, or that followed that one in its window. Valid until it has ended, as
    // the state is.
    Tab &tab() const { return *m_tab; }
    void move(Tab &to);
    // Whether its page is another one than that which called it. What it sends may have no place
    // there.
    bool isMoved() const { return m_isMoved; }

    State &state;
    const Schema::Event &event;
    const QVariantList arguments; // goes after the flow, which refers to it
    FlowHandle flow;
    std::shared_ptr<Private::RenderingLog> named; // in its steps so far
    QMetaObject::Connection destroyed; // of the state
    // Undoes what its request set before it. Empty once the request is over.
    std::function<bool()> takeBack;
    bool isStarted = false; // else it waits for its turn
    bool isStepping = false;
    bool isEnded = false;

private:
    Tab *m_tab;
    bool m_isMoved = false;
    StreamSocket *m_answer = nullptr;
    QByteArray *m_collected = nullptr;
};

} // namespace BackState::Http

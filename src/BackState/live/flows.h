// Flows: the events that go on, each for the tab that called it. Internal.
#pragma once

#include <BackState/core/flow.h>
#include <BackState/core/schema.h>
#include <BackState/program/options.h>

#include <QHash>
#include <QVariantList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace BackState {

class State;

}

namespace BackState::Http {

class Exchange;
class Outlet;
class Publisher;
class StreamSocket;
class Tab;
struct View;

class Flows
{
public:
    Flows(const ServerOptions &options, Publisher &publisher);
    ~Flows();

    // The sentence that refuses a call, because the tab's former one goes on; empty: it may be
    // made.
    QString refusal(const Tab &tab, const State &state, const Schema::Event &event) const;
    // Calls an event that goes on, runs it up to its first wait, and answers.
    void
    call(Tab &tab, View &view, const Schema::Event &event, QVariantList typed, Exchange &exchange);

    // The tab's stream takes over from the answers, and tells what was kept for it.
    void streamOpened(Tab &tab);
    // The same for a tab that polls: its answers go on, this is what had none.
    QByteArray takeMissed(const Tab &tab);
    bool isRunning(const Tab &tab) const; // any of it
    // To be told when the last one of a tab has ended by itself.
    void setEnded(std::function<void(Tab &)> ended) { m_ended = std::move(ended); }
    bool isAnswering(const Tab &tab) const; // to an event of it, by an answer that is still open

    void end(const Tab &tab);
    void end(State &state); // while it is whole
    void gone(const State *state); // by its address: it may be all but destroyed

    int count() const; // those that run, and those that wait for their turn

private:
    struct Running;
    using Shared = std::shared_ptr<Running>; // with its own step, in which it may be ended
    struct OfTab
    {
        std::vector<Shared> flows; // in the order of their calls
        QByteArray missed; // frames for a stream that is not open
        bool isMissing = false; // there were too many
    };

    Shared find(
        const Tab &tab, const State &state, const Schema::Event &event, const Running *other) const;
    void replace(const Running &flow);
    void start(const Shared &flow);
    void step(const Shared &flow);
    void finish(const Shared &flow);
    void startNext(const Running &former);
    void answer(const Shared &flow, Exchange &exchange, const QByteArray &collected);
    void forget(const Shared &flow);
    void end(const Shared &flow);
    void endOne(Running *running);

    static std::optional<Outlet> outletOf(Running &flow);
    void tell(Running &flow, const QByteArray &frames);
    void keep(const Tab &tab, const QByteArray &frames);
    void showRunning(Running &flow, bool isRunning);

    const ServerOptions &m_options;
    Publisher &m_publisher;
    std::function<void(Tab &)> m_ended;
    QHash<const Tab *, OfTab> m_tabs;
    QMultiHash<const State *, Running *> m_byState;
    QObject m_context;
};

} // namespace BackState::Http

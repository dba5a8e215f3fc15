// Flows: the events that go on, each for the tab that called it. Internal.
#pragma once

#include "flow_call_p.h"
#include "flow_teller_p.h"
#include <BackState/core/refusing.h>
#include <BackState/core/schema.h>
#include <BackState/program/options.h>

#include <QHash>
#include <QVariantList>

#include <functional>
#include <memory>
#include <vector>

namespace BackState::Private {

class Rendering;

}

namespace BackState::Http {

class BrowserStates;
class Exchange;
class OfferSeals;
class Publisher;
class Tab;
struct View;

class Flows
{
public:
    Flows(
        const ServerOptions &options,
        Publisher &publisher,
        BrowserStates &browserStates,
        const OfferSeals &offerSeals);
    ~Flows();

    // The sentence that refuses a call, because the tab's former one goes on. Empty if it may be
    // made.
    QString refusal(const Tab &tab, const State &state, const Schema::Event &event) const;
    // Calls an event that goes on, runs it up to its first wait, and answers. What was typed is
    // taken back by `takeBack` if the event refuses something up to there.
    void call(
        Tab &tab,
        View &view,
        const Schema::Event &event,
        QVariantList typed,
        Exchange &exchange,
        const std::function<bool()> &takeBack);

    // The tab's stream takes over from the answers, and tells what was kept for it.
    void streamOpened(Tab &tab);
    // The same for a tab that polls: its answers stay open, this is what had none.
    QByteArray takeMissed(const Tab &tab) { return m_teller.takeMissed(tab); }
    bool isRunning(const Tab &tab) const; // any call of it, started or waiting
    bool isAnswering(const Tab &tab) const; // an answer to an event of it is still open

    // Another page has followed that of a tab in the same window: what runs of objects that live
    // longer than the tab goes on there. Returned are the frames that say so to the new page.
    QByteArray move(Tab &from, Tab &to);
    void end(const Tab &tab);
    void end(State &state); // while it is whole
    void gone(const State *state); // by its address: it may be all but destroyed

    int count() const; // calls that run, and those that wait for their turn

private:
    using Shared = std::shared_ptr<FlowCall>; // with its own step, in which it may be ended

    Shared
    find(const Tab &tab, const State &state, const Schema::Event &event, const FlowCall *other)
        const;
    void replace(const FlowCall &call);
    void start(const Shared &call);
    void step(const Shared &call);
    QByteArray refused(FlowCall &call, const Refusing &refusing);
    void finish(const Shared &call);
    void startNext(const FlowCall &former);
    void prepare(Private::Rendering &rendering, const Shared &call) const;
    const State *resolve(const FlowCall &call, const QMetaObject *metaObject) const;
    void forget(const Shared &call);
    void end(const Shared &call);
    void endOne(FlowCall *call);

    Publisher &m_publisher;
    BrowserStates &m_browserStates; // sleep when the last flow of their tab has ended by itself
    const OfferSeals &m_offerSeals;
    FlowTeller m_teller;
    QHash<const Tab *, std::vector<Shared>> m_tabs; // in the order of the calls
    QMultiHash<const State *, FlowCall *> m_byState;
    QObject m_context;
};

} // namespace BackState::Http

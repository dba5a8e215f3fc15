#include <BackState/live/flows.h>

#include <BackState/core/calls.h>
#include <BackState/core/changes.h>
#include <BackState/core/thrown.h>
#include <BackState/datastar/rendering.h>
#include <BackState/live/browser_states.h>
#include <BackState/live/event_results.h>
#include <BackState/live/indicators.h>
#include <BackState/live/publisher.h>
#include <BackState/live/refusals.h>
#include <BackState/text/log.h>
#include <BackState/visitors/offer_seals.h>
#include <BackState/visitors/owner.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/view.h>
#include <BackState/wire/exchange.h>

#include <algorithm>
#include <utility>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// More calls of one event than this don't wait for their turn in one tab.
constexpr int longestQueue = 100;

} // namespace

Flows::Flows(
    const ServerOptions &options,
    Publisher &publisher,
    BrowserStates &browserStates,
    const OfferSeals &offerSeals)
    : m_publisher(publisher)
    , m_browserStates(browserStates)
    , m_offerSeals(offerSeals)
    , m_teller(options, publisher)
{
}

Flows::~Flows() = default;

// The tab's first call of the event, except `other`.
Flows::Shared Flows::find(
    const Tab &tab, const State &state, const Schema::Event &event, const FlowCall *other) const
{
    const auto calls = m_tabs.constFind(&tab);
    if (calls == m_tabs.cend())
        return nullptr;
    for (const Shared &call : *calls) {
        if (call.get() != other && call->isOf(state, event))
            return call;
    }
    return nullptr;
}

QString Flows::refusal(const Tab &tab, const State &state, const Schema::Event &event) const
{
    if (!event.goesOn || event.again == Again::Replace || !find(tab, state, event, nullptr))
        return {};
    if (event.again == Again::Refuse)
        return u"This is still under way."_s;
    const std::vector<Shared> &calls = *m_tabs.constFind(&tab);
    const auto waiting = std::count_if(calls.cbegin(), calls.cend(), [&](const Shared &call) {
        return call->isOf(state, event);
    });
    return waiting < longestQueue ? QString() : u"Too much of this is under way."_s;
}

int Flows::count() const
{
    return int(m_byState.size());
}

void Flows::call(
    Tab &tab,
    View &view,
    const Schema::Event &event,
    QVariantList typed,
    Exchange &exchange,
    const std::function<bool()> &takeBack)
{
    State &state = *view.state;
    const auto call = std::make_shared<FlowCall>(tab, state, event, std::move(typed));
    call->destroyed
        = QObject::connect(&state, &QObject::destroyed, &m_context, [this, address = &state] {
              gone(address);
          });
    m_tabs[&tab].push_back(call);
    m_byState.insert(&state, call.get());
    if (event.again == Again::Replace)
        replace(*call);
    if (call->isEnded) { // by the destructors of the one it replaced
        exchange.respond(204, {}, {});
        return;
    }
    QByteArray collected;
    call->collectIn(&collected);
    const bool isFirst = !find(tab, state, event, call.get());
    std::optional<Outlet> outlet = call->outlet();
    Refusals(tab).takeBack(view, Refusals::Of::Everything, *outlet);
    if (isFirst) {
        call->takeBack = takeBack;
        start(call);
        call->takeBack = {};
    } else {
        m_teller.tell(*call, {});
    }
    call->respond(exchange);
}

// The former call of the event by this tab makes room for this one.
void Flows::replace(const FlowCall &call)
{
    while (const Shared former = find(call.tab(), call.state, call.event, &call)) {
        forget(former);
        end(former);
    }
}

// For a region or an element that is built while the call runs.
const State *Flows::resolve(const FlowCall &call, const QMetaObject *metaObject) const
{
    return call.isEnded ? nullptr
                        : m_publisher.subscriptions().builder().resolve(call.tab(), metaObject);
}

// For the next step of a call.
void Flows::prepare(Private::Rendering &rendering, const Shared &call) const
{
    rendering.goOnFrom(std::move(call->named));
    rendering.setSealer([this, call](const State &object, const Schema::Event &event) {
        return call->isEnded ? QByteArray() : m_offerSeals.seal(call->tab().token, object, event);
    });
}

// Calls the method, which for a coroutine runs nothing yet, and takes the first step.
void Flows::start(const Shared &call)
{
    call->isStarted = true;
    m_publisher.changes().refresh();
    QByteArray frames;
    {
        Private::Rendering rendering(
            [this, &call](const QMetaObject *metaObject) { return resolve(*call, metaObject); },
            Private::Rendering::Counts::Placed);
        prepare(rendering, call);
        const Refusing refusing;
        call->isStepping = true;
        call->flow = flowOf(Private::callEvent(call->state, call->event, call->arguments).result);
        frames = call->isEnded ? QByteArray() : refused(*call, refusing);
        call->isStepping = false;
        if (call->isEnded) {
            call->flow.destroy();
            return;
        }
        frames.prepend(m_publisher.subscriptions().adopt(call->tab(), rendering));
        call->named = rendering.takeLog();
    }
    if (!frames.isEmpty())
        m_teller.tell(*call, frames);
    const std::weak_ptr<FlowCall> weak = call;
    const bool isDriven = call->flow.start([this, weak] {
        if (const Shared running = weak.lock(); running && !running->isEnded)
            step(running);
    });
    if (isDriven) {
        step(call);
    } else { // the method returned no flow, or one that it had returned before
        call->flow = {};
        finish(call);
    }
    if (!call->isEnded)
        m_teller.tellRunning(*call, true);
}

void Flows::step(const Shared &call)
{
    Private::Rendering rendering(
        [this, &call](const QMetaObject *metaObject) { return resolve(*call, metaObject); },
        Private::Rendering::Counts::Placed);
    prepare(rendering, call);
    m_publisher.changes().refresh();
    const Refusing refusing;
    call->isStepping = true;
    FlowStep made = FlowStep::Ended;
    const QPointer<State> state = &call->state;
    const bool isDone = Private::contain(
        [&]() -> QString { return u"the flow "_s + QString::fromUtf8(call->event.name); },
        [&] { made = call->flow.step(); });
    if (!isDone && state)
        Refusing::note(*state, call->event.name, Private::faultSentence());
    const QByteArray errors = call->isEnded ? QByteArray() : refused(*call, refusing);
    call->isStepping = false;
    m_publisher.changes().refresh();
    if (call->isEnded) { // its tab or its state went while it ran
        call->flow.destroy();
        return;
    }
    QByteArray frames;
    if (made == FlowStep::Yielded)
        frames = framesOf(call->flow.takeYielded(), call->event);
    frames.prepend(m_publisher.subscriptions().adopt(call->tab(), rendering));
    call->named = rendering.takeLog();
    frames += errors;
    // What it changed before it waits goes to an open stream by the next flush.
    if (made == FlowStep::Yielded || !frames.isEmpty() || !call->tab().stream.isOpen())
        m_teller.tell(*call, frames);
    if (made == FlowStep::Yielded)
        call->flow.goOn();
    else if (made == FlowStep::Ended)
        finish(call);
}

// The frames of what the program refused in a step. Setters may end the call meanwhile.
QByteArray Flows::refused(FlowCall &call, const Refusing &refusing)
{
    if (refusing.sentences().empty() || (call.takeBack && !call.takeBack()) || call.isEnded)
        return {};
    View *view = call.tab().view(&call.state);
    if (!view) {
        qCInfo(log).noquote() << "refused:" << call.event.name
                              << "by a flow whose user has gone to a page that does not show it";
        return {};
    }
    QByteArray frames;
    Outlet outlet(&frames);
    Refusals refusals(call.tab());
    refusals.show(refusals.of(refusing, *view, call.event), outlet);
    return frames;
}

// The flow has ended by itself. What it changed last is told before it is told that it does not run
// any more.
void Flows::finish(const Shared &call)
{
    call->flow.destroy();
    m_publisher.changes().refresh();
    if (call->isEnded)
        return;
    m_teller.tell(*call, {});
    forget(call);
    if (find(call->tab(), call->state, call->event, nullptr))
        startNext(*call);
    else
        m_teller.tellRunning(*call, false);
    end(call);
    if (!isRunning(call->tab()))
        m_browserStates.sleep(call->tab());
}

// Not at once: a long queue of short flows must not become a deep stack.
void Flows::startNext(const FlowCall &former)
{
    const std::weak_ptr<FlowCall> weak = find(former.tab(), former.state, former.event, nullptr);
    QMetaObject::invokeMethod(
        &m_context,
        [this, weak] {
            if (const Shared next = weak.lock(); next && !next->isEnded && !next->isStarted)
                start(next);
        },
        Qt::QueuedConnection);
}

void Flows::forget(const Shared &call)
{
    std::erase(
        call->tab().running,
        std::pair<const State *, QByteArray>(&call->state, call->event.name));
    m_byState.remove(&call->state, call.get());
    if (const auto calls = m_tabs.find(&call->tab()); calls != m_tabs.end())
        std::erase(*calls, call);
}

// Destroys the flow where it waits. One that ends itself in its own step is destroyed after that.
void Flows::end(const Shared &call)
{
    if (std::exchange(call->isEnded, true))
        return;
    QObject::disconnect(call->destroyed);
    call->finishAnswer();
    if (!call->isStepping)
        call->flow.destroy();
}

void Flows::end(const Tab &tab)
{
    const std::vector<Shared> calls = m_tabs.take(&tab);
    for (const Shared &call : calls)
        m_byState.remove(&call->state, call.get());
    for (const Shared &call : calls)
        end(call);
    m_teller.forget(tab); // last: what ends may have told something
}

QByteArray Flows::move(Tab &from, Tab &to)
{
    QByteArray frames;
    Outlet outlet(&frames);
    const std::vector<Shared> calls = m_tabs.take(&from);
    for (const Shared &call : calls) {
        const bool isOfTab = Owner::of(call->state) == &from;
        if (!isOfTab)
            call->move(to);
        m_tabs[isOfTab ? &from : &to].push_back(call);
        if (isOfTab || !call->isStarted)
            continue;
        to.running.emplace_back(&call->state, call->event.name);
        if (View *view = to.view(&call->state))
            Indicators(*view).setRunning(call->event.name, true, &outlet);
    }
    m_teller.move(from, to);
    return frames;
}

void Flows::end(State &state)
{
    while (FlowCall *call = m_byState.value(&state)) {
        m_teller.tellRunning(*call, false);
        endOne(call);
    }
}

void Flows::gone(const State *state)
{
    while (FlowCall *call = m_byState.value(state))
        endOne(call);
}

void Flows::endOne(FlowCall *call)
{
    const std::vector<Shared> &calls = m_tabs[&call->tab()];
    const Shared ended = *std::find_if(calls.cbegin(), calls.cend(), [call](const Shared &other) {
        return other.get() == call;
    });
    forget(ended);
    end(ended);
}

bool Flows::isRunning(const Tab &tab) const
{
    const auto calls = m_tabs.constFind(&tab);
    return calls != m_tabs.cend() && !calls->empty();
}

bool Flows::isAnswering(const Tab &tab) const
{
    const auto calls = m_tabs.constFind(&tab);
    return calls != m_tabs.cend()
        && std::any_of(calls->cbegin(), calls->cend(), [](const Shared &call) {
               return call->answer() != nullptr;
           });
}

void Flows::streamOpened(Tab &tab)
{
    if (const auto calls = m_tabs.constFind(&tab); calls != m_tabs.cend()) {
        for (const Shared &call : *calls)
            call->finishAnswer();
    }
    m_publisher.deliver(tab, m_teller.takeMissed(tab));
}

} // namespace BackState::Http

#include <BackState/live/flows.h>

#include <BackState/text/log.h>

#include <BackState/core/invoke.h>
#include <BackState/live/patches.h>
#include <BackState/live/publisher.h>
#include <BackState/live/results.h>
#include <BackState/text/clock.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/stream_socket.h>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// More calls of one event than this don't wait for their turn in one tab.
constexpr int longestQueue = 100;

constexpr QByteArrayView answerFields = "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n";

// Of an answer that stays open: forgets it when its peer is gone.
class AnswerWatcher final : public StreamSocket::Watcher
{
public:
    explicit AnswerWatcher(StreamSocket *&answer)
        : m_answer(answer)
    {
    }

    void closed() override { m_answer = nullptr; }

private:
    StreamSocket *&m_answer;
};

} // namespace

// One call. Its arguments come before the flow, which refers to them, so that they go after it.
struct Flows::Running
{
    ~Running() { flow.destroy(); }

    Tab *tab = nullptr; // both are valid until it is ended
    State *state = nullptr;
    const Schema::Event *event = nullptr;
    QVariantList arguments;
    FlowHandle flow;
    QMetaObject::Connection destroyed; // of the state
    StreamSocket *answer = nullptr; // of its own, for want of a stream of the tab
    QByteArray *collected = nullptr; // the same while its request is being served
    bool isStarted = false; // else it waits for its turn
    bool isStepping = false;
    bool isEnded = false;

    bool isOf(const State &other, const Schema::Event &called) const
    {
        return state == &other && event == &called;
    }
};

Flows::Flows(const ServerOptions &options, Publisher &publisher)
    : m_options(options)
    , m_publisher(publisher)
{
}

Flows::~Flows() = default;

Flows::Shared Flows::find(
    const Tab &tab, const State &state, const Schema::Event &event, const Running *other) const
{
    const auto ofTab = m_tabs.constFind(&tab);
    if (ofTab == m_tabs.cend())
        return nullptr;
    for (const Shared &flow : ofTab->flows) {
        if (flow.get() != other && flow->isOf(state, event))
            return flow;
    }
    return nullptr;
}

QString Flows::refusal(const Tab &tab, const State &state, const Schema::Event &event) const
{
    if (!event.goesOn || event.again == Again::Replace || !find(tab, state, event, nullptr))
        return {};
    if (event.again == Again::Refuse)
        return u"This is still under way."_s;
    const auto &flows = m_tabs.constFind(&tab)->flows;
    const auto waiting = std::count_if(flows.cbegin(), flows.cend(), [&](const Shared &flow) {
        return flow->isOf(state, event);
    });
    return waiting < longestQueue ? QString() : u"Too much of this is under way."_s;
}

int Flows::count() const
{
    return int(m_byState.size());
}

void Flows::call(
    Tab &tab, View &view, const Schema::Event &event, QVariantList typed, Exchange &exchange)
{
    State &state = *view.state;
    const auto flow = std::make_shared<Running>();
    flow->tab = &tab;
    flow->state = &state;
    flow->event = &event;
    flow->arguments = std::move(typed);
    flow->destroyed
        = QObject::connect(&state, &QObject::destroyed, &m_context, [this, address = &state] {
              gone(address);
          });
    m_tabs[&tab].flows.push_back(flow);
    m_byState.insert(&state, flow.get());
    if (event.again == Again::Replace)
        replace(*flow);
    if (flow->isEnded) { // the destructors of the one it replaced saw to that
        exchange.respond(204, {}, {});
        return;
    }
    QByteArray collected;
    flow->collected = &collected;
    const bool isFirst = !find(tab, state, event, flow.get());
    std::optional<Outlet> outlet = outletOf(*flow);
    m_publisher.clearErrors(tab, view, *outlet);
    if (isFirst)
        start(flow);
    else
        tell(*flow, {});
    answer(flow, exchange, collected);
}

// The former call of the event by this tab makes room for this one.
void Flows::replace(const Running &flow)
{
    while (const Shared former = find(*flow.tab, *flow.state, *flow.event, &flow)) {
        forget(former);
        end(former);
    }
}

// By the stream, or by an answer that stays open until the flow has ended.
void Flows::answer(const Shared &flow, Exchange &exchange, const QByteArray &collected)
{
    flow->collected = nullptr;
    if (flow->isEnded || (flow->tab && flow->tab->stream.isOpen())) {
        if (collected.isEmpty())
            exchange.respond(204, {}, {});
        else
            exchange.respond(200, "text/event-stream", collected, answerFields);
        return;
    }
    flow->answer = exchange.openStream(answerFields);
    if (!flow->answer)
        return;
    flow->answer->watch(std::make_unique<AnswerWatcher>(flow->answer));
    flow->answer->write(collected);
}

// Calls the method, which for a coroutine runs nothing yet, and takes the first step.
void Flows::start(const Shared &flow)
{
    flow->isStarted = true;
    m_publisher.changes().refresh();
    QByteArray frames;
    {
        Private::Rendering rendering([this, &flow](const QMetaObject *metaObject) -> const State * {
            return flow->isEnded ? nullptr : m_publisher.resolve(*flow->tab, metaObject);
        });
        flow->isStepping = true;
        flow->flow = flowOf(invoke(*flow->state, *flow->event, flow->arguments));
        flow->isStepping = false;
        if (flow->isEnded) {
            flow->flow.destroy();
            return;
        }
        frames = m_publisher.adopt(*flow->tab, rendering);
    }
    if (!frames.isEmpty())
        tell(*flow, frames);
    const std::weak_ptr<Running> weak = flow;
    const bool isDriven = flow->flow.start([this, weak] {
        if (const Shared running = weak.lock(); running && !running->isEnded)
            step(running);
    });
    if (isDriven) {
        step(flow);
    } else { // none, or one that was returned before
        flow->flow = {};
        finish(flow);
    }
    if (!flow->isEnded)
        showRunning(*flow, true);
}

void Flows::step(const Shared &flow)
{
    Private::Rendering rendering([this, &flow](const QMetaObject *metaObject) -> const State * {
        return flow->isEnded ? nullptr : m_publisher.resolve(*flow->tab, metaObject);
    });
    m_publisher.changes().refresh();
    flow->isStepping = true;
    const FlowStep made = flow->flow.step();
    flow->isStepping = false;
    m_publisher.changes().refresh();
    if (flow->isEnded) { // its tab or its state went while it ran
        flow->flow.destroy();
        return;
    }
    QByteArray frames = m_publisher.adopt(*flow->tab, rendering);
    if (made == FlowStep::Yielded)
        frames += framesOf(flow->flow.takeYielded(), *flow->event);
    // What it changed before it waits goes the ordinary way, if there is one.
    if (made == FlowStep::Yielded || !frames.isEmpty() || !flow->tab->stream.isOpen())
        tell(*flow, frames);
    if (made == FlowStep::Yielded)
        flow->flow.goOn();
    else if (made == FlowStep::Ended)
        finish(flow);
}

// By itself. What it changed last is told before that it runs no more.
void Flows::finish(const Shared &flow)
{
    flow->flow.destroy();
    m_publisher.changes().refresh();
    if (flow->isEnded)
        return;
    tell(*flow, {});
    forget(flow);
    if (find(*flow->tab, *flow->state, *flow->event, nullptr))
        startNext(*flow);
    else
        showRunning(*flow, false);
    end(flow);
    if (m_ended && !isRunning(*flow->tab))
        m_ended(*flow->tab);
}

// Not at once: a long queue of short flows must not become a deep stack.
void Flows::startNext(const Running &former)
{
    const std::weak_ptr<Running> weak = find(*former.tab, *former.state, *former.event, nullptr);
    QMetaObject::invokeMethod(
        &m_context,
        [this, weak] {
            if (const Shared next = weak.lock(); next && !next->isEnded && !next->isStarted)
                start(next);
        },
        Qt::QueuedConnection);
}

void Flows::forget(const Shared &flow)
{
    m_byState.remove(flow->state, flow.get());
    if (const auto ofTab = m_tabs.find(flow->tab); ofTab != m_tabs.end())
        std::erase(ofTab->flows, flow);
}

// Destroys it where it waits. The one that does so in its own step is destroyed at the end of that.
void Flows::end(const Shared &flow)
{
    if (std::exchange(flow->isEnded, true))
        return;
    QObject::disconnect(flow->destroyed);
    if (StreamSocket *answer = std::exchange(flow->answer, nullptr)) {
        answer->unwatch();
        answer->finish();
    }
    if (!flow->isStepping)
        flow->flow.destroy();
}

void Flows::end(const Tab &tab)
{
    const OfTab ofTab = m_tabs.take(&tab);
    for (const Shared &flow : ofTab.flows)
        m_byState.remove(flow->state, flow.get());
    for (const Shared &flow : ofTab.flows)
        end(flow);
}

void Flows::end(State &state)
{
    while (Running *running = m_byState.value(&state)) {
        showRunning(*running, false);
        endOne(running);
    }
}

void Flows::gone(const State *state)
{
    while (Running *running = m_byState.value(state))
        endOne(running);
}

void Flows::endOne(Running *running)
{
    const auto &flows = m_tabs[running->tab].flows;
    const Shared flow = *std::find_if(flows.cbegin(), flows.cend(), [running](const Shared &one) {
        return one.get() == running;
    });
    forget(flow);
    end(flow);
}

std::optional<Outlet> Flows::outletOf(Running &flow)
{
    if (flow.tab->stream.isOpen())
        return Outlet(flow.tab->stream.socket());
    if (flow.collected)
        return Outlet(flow.collected);
    if (flow.answer)
        return Outlet(flow.answer);
    return std::nullopt;
}

// What the tab lacks, and frames after it, now.
void Flows::tell(Running &flow, const QByteArray &frames)
{
    Tab &tab = *flow.tab;
    // Nobody reads it. The tab's stream will tell everything, if it has one.
    if (flow.answer && flow.answer->queuedBytes() > m_options.maxQueue) {
        StreamSocket *answer = std::exchange(flow.answer, nullptr);
        answer->unwatch();
        answer->abort();
    }
    std::optional<Outlet> outlet = outletOf(flow);
    if (!outlet) {
        keep(tab, frames);
        return;
    }
    if (StreamSocket *stream = tab.stream.socket()) {
        if (tab.stream.isKeepingUp())
            m_publisher.bring(tab, *outlet);
        m_publisher.deliver(tab, frames);
        stream->flush();
        return;
    }
    m_publisher.bring(tab, *outlet);
    outlet->write(frames);
    if (flow.answer)
        flow.answer->flush();
    if (flow.answer || !flow.collected->isEmpty())
        tab.stream.answered(milliseconds());
}

// Changes wait in their objects until the stream comes back; patches have no other place than this.
void Flows::keep(const Tab &tab, const QByteArray &frames)
{
    OfTab &ofTab = m_tabs[&tab];
    ofTab.missed += frames;
    if (ofTab.missed.size() <= m_options.maxQueue)
        return;
    if (!std::exchange(ofTab.isMissing, true))
        qCWarning(log) << "a page that is not listening misses patches of its flows: there are too "
                          "many to keep";
    ofTab.missed.clear();
}

void Flows::showRunning(Running &flow, bool isRunning)
{
    View *view = flow.tab->view(flow.state);
    if (!view)
        return;
    std::optional<Outlet> outlet = outletOf(flow);
    m_publisher.setRunning(*view, flow.event->name, isRunning, outlet ? &*outlet : nullptr);
    if (StreamSocket *stream = flow.tab->stream.socket())
        stream->flush();
}

bool Flows::isRunning(const Tab &tab) const
{
    const auto ofTab = m_tabs.constFind(&tab);
    return ofTab != m_tabs.cend() && !ofTab->flows.empty();
}

bool Flows::isAnswering(const Tab &tab) const
{
    const auto ofTab = m_tabs.constFind(&tab);
    return ofTab != m_tabs.cend()
        && std::any_of(ofTab->flows.cbegin(), ofTab->flows.cend(), [](const Shared &flow) {
               return flow->answer;
           });
}

QByteArray Flows::takeMissed(const Tab &tab)
{
    const auto ofTab = m_tabs.find(&tab);
    if (ofTab == m_tabs.end())
        return {};
    ofTab->isMissing = false;
    return std::exchange(ofTab->missed, {});
}

void Flows::streamOpened(Tab &tab)
{
    const auto ofTab = m_tabs.find(&tab);
    if (ofTab == m_tabs.end())
        return;
    for (const Shared &flow : ofTab->flows) {
        if (StreamSocket *answer = std::exchange(flow->answer, nullptr)) {
            answer->unwatch();
            answer->finish();
        }
    }
    m_publisher.deliver(tab, std::exchange(ofTab->missed, {}));
    ofTab->isMissing = false;
}

} // namespace BackState::Http

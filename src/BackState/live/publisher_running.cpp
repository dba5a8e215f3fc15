// The part of Publisher that tells whether events that go on do.
#include <BackState/live/publisher.h>

#include <BackState/datastar/frame.h>

#include <algorithm>

namespace BackState::Http {

RunningView &View::runningOf(const QByteArray &event)
{
    const auto at = std::find_if(running.begin(), running.end(), [&event](const RunningView &one) {
        return one.event == event;
    });
    return at != running.end() ? *at : running.emplace_back(RunningView{event});
}

// Returns those that the tab's browser does not know yet, with what they are now.
QList<RunningName> Publisher::addRunning(View &view, const QList<RunningName> &named)
{
    QList<RunningName> added;
    for (const RunningName &name : named) {
        RunningView &known = view.runningOf(name.event);
        if (!std::exchange(known.isNamed, true))
            added.append({name.event, known.isRunning});
    }
    return added;
}

void Publisher::bringRunning(View &view, Outlet &outlet)
{
    SignalNames names{&view.audience->state(), {}, {}};
    for (const RunningView &one : view.running) {
        if (one.isNamed)
            names.running.append({one.event, one.isRunning});
    }
    if (names.running.isEmpty())
        return;
    QByteArray json;
    appendSignals(json, std::span(&names, 1));
    outlet.write(Frame::patchSignals(json).bytes());
}

void Publisher::setRunning(View &view, const QByteArray &event, bool isRunning, Outlet *outlet)
{
    RunningView &known = view.runningOf(event);
    if (std::exchange(known.isRunning, isRunning) == isRunning || !known.isNamed || !outlet)
        return;
    const SignalNames names{&view.audience->state(), {}, {}, {{event, isRunning}}};
    QByteArray json;
    appendSignals(json, std::span(&names, 1));
    outlet->write(Frame::patchSignals(json).bytes());
}

} // namespace BackState::Http

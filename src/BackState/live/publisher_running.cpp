// The part of Publisher that tells whether events that go on do.
#include <BackState/live/publisher.h>

#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>

#include <utility>

namespace BackState::Http {

// Returns those that the tab's browser does not know yet, with what they are now.
QList<Private::RunningName>
Publisher::addRunning(View &view, const QList<Private::RunningName> &named)
{
    QList<Private::RunningName> added;
    for (const Private::RunningName &name : named) {
        View::Activity &known = view.activity(name.event);
        if (!std::exchange(known.showsRunning, true))
            added.append({name.event, known.isRunning});
    }
    return added;
}

void Publisher::bringRunning(View &view, Outlet &outlet)
{
    Private::SignalNames names{view.state, {}, {}};
    for (const View::Activity &activity : view.activities) {
        if (activity.showsRunning)
            names.running.append({activity.event, activity.isRunning});
    }
    if (names.running.isEmpty())
        return;
    QByteArray json;
    Private::appendSignals(json, std::span(&names, 1));
    outlet.write(Frame::patchSignals(json).bytes());
}

void Publisher::setRunning(View &view, const QByteArray &event, bool isRunning, Outlet *outlet)
{
    View::Activity &known = view.activity(event);
    if (std::exchange(known.isRunning, isRunning) == isRunning || !known.showsRunning || !outlet)
        return;
    const Private::SignalNames names{view.state, {}, {}, {{event, isRunning}}};
    QByteArray json;
    Private::appendSignals(json, std::span(&names, 1));
    outlet->write(Frame::patchSignals(json).bytes());
}

} // namespace BackState::Http

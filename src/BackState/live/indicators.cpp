#include <BackState/live/indicators.h>

#include <BackState/datastar/frame.h>
#include <BackState/live/outlet.h>
#include <BackState/visitors/view.h>

#include <span>
#include <utility>

namespace BackState::Http {

namespace {

void tellRunning(const State &state, const QList<Private::RunningName> &running, Outlet &outlet)
{
    const Private::SignalNames names{&state, {}, {}, running};
    QByteArray json;
    Private::appendSignals(json, std::span(&names, 1));
    outlet.write(Frame::patchSignals(json).bytes());
}

} // namespace

QList<Private::RunningName> Indicators::addRunning(const QList<Private::RunningName> &named)
{
    QList<Private::RunningName> added;
    for (const Private::RunningName &name : named) {
        View::Activity &activity = m_view.activity(name.event);
        if (!std::exchange(activity.showsRunning, true))
            added.append({name.event, activity.isRunning});
    }
    return added;
}

QByteArrayList Indicators::addUploads(const QByteArrayList &events)
{
    QByteArrayList added;
    for (const QByteArray &event : events) {
        if (!std::exchange(m_view.activity(event).showsProgress, true))
            added.append(event);
    }
    return added;
}

void Indicators::setRunning(const QByteArray &event, bool isRunning, Outlet *outlet)
{
    View::Activity &activity = m_view.activity(event);
    const bool isNews = std::exchange(activity.isRunning, isRunning) != isRunning;
    if (isNews && activity.showsRunning && outlet)
        tellRunning(*m_view.state, {{event, isRunning}}, *outlet);
}

void Indicators::setProgress(const QByteArray &event, int percent, Outlet &outlet)
{
    for (View::Activity &activity : m_view.activities) {
        if (activity.event != event || !activity.showsProgress || activity.percent == percent)
            continue;
        activity.percent = percent;
        tellProgress(event, percent, outlet);
    }
}

void Indicators::bring(Outlet &outlet) const
{
    QList<Private::RunningName> running;
    for (const View::Activity &activity : m_view.activities) {
        if (activity.showsRunning)
            running.append({activity.event, activity.isRunning});
    }
    if (!running.isEmpty())
        tellRunning(*m_view.state, running, outlet);
    if (m_view.isAsleep())
        return;
    for (const View::Activity &activity : m_view.activities) {
        if (activity.showsProgress)
            tellProgress(activity.event, activity.percent, outlet);
    }
}

void Indicators::tellProgress(const QByteArray &event, int percent, Outlet &outlet) const
{
    QByteArray json;
    Private::appendUpload(json, *m_view.state, event, percent);
    outlet.write(Frame::patchSignals(json).bytes());
}

} // namespace BackState::Http

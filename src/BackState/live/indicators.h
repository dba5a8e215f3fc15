// Indicators: what a tab's page shows of events that are under way. Internal.
#pragma once

#include <BackState/datastar/paths.h>

#include <QByteArray>
#include <QList>

namespace BackState::Http {

class Outlet;
struct View;

// Made where it is needed; what is shown is kept with the view.
class Indicators
{
public:
    explicit Indicators(View &view)
        : m_view(view)
    {
    }

    // The page names that these events run, or the progress of their uploads. Returned are those it
    // did not name before, as they are now.
    QList<Private::RunningName> addRunning(const QList<Private::RunningName> &named);
    QByteArrayList addUploads(const QByteArrayList &events);

    // Whether an event that goes on runs in the tab: told where the page shows that. The outlet may
    // be null, if nobody listens.
    void setRunning(const QByteArray &event, bool isRunning, Outlet *outlet);
    // How much of the form that calls an event has arrived, if the page shows it.
    void setProgress(const QByteArray &event, int percent, Outlet &outlet);

    // Everything, for a browser that may have missed something. An object that sleeps tells only
    // what runs.
    void bring(Outlet &outlet) const;

private:
    void tellProgress(const QByteArray &event, int percent, Outlet &outlet) const;

    View &m_view;
};

} // namespace BackState::Http

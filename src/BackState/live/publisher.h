// Publisher: brings every tab what changed in the objects it shows. Internal.
#pragma once

#include <BackState/core/changes.h>
#include <BackState/live/outlet.h>
#include <BackState/live/subscriptions.h>
#include <BackState/visitors/view.h>

#include <QObject>
#include <QTimer>

#include <vector>

namespace BackState::Http {

class BrowserSeals;
struct SeenFrames;

class Publisher final : public QObject
{
    Q_OBJECT

public:
    Publisher(const ServerOptions &options, Subscriptions &subscriptions, BrowserSeals &seals);
    ~Publisher() override;

    Subscriptions &subscriptions() const { return m_subscriptions; }
    Changes &changes() const { return m_subscriptions.changes(); }

    // What the tab lacks: signals first, then elements.
    void bring(Tab &tab, Outlet &outlet);
    // What a view lacks whose values its browser keeps. `isWhole` brings also everything that
    // follows from these values, whether it changed or not.
    void bringKept(View &view, bool isWhole, Outlet &outlet);
    // Everything the tab shows; editable properties only where they are missing in the browser, or
    // where what was told last is not among what it has seen.
    void resynchronise(Tab &tab, const SeenFrames &seen, Outlet &outlet);
    // The same for a tab that was forgotten, so that nobody knows what its browser has.
    void resynchroniseRebuilt(Tab &tab, Outlet &outlet);
    // A patch that nothing can replace: queued up to ServerOptions::maxQueue, beyond which the tab
    // is resynchronised.
    void deliver(Tab &tab, const QByteArray &frames);
    // What a tab may do that was not told of what changed, because it reads nothing: once the grace
    // is over, only what its page would offer by now.
    void renewRights(Tab &tab, qint64 now);
    // To be called when the stream of a tab has drained.
    void drained(Tab &tab);

    void flush();

Q_SIGNALS:
    // The object has changes, whether it is shown or not. Once in a turn of the event loop.
    void stateChanged(BackState::State &state);

private:
    // A tab whose rights are renewed.
    struct Renewing
    {
        Tab *tab; // null once it is gone
        std::vector<QByteArray> places; // those that were built

        bool isInsideOfOne(const QByteArray &place) const;
    };

    void schedule();
    void publish(std::size_t index); // of m_flushing
    void bringSignals(View &view, quint64 since, Outlet &outlet);
    void bringKeptSignals(View &view, quint64 since, Outlet &outlet);
    static void bringEdits(View &view, std::vector<int> properties, Outlet &outlet);
    static void bringForgottenEdits(View &view, bool areChanged, Outlet &outlet);
    static void bringLostEdits(View &view, const SeenFrames &seen, Outlet &outlet);
    void renewRights(std::size_t own, View &view, quint64 since);
    void renewRights(std::size_t own, View &view, const QByteArray &place);
    void bringElements(Tab &tab, Outlet &outlet);
    void bringElements(View &view, Outlet &outlet);
    void bringRegion(View &view, std::size_t index, Outlet &outlet);
    void bringRows(View &view, View::Rows &rows, Outlet &outlet);
    void noteBuilt(Audience &audience);
    void endTurn();

    const ServerOptions &m_options;
    Subscriptions &m_subscriptions;
    BrowserSeals &m_seals;
    std::vector<Audience *> m_dirty;
    std::vector<Renewing> m_renewing;
    // What the flushes under way are at. Null once its object is gone.
    std::vector<Audience *> m_flushing;
    std::vector<Audience *> m_touched; // built something in this turn
    QTimer m_timer;
    bool m_isScheduled = false;
};

} // namespace BackState::Http

// Publisher: brings every tab what changed in the objects it shows. Internal.
#pragma once

#include <BackState/datastar/rendering.h>
#include <BackState/live/audience.h>
#include <BackState/live/viewers.h>
#include <BackState/program/options.h>
#include <BackState/wire/stream_socket.h>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace BackState::Http {

// Where frames go: to a stream, or into the answer of a request.
class Outlet
{
public:
    explicit Outlet(StreamSocket *stream)
        : m_stream(stream)
    {
    }
    explicit Outlet(QByteArray *answer)
        : m_answer(answer)
    {
    }
    void
    write(const QByteArray &frames, StreamSocket::Sharing sharing = StreamSocket::Sharing::Own);

private:
    StreamSocket *m_stream = nullptr;
    QByteArray *m_answer = nullptr;
};

class Publisher final : public QObject
{
public:
    // The object of a class that a tab shows beside those it has named; null: none.
    using Resolver = std::function<State *(Tab &, const QMetaObject *)>;

    // An object is shown by a first tab, or by none any more.
    using Watcher = std::function<void(const State &, bool isShown)>;

    Publisher(const ServerOptions &options, Resolver resolver, Watcher watcher);
    ~Publisher() override;

    Changes &changes() { return m_changes; }
    // Told of each object with changes, shown or not, once in a turn of the event loop.
    std::function<void(State &)> stateChanged;

    void subscribe(Tab &tab, const Private::Rendering &rendering);
    void unsubscribe(Tab &tab);
    void forget(State *state); // by its address

    // What an event named while it made its answer: the frames that must go before that answer.
    QByteArray adopt(Tab &tab, const Private::Rendering &rendering);

    const State *resolve(Tab &tab, const QMetaObject *metaObject);

    // What the tab lacks: signals first, then elements.
    void bring(Tab &tab, Outlet &outlet);
    // The same of one view; `isWhole`: with everything that follows from the values its browser
    // keeps itself.
    void bringWhole(View &view, bool isWhole, Outlet &outlet);
    // Makes the seal of an object whose values the browser keeps; empty: it has the right one.
    void setSealing(std::function<QByteArray(View &)> sealing) { m_sealing = std::move(sealing); }
    // Everything it shows; editable properties only where they are missing in the browser, or where
    // what was told after its frame `lastFrame` was lost.
    void resynchronise(Tab &tab, quint64 lastFrame, Outlet &outlet);
    // Whether somebody has the tab's page open: it counts for its objects then.
    void setPresent(Tab &tab, bool isPresent);
    // Regions and rows whose ids begin so are sent by the next bring(), whether they changed or
    // not.
    void forgetElements(Tab &tab, QByteArrayView prefix);
    // A patch that nothing can replace: queued up to a limit, then the tab is resynchronised.
    void deliver(Tab &tab, const QByteArray &frames);
    // To be called when the stream of a tab has drained.
    void drained(Tab &tab);

    // Shows sentences that refuse values; an empty one takes a refusal back.
    void showErrors(Tab &tab, const std::vector<Refusal> &refusals, Outlet &outlet);
    // Takes back those of an object, or only those of its properties.
    void clearErrors(Tab &tab, View &view, Outlet &outlet, bool onlyProperties = false);

    // How much of the form that calls an event has arrived, if the tab shows it.
    void showProgress(View &view, const QByteArray &event, int percent, Outlet &outlet);

    // Whether an event that goes on runs in the tab of the view: told where its page shows that.
    void setRunning(View &view, const QByteArray &event, bool isRunning, Outlet *outlet);

    void flush();

private:
    Audience &audienceOf(const State &state);
    View &viewOf(Tab &tab, const State &state);
    QList<int> shared(const QList<int> &properties);
    std::vector<Private::SignalNames>
    addNames(Tab &tab, std::span<const Private::SignalNames> names);
    void addElements(
        Tab &tab,
        std::span<const Private::RegionUse> regions,
        std::span<const Private::RowsUse> rows);
    void addRegion(Tab &tab, const Private::RegionUse &use);
    void addRows(Tab &tab, const Private::RowsUse &use);

    void publish(Audience &audience);
    static void tellProgress(const View &view, const View::Activity &progress, Outlet &outlet);
    void bringSignals(View &view, quint64 since, Outlet &outlet);
    void bringKept(View &view, quint64 since, Outlet &outlet);
    void bringEdits(View &view, const std::vector<int> &which, Outlet &outlet);
    void bringElements(View &view, Outlet &outlet);
    void bringRegion(View &view, std::size_t at, Outlet &outlet);
    void bringRows(View &view, View::Rows &rows, Outlet &outlet);
    static QList<Private::RunningName>
    addRunning(View &view, const QList<Private::RunningName> &named);
    static void bringRunning(View &view, Outlet &outlet);
    void tellNames(Tab &tab, std::span<const Private::SignalNames> names, Outlet &outlet);
    void replaceInside(Tab &tab, const QByteArray &place, const Audience::Built &built);
    bool isSameFor(Tab &tab, const Audience::Built &built);
    const Audience::BuiltRegion &builtRegion(View &view, const Private::RegionUse &use);
    Audience::RowsHistory &builtRows(View &view, const View::Rows &rows);
    void endTurn();

    const ServerOptions &m_options;
    Resolver m_resolver;
    std::function<QByteArray(View &)> m_sealing;
    Watcher m_watcher;
    QHash<const State *, Audience *> m_audiences;
    QSet<QList<int>> m_shared;
    std::vector<Audience *> m_dirty;
    Viewers m_viewers;
    std::vector<Audience *> m_touched; // built something in this turn
    QTimer m_timer;
    bool m_isScheduled = false;
    Changes m_changes; // last: goes first, while what it calls is there
};

} // namespace BackState::Http

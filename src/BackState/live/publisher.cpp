#include <BackState/live/publisher.h>

#include <BackState/datastar/browser_state.h>
#include <BackState/datastar/frame.h>
#include <BackState/live/browser_seals.h>
#include <BackState/live/indicators.h>
#include <BackState/text/clock.h>
#include <BackState/visitors/tab.h>
#include <BackState/wire/stream_socket.h>

#include <algorithm>
#include <span>
#include <utility>

namespace BackState::Http {

Publisher::Publisher(
    const ServerOptions &options, Subscriptions &subscriptions, BrowserSeals &seals)
    : m_options(options)
    , m_subscriptions(subscriptions)
    , m_seals(seals)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, this, &Publisher::flush);
    QObject::connect(&subscriptions, &Subscriptions::becameDirty, this, &Publisher::schedule);
    QObject::connect(&subscriptions, &Subscriptions::forgetting, this, [this](Audience *audience) {
        std::erase(m_dirty, audience);
        std::erase(m_touched, audience);
        std::replace(
            m_flushing.begin(),
            m_flushing.end(),
            audience,
            static_cast<Audience *>(nullptr));
    });
}

Publisher::~Publisher() = default;

void Publisher::schedule()
{
    if (!std::exchange(m_isScheduled, true))
        QMetaObject::invokeMethod(this, [this] { flush(); }, Qt::QueuedConnection);
}

/*!
    Sends the changes since the last turn to all streams that show them, for one object at most
    every ServerOptions::flushInterval, or as often as its class says by BACKSTATE_RATE.
*/
void Publisher::flush()
{
    m_isScheduled = false;
    const qint64 now = milliseconds();
    for (State *state : changes().take()) {
        Q_EMIT stateChanged(*state);
        Audience *audience = m_subscriptions.audience(state);
        if (audience && !audience->views().empty() && audience->becameDirty())
            m_dirty.push_back(audience);
    }
    qint64 next = -1;
    // By index, and behind what a flush further out is at: the program's code that builds a region
    // may end any object, and may run an event loop.
    const std::size_t first = m_flushing.size();
    m_flushing.insert(m_flushing.end(), m_dirty.cbegin(), m_dirty.cend());
    m_dirty.clear();
    const std::size_t end = m_flushing.size();
    for (std::size_t i = first; i < end; ++i) {
        Audience *audience = m_flushing[i];
        if (!audience)
            continue;
        if (const qint64 wait = audience->wait(now); wait > 0) {
            m_dirty.push_back(audience);
            next = next < 0 ? wait : std::min(next, wait);
            continue;
        }
        audience->beginFlush(now);
        publish(i);
    }
    m_flushing.resize(first);
    if (next >= 0)
        m_timer.start(int(next));
    endTurn();
}

void Publisher::publish(std::size_t index)
{
    // By index: building a region may add views, or end the object.
    for (std::size_t i = 0; m_flushing[index] && i < m_flushing[index]->views().size(); ++i) {
        View &view = *m_flushing[index]->views()[i];
        const Tab::Stream &stream = view.tab->stream;
        if (!stream.isKeepingUp() || stream.isFresh() || view.isAsleep())
            continue;
        Outlet outlet(stream.socket());
        bringSignals(view, view.sent, outlet);
        bringElements(view, outlet);
    }
    if (Audience *audience = m_flushing[index])
        audience->endFlush();
}

void Publisher::noteBuilt(Audience &audience)
{
    if (audience.takeTouched())
        m_touched.push_back(&audience);
}

void Publisher::endTurn()
{
    for (Audience *audience : m_touched)
        audience->endTurn();
    m_touched.clear();
}

void Publisher::bring(Tab &tab, Outlet &outlet)
{
    for (std::size_t i = 0; i < tab.views.size(); ++i)
        bringSignals(*tab.views[i], tab.views[i]->sent, outlet);
    bringElements(tab, outlet);
}

void Publisher::resynchronise(Tab &tab, quint64 lastFrame, Outlet &outlet)
{
    for (std::size_t i = 0; i < tab.views.size(); ++i) {
        View &view = *tab.views[i];
        if (!view.isAsleep()) { // else its browser has the values
            view.forgetElements();
            bringLostEdits(view, lastFrame, outlet);
            bringSignals(view, View::never, outlet);
        }
        Indicators(view).bring(outlet);
    }
    bringElements(tab, outlet);
}

// Editable properties that are missing in the browser, and those of which it lost what it was told.
void Publisher::bringLostEdits(View &view, quint64 lastFrame, Outlet &outlet)
{
    if (view.edits.empty())
        return;
    Private::SignalNames all{view.state, {}, {}};
    std::vector<int> lost;
    for (const View::Edit &edit : view.edits) {
        all.properties.append(&view.property(edit.property));
        if (edit.frame > lastFrame)
            lost.push_back(edit.property);
    }
    QByteArray json;
    Private::appendSignals(json, std::span(&all, 1));
    outlet.write(Frame::patchSignals(json, true).bytes());
    bringEdits(view, lost, outlet);
}

void Publisher::bringSignals(View &view, quint64 since, Outlet &outlet)
{
    if (view.browser) {
        bringKeptSignals(view, since, outlet);
        return;
    }
    const StateData &data = view.data();
    const quint64 sent = std::exchange(view.sent, data.version());
    outlet.write(view.audience->signalsFrame(view.shown, since), view.audience->sharing());
    if (view.edits.empty() || sent == view.sent)
        return;
    std::vector<int> changed;
    for (const View::Edit &edit : view.edits) {
        // What its browser holds already, because it was typed there, is not echoed.
        if (data.versionOf(edit.property) > sent
            && view.jsonOf(view.property(edit.property)) != edit.known)
            changed.push_back(edit.property);
    }
    bringEdits(view, changed, outlet);
}

void Publisher::bringEdits(View &view, const std::vector<int> &properties, Outlet &outlet)
{
    if (properties.empty())
        return;
    Private::SignalNames names{view.state, {}, {}};
    const quint64 number = view.tab->stream.nextFrame();
    for (View::Edit &edit : view.edits) {
        if (std::find(properties.cbegin(), properties.cend(), edit.property) == properties.cend())
            continue;
        const Schema::Property &property = view.property(edit.property);
        names.properties.append(&property);
        edit.known = view.jsonOf(property);
        edit.frame = number;
    }
    QByteArray json;
    Private::appendSignals(json, std::span(&names, 1));
    // The id tells, when the browser comes back, whether it had this.
    outlet.write((*Frame::patchSignals(json).withId(QByteArray::number(number))).bytes());
}

void Publisher::bringKept(View &view, bool isWhole, Outlet &outlet)
{
    if (isWhole)
        view.forgetElements();
    bringSignals(view, isWhole ? View::never : view.sent, outlet);
    bringElements(view, outlet);
}

// All in one frame, so that the browser never keeps a half of it.
void Publisher::bringKeptSignals(View &view, quint64 since, Outlet &outlet)
{
    if (view.isAsleep())
        return;
    const StateData &data = view.data();
    view.sent = data.version();
    Private::SignalNames names{view.state, {}, {}};
    for (const int property : view.shown) {
        if (since == View::never || data.versionOf(property) > since)
            names.properties.append(&view.property(property));
    }
    for (View::Edit &edit : view.edits) {
        const Schema::Property &property = view.property(edit.property);
        QByteArray json = view.jsonOf(property);
        if (json == edit.known) // the browser sent it itself
            continue;
        names.properties.append(&property);
        edit.known = std::move(json);
    }
    const QByteArray seal = m_seals.renew(view);
    if (!names.properties.isEmpty() || !seal.isEmpty())
        outlet.write(Frame::patchSignals(Private::keptSignals(names, seal)).bytes());
}

void Publisher::bringElements(Tab &tab, Outlet &outlet)
{
    for (std::size_t i = 0; i < tab.views.size(); ++i)
        bringElements(*tab.views[i], outlet);
    if (!m_isScheduled) // else what was built serves the other tabs, soon
        endTurn();
}

void Publisher::bringElements(View &view, Outlet &outlet)
{
    if (view.isAsleep())
        return;
    const StateData &data = view.data();
    // The last first: regions and rows are recorded after those inside them, which come with them.
    for (std::size_t i = view.regions.size(); i-- > 0;) {
        if (i >= view.regions.size())
            continue;
        const View::Region &region = view.regions[i];
        if (region.sent == View::never
            || data.versionOf(region.use.property.property->index) > region.sent)
            bringRegion(view, i, outlet);
    }
    for (std::size_t i = view.rows.size(); i-- > 0;) {
        if (i >= view.rows.size())
            continue;
        View::Rows &rows = view.rows[i];
        if (rows.sent == View::never
            || data.versionOf(rows.use->property.property->index) > rows.sent)
            bringRows(view, rows, outlet);
    }
}

void Publisher::bringRegion(View &view, std::size_t index, Outlet &outlet)
{
    const Private::RegionUse use = view.regions[index].use;
    view.regions[index].sent = view.data().version();
    const Audience::News news = view.audience->newsOfRegion(view, use);
    noteBuilt(*view.audience);
    const Builder::Built built = news.built; // what follows reads properties, and may build again
    outlet.write(m_subscriptions.addNames(*view.tab, built.names));
    outlet.write(news.frames, view.audience->sharing());
    m_subscriptions.replaceInside(*view.tab, use.place, built);
}

void Publisher::bringRows(View &view, View::Rows &rows, Outlet &outlet)
{
    const QByteArray id = rows.use->id;
    const Audience::News news = view.audience->newsOfRows(view, rows);
    noteBuilt(*view.audience);
    const Builder::Built built = news.built; // as above
    outlet.write(m_subscriptions.addNames(*view.tab, built.names));
    outlet.write(news.frames, view.audience->sharing());
    if (news.holdsOthers)
        m_subscriptions.replaceInside(*view.tab, id, built);
}

void Publisher::deliver(Tab &tab, const QByteArray &frames)
{
    StreamSocket *stream = tab.stream.socket();
    if (!stream || frames.isEmpty() || tab.stream.isBehind())
        return;
    if (stream->queuedBytes() + frames.size() > m_options.maxQueue)
        tab.stream.fallBehind();
    else
        stream->write(frames);
}

void Publisher::drained(Tab &tab)
{
    Outlet outlet(tab.stream.socket());
    if (tab.stream.catchUp())
        resynchronise(tab, tab.stream.lastFrame(), outlet);
    else
        bring(tab, outlet);
}

} // namespace BackState::Http

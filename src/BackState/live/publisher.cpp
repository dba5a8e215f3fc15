#include <BackState/live/publisher.h>

#include "loaded_notice_p.h"
#include <BackState/datastar/browser_state.h>
#include <BackState/datastar/edits_frame.h>
#include <BackState/datastar/frame.h>
#include <BackState/live/browser_seals.h>
#include <BackState/live/indicators.h>
#include <BackState/text/clock.h>
#include <BackState/visitors/field_history.h>
#include <BackState/visitors/seen_frames.h>
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
    QObject::connect(&subscriptions, &Subscriptions::leaving, this, [this](Tab *tab) {
        for (Renewing &renewing : m_renewing) {
            if (renewing.tab == tab)
                renewing.tab = nullptr;
        }
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
        if (view.isAsleep())
            continue;
        if (!stream.isKeepingUp() || stream.isFresh()) {
            if (view.staleSince == 0)
                view.staleSince = milliseconds();
            continue;
        }
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
    bringLoaded(tab, Telling::Once, outlet);
}

void Publisher::resynchronise(Tab &tab, const SeenFrames &seen, Outlet &outlet)
{
    for (std::size_t i = 0; i < tab.views.size(); ++i) {
        View &view = *tab.views[i];
        if (!view.isAsleep()) { // else its browser has the values
            view.forgetElements();
            bringLostEdits(view, seen, outlet);
            bringSignals(view, View::never, outlet);
        }
        Indicators(view).bring(outlet);
    }
    bringElements(tab, outlet);
    bringLoaded(tab, Telling::Again, outlet);
}

void Publisher::resynchroniseRebuilt(Tab &tab, Outlet &outlet)
{
    resynchronise(tab, SeenFrames::all(), outlet);
    for (const auto &view : tab.views) {
        if (view->browser)
            continue;
        bringForgottenEdits(*view, true, outlet);
        bringForgottenEdits(*view, false, outlet);
    }
}

// Editable properties that are missing in the browser, and those of which it lost what it was told.
void Publisher::bringLostEdits(View &view, const SeenFrames &seen, Outlet &outlet)
{
    if (view.edits.empty())
        return;
    Private::SignalNames all{view.state, {}, {}};
    std::vector<int> lost;
    for (const View::Edit &edit : view.edits) {
        all.properties.append(&view.property(edit.property));
        // What the page has seen counts with its next edit: others may be under way that were sent
        // before it saw that.
        if (!seen.has(edit.frame))
            lost.push_back(edit.property);
    }
    QByteArray json;
    Private::appendSignals(json, std::span(&all, 1));
    outlet.write(Frame::patchSignals(json, true).bytes());
    bringEdits(view, std::move(lost), outlet);
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
    bringEdits(view, std::move(changed), outlet);
}

// As a frame says it. Empty for 0.
static QByteArray numberOf(quint64 edit)
{
    return edit > 0 ? QByteArray::number(edit) : QByteArray();
}

// One frame for all of which the same edit of the tab is the last one.
void Publisher::bringEdits(View &view, std::vector<int> properties, Outlet &outlet)
{
    while (!properties.empty()) {
        Private::SignalNames names{view.state, {}, {}};
        const quint64 number = view.tab->stream.nextFrame();
        const quint64 seen = view.history(*view.edit(properties.front())).edit();
        for (View::Edit &edit : view.edits) {
            const auto at = std::find(properties.cbegin(), properties.cend(), edit.property);
            if (at == properties.cend() || view.history(edit).edit() != seen)
                continue;
            properties.erase(at);
            const Schema::Property &property = view.property(edit.property);
            names.properties.append(&property);
            edit.known = view.jsonOf(property);
            edit.frame = number;
            edit.history->tell(number, view.textOf(property), view.tab->sends);
        }
        QByteArray json;
        Private::appendSignals(json, std::span(&names, 1));
        outlet.write(Private::editsFrame(json, number, numberOf(seen)));
    }
}

// For a browser whose tab was forgotten: properties that have changed since their object came to
// be, or those that have not. What was sent of these is lost, with the object of that time.
void Publisher::bringForgottenEdits(View &view, bool areChanged, Outlet &outlet)
{
    Private::SignalNames names{view.state, {}, {}};
    quint64 number = 0;
    for (View::Edit &edit : view.edits) {
        if ((view.data().versionOf(edit.property) > 0) != areChanged)
            continue;
        const Schema::Property &property = view.property(edit.property);
        names.properties.append(&property);
        if (number == 0)
            number = view.tab->stream.nextFrame();
        view.history(edit).tell(number, view.textOf(property), view.tab->sends);
        edit.known = view.jsonOf(property);
        edit.frame = number;
    }
    if (number == 0)
        return;
    QByteArray json;
    Private::appendSignals(json, std::span(&names, 1));
    outlet.write(Private::editsFrame(json, number, areChanged ? "all" : "none"));
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
        outlet.write(Private::editsFrame(
            Private::keptSignals(names, seal),
            view.tab->stream.nextFrame(),
            numberOf(view.browser->edit)));
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
    view.staleSince = 0;
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
    if (news.built.hasFault)
        return;
    const Builder::Built built = news.built; // what follows reads properties, and may build again
    outlet.write(m_subscriptions.addNames(*view.tab, built.names));
    outlet.write(news.frames, view.audience->sharing());
    m_subscriptions.replaceInside(*view.tab, use.place, built);
    m_subscriptions.replaceRights(*view.tab, use.place, built.rights);
}

void Publisher::bringRows(View &view, View::Rows &rows, Outlet &outlet)
{
    const QByteArray id = rows.use->id;
    const Audience::News news = view.audience->newsOfRows(view, rows);
    noteBuilt(*view.audience);
    if (news.built.hasFault)
        return;
    const Builder::Built built = news.built; // as above
    outlet.write(m_subscriptions.addNames(*view.tab, built.names));
    outlet.write(news.frames, view.audience->sharing());
    if (news.holdsOthers)
        m_subscriptions.replaceInside(*view.tab, id, built);
    m_subscriptions.replaceRights(*view.tab, id, built.rights);
}

void Publisher::renewRights(Tab &tab, qint64 now)
{
    const qint64 grace = m_subscriptions.grace(tab);
    const std::size_t own = m_renewing.size();
    m_renewing.push_back({&tab, {}});
    for (std::size_t i = 0; m_renewing[own].tab && i < tab.views.size(); ++i) { // as above
        View &view = *tab.views[i];
        if (view.staleSince == 0 || now < view.staleSince + grace)
            continue;
        if (const quint64 version = view.data().version(); view.rightsVersion != version)
            renewRights(own, view, std::exchange(view.rightsVersion, version));
    }
    m_renewing.resize(own);
    if (!m_isScheduled) // else what was built serves the other tabs, soon
        endTurn();
}

// Those of the parts that changed since that version. They are not brought by that: what the
// browser has is as it was, so they stay due, with all that is in them.
void Publisher::renewRights(std::size_t own, View &view, quint64 since)
{
    const auto isDue = [&](const Schema::Property &property, quint64 sent) {
        const quint64 version = view.data().versionOf(property.index);
        return version > since && (sent == View::never || version > sent);
    };
    // The last first, as above; and not by their indexes, for others may come.
    std::vector<QByteArray> due;
    for (std::size_t i = view.regions.size(); i-- > 0;) {
        if (isDue(*view.regions[i].use.property.property, view.regions[i].sent))
            due.push_back(view.regions[i].use.place);
    }
    for (std::size_t i = view.rows.size(); i-- > 0;) {
        if (isDue(*view.rows[i].use->property.property, view.rows[i].sent))
            due.push_back(view.rows[i].use->id);
    }
    const State *const state = view.state;
    for (const QByteArray &place : due) {
        Tab *tab = m_renewing[own].tab;
        if (!tab || tab->view(state) != &view) // what was built has ended it
            return;
        if (!m_renewing[own].isInsideOfOne(place))
            renewRights(own, view, place);
    }
}

void Publisher::renewRights(std::size_t own, View &view, const QByteArray &place)
{
    const State *const state = view.state;
    Builder::Built built;
    if (View::Region *region = view.region(place))
        built = view.audience->newsOfRegion(view, Private::RegionUse(region->use)).built;
    else if (View::Rows *rows = view.rowsOf(place))
        built = view.audience->builtRows(view, *rows);
    else
        return; // gone with what was around it
    Tab *tab = m_renewing[own].tab;
    if (!tab || tab->view(state) != &view)
        return;
    noteBuilt(*view.audience);
    if (built.hasFault)
        return;
    m_subscriptions.keepInside(*tab, place, built);
    m_subscriptions.replaceRights(*tab, place, built.rights, Subscriptions::Grace::Over);
    m_renewing[own].places.push_back(place);
}

bool Publisher::Renewing::isInsideOfOne(const QByteArray &place) const
{
    return std::any_of(places.cbegin(), places.cend(), [&place](const QByteArray &outer) {
        return place.startsWith(outer) && place.sliced(outer.size()).startsWith('-');
    });
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
        resynchronise(tab, SeenFrames::all(), outlet);
    else
        bring(tab, outlet);
}

} // namespace BackState::Http

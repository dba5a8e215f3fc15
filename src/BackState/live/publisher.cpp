#include <BackState/live/publisher.h>

#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>
#include <BackState/text/clock.h>
#include <BackState/text/shrink.h>
#include <BackState/wire/stream_socket.h>

#include <algorithm>

namespace BackState::Http {

void Outlet::write(const QByteArray &frames, StreamSocket::Sharing sharing)
{
    if (frames.isEmpty())
        return;
    if (m_stream)
        m_stream->write(frames, sharing);
    else if (m_answer)
        m_answer->append(frames);
}

Publisher::Publisher(const ServerOptions &options, Resolver resolver, Watcher watcher)
    : m_options(options)
    , m_resolver(std::move(resolver))
    , m_watcher(std::move(watcher))
    , m_changes([this] {
        if (std::exchange(m_isScheduled, true))
            return;
        QMetaObject::invokeMethod(this, [this] { flush(); }, Qt::QueuedConnection);
    })
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, this, &Publisher::flush);
}

Publisher::~Publisher()
{
    qDeleteAll(m_audiences);
}

Audience &Publisher::audienceOf(const State &state)
{
    Audience *&audience = m_audiences[&state];
    if (!audience) {
        // The page's loan is const so that building it changes nothing; the object itself is not.
        auto &object = const_cast<State &>(state);
        // Neither made nor lent: the page knows it by itself
        if (!StateData::of(object).isFollowed()) {
            QObject::connect(&object, &QObject::destroyed, this, [this, gone = &object] {
                forget(gone);
            });
            m_changes.follow(object);
        }
        audience = new Audience(object);
        const int rate = audience->data().schema().rate();
        audience->interval = rate > 0 ? (999 + rate) / rate : m_options.flushInterval.count();
    }
    return *audience;
}

View &Publisher::viewOf(Tab &tab, const State &state)
{
    if (View *view = tab.view(&state))
        return *view;
    Audience &audience = audienceOf(state);
    tab.views.push_back(std::make_unique<View>());
    View &view = *tab.views.back();
    view.tab = &tab;
    view.state = &audience.state();
    audience.add(view);
    if (audience.views().size() == 1)
        m_watcher(audience.state(), true);
    view.sent = audience.data().version();
    if (audience.data().schema().isKeptByBrowser())
        view.browser = std::make_unique<View::BrowserValues>();
    if (tab.presence.isPresent())
        m_viewers.add(view);
    return view;
}

// One copy of each set of properties, so that tabs that show the same are seen to by its address.
QList<int> Publisher::shared(const QList<int> &properties)
{
    return *m_shared.insert(properties);
}

void Publisher::subscribe(Tab &tab, const Private::Rendering &rendering)
{
    addNames(tab, rendering.names());
    addElements(tab, rendering.regions(), rendering.rows());
}

void Publisher::addElements(
    Tab &tab, std::span<const Private::RegionUse> regions, std::span<const Private::RowsUse> rows)
{
    for (const Private::RegionUse &use : regions)
        addRegion(tab, use);
    for (const Private::RowsUse &use : rows)
        addRows(tab, use);
}

// Returns what the tab did not know yet: its browser must be told of it.
std::vector<Private::SignalNames>
Publisher::addNames(Tab &tab, std::span<const Private::SignalNames> names)
{
    std::vector<Private::SignalNames> added;
    for (const Private::SignalNames &of : names) {
        View &view = viewOf(tab, *of.object);
        Private::SignalNames fresh{of.object, {}, of.errors, addRunning(view, of.running)};
        QList<int> shown = view.shown;
        for (const Schema::Property *property : of.properties) {
            if (property->isEditable) {
                if (view.edit(property->index))
                    continue;
                view.edits.push_back({property->index, 0, view.jsonOf(*property)});
            } else {
                const auto at = std::lower_bound(shown.cbegin(), shown.cend(), property->index);
                if (at != shown.cend() && *at == property->index)
                    continue;
                shown.insert(at, property->index);
            }
            fresh.properties.append(property);
        }
        if (shown.size() != view.shown.size())
            view.shown = shared(shown);
        for (View::Edit &edit : view.edits)
            edit.isBound = edit.isBound || of.bound.contains(edit.property);
        for (const QByteArray &event : of.uploads) {
            if (!std::exchange(view.activity(event).showsProgress, true))
                fresh.uploads.append(event);
        }
        if (!fresh.properties.isEmpty() || !fresh.errors.isEmpty() || !fresh.running.isEmpty()
            || !fresh.uploads.isEmpty())
            added.push_back(std::move(fresh));
    }
    return added;
}

void Publisher::addRegion(Tab &tab, const Private::RegionUse &use)
{
    View &view = viewOf(tab, *use.property.object);
    view.regions.push_back({use, view.data().version()});
}

void Publisher::addRows(Tab &tab, const Private::RowsUse &use)
{
    View &view = viewOf(tab, *use.property.object);
    Audience &audience = *view.audience;
    const quint64 version = audience.data().version();
    auto list = std::find_if(audience.rows.begin(), audience.rows.end(), [&use](const auto &other) {
        return other.use->isSameFunction(use) && other.use->id == use.id
            && other.use->containerId == use.containerId && other.use->before == use.before
            && other.use->after == use.after;
    });
    if (list == audience.rows.end()) {
        auto kept = std::make_shared<Private::RowsUse>(use);
        kept->shown.clear();
        kept->built.reset();
        audience.rows.push_back({std::move(kept), {}, false, false, {}, {}, {}, {}});
        list = std::prev(audience.rows.end());
    }
    if (list->versions.empty() || audience.hasChanged(*list)) {
        list->versions.insert(list->versions.begin(), {version, use.shown});
        if (list->versions.size() > Audience::mostVersions)
            list->versions.resize(Audience::mostVersions);
        list->isBuilt = false;
    }
    if (!list->known && use.built && audience.views().size() > 1)
        list->known = std::make_unique<Private::BuiltRows>(*use.built);
    view.rows.push_back({list->use, list->versions.front().version});
}

void Publisher::unsubscribe(Tab &tab)
{
    for (const auto &view : tab.views) {
        Audience *audience = view->audience;
        if (tab.presence.isPresent())
            m_viewers.remove(*view);
        audience->remove(*view);
        if (audience->views().empty())
            m_watcher(audience->state(), false);
        // The object may be shown again at once: what it costs to follow it is paid when it goes.
    }
    tab.refusals.clear();
    tab.views.clear();
}

void Publisher::forget(State *state)
{
    Audience *audience = m_audiences.take(state);
    if (!audience)
        return;
    shrink(m_audiences);
    while (!audience->views().empty()) {
        View *view = audience->views().back();
        audience->remove(*view);
        Tab *tab = view->tab;
        std::erase_if(tab->refusals, [view](const Refusal &refusal) {
            return refusal.view == view;
        });
        std::erase_if(tab->views, [view](const auto &one) { return one.get() == view; });
    }
    std::erase(m_dirty, audience);
    std::erase(m_touched, audience);
    delete audience;
}

const State *Publisher::resolve(Tab &tab, const QMetaObject *metaObject)
{
    for (const auto &view : tab.views) {
        State &state = *view->state;
        if (state.metaObject()->inherits(metaObject))
            return &state;
    }
    return m_resolver(tab, metaObject);
}

/*!
    Sends the changes since the last turn to all streams that show them, for one object at most
    every ServerOptions::flushInterval, or as often as its class says by BACKSTATE_RATE.
*/
void Publisher::flush()
{
    m_isScheduled = false;
    const qint64 now = milliseconds();
    for (State *state : m_changes.take()) {
        if (stateChanged)
            stateChanged(*state);
        Audience *audience = m_audiences.value(state);
        if (audience && !audience->views().empty() && !std::exchange(audience->isDirty, true))
            m_dirty.push_back(audience);
    }
    qint64 next = -1;
    std::vector<Audience *> waiting;
    for (Audience *audience : std::exchange(m_dirty, {})) {
        const qint64 wait = audience->flushedAt + audience->interval - now;
        if (wait > 0 && audience->flushedAt > 0) {
            waiting.push_back(audience);
            next = next < 0 ? wait : std::min(next, wait);
            continue;
        }
        audience->isDirty = false;
        audience->flushedAt = now;
        publish(*audience);
    }
    m_dirty.insert(m_dirty.end(), waiting.cbegin(), waiting.cend());
    if (next >= 0)
        m_timer.start(int(next));
    endTurn();
}

void Publisher::publish(Audience &audience)
{
    // By index: building a region may add views.
    for (std::size_t i = 0; i < audience.views().size(); ++i) {
        View &view = *audience.views()[i];
        const Tab &tab = *view.tab;
        if (!tab.stream.isKeepingUp() || tab.stream.isFresh() || view.isAsleep())
            continue;
        Outlet outlet(tab.stream.socket());
        bringSignals(view, view.sent, outlet);
        bringElements(view, outlet);
    }
    for (Audience::RowsHistory &list : audience.rows) {
        if (list.versions.size() > Audience::keptVersions)
            list.versions.resize(Audience::keptVersions);
    }
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
    for (std::size_t i = 0; i < tab.views.size(); ++i)
        bringElements(*tab.views[i], outlet);
    if (!m_isScheduled) // else what was built serves the other tabs, soon
        endTurn();
}

void Publisher::resynchronise(Tab &tab, quint64 lastFrame, Outlet &outlet)
{
    for (std::size_t i = 0; i < tab.views.size(); ++i) {
        View &view = *tab.views[i];
        if (view.isAsleep()) { // its browser has it
            bringRunning(view, outlet);
            continue;
        }
        view.forgetElements();
        if (!view.edits.empty()) {
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
        bringSignals(view, View::never, outlet);
        bringRunning(view, outlet);
        for (const View::Activity &activity : view.activities) {
            if (activity.showsProgress)
                tellProgress(view, activity, outlet);
        }
    }
    for (std::size_t i = 0; i < tab.views.size(); ++i)
        bringElements(*tab.views[i], outlet);
    if (!m_isScheduled) // else what was built serves the other tabs, soon
        endTurn();
}

void Publisher::bringSignals(View &view, quint64 since, Outlet &outlet)
{
    if (view.browser) {
        bringKept(view, since, outlet);
        return;
    }
    const quint64 version = view.data().version();
    const quint64 sent = std::exchange(view.sent, version);
    outlet.write(view.audience->signalsFrame(view.shown, since), view.audience->sharing());
    if (view.edits.empty() || sent == version)
        return;
    std::vector<int> changed;
    for (const View::Edit &edit : view.edits) {
        const Schema::Property &property = view.property(edit.property);
        // What its browser holds already, because it was typed there, is not echoed.
        if (view.data().versionOf(edit.property) > sent && view.jsonOf(property) != edit.known)
            changed.push_back(edit.property);
    }
    bringEdits(view, changed, outlet);
}

void Publisher::bringEdits(View &view, const std::vector<int> &which, Outlet &outlet)
{
    if (which.empty())
        return;
    Private::SignalNames names{view.state, {}, {}};
    const quint64 number = view.tab->stream.nextFrame();
    for (View::Edit &edit : view.edits) {
        if (std::find(which.cbegin(), which.cend(), edit.property) == which.cend())
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

void Publisher::setPresent(Tab &tab, bool isPresent)
{
    if (!tab.presence.set(isPresent))
        return;
    for (const auto &view : tab.views) {
        if (isPresent)
            m_viewers.add(*view);
        else
            m_viewers.remove(*view);
    }
}

void Publisher::forgetElements(Tab &tab, QByteArrayView prefix)
{
    for (const auto &view : tab.views) {
        for (View::Region &region : view->regions) {
            if (region.use.place.startsWith(prefix))
                region.sent = View::never;
        }
        for (View::Rows &rows : view->rows) {
            if (rows.use->id.startsWith(prefix))
                rows.sent = View::never;
        }
    }
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

void Publisher::showErrors(Tab &tab, const std::vector<Refusal> &refusals, Outlet &outlet)
{
    for (const Refusal &refusal : refusals) {
        std::erase_if(tab.refusals, [&refusal](const Refusal &shown) {
            return shown.view == refusal.view && shown.name == refusal.name;
        });
        if (!refusal.sentence.isEmpty())
            tab.refusals.push_back(refusal);
        const std::pair<QByteArray, QString> sentence(refusal.name, refusal.sentence);
        QByteArray json;
        Private::appendErrors(json, *refusal.view->state, std::span(&sentence, 1));
        outlet.write(Frame::patchSignals(json).bytes());
    }
}

void Publisher::clearErrors(Tab &tab, View &view, Outlet &outlet, bool onlyProperties)
{
    std::vector<Refusal> gone;
    for (const Refusal &refusal : tab.refusals) {
        const bool isMeant = !onlyProperties || view.data().schema().property(refusal.name);
        if (refusal.view == &view && isMeant)
            gone.push_back({&view, refusal.name, {}});
    }
    showErrors(tab, gone, outlet);
}

void Publisher::showProgress(View &view, const QByteArray &event, int percent, Outlet &outlet)
{
    for (View::Activity &activity : view.activities) {
        if (activity.event != event || !activity.showsProgress || activity.percent == percent)
            continue;
        activity.percent = percent;
        tellProgress(view, activity, outlet);
    }
}

void Publisher::tellProgress(const View &view, const View::Activity &activity, Outlet &outlet)
{
    QByteArray json;
    Private::appendUpload(json, *view.state, activity.event, activity.percent);
    outlet.write(Frame::patchSignals(json).bytes());
}

} // namespace BackState::Http

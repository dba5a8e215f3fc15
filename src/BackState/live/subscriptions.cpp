#include <BackState/live/subscriptions.h>

#include <BackState/core/thrown.h>
#include <BackState/datastar/frame.h>
#include <BackState/live/indicators.h>
#include <BackState/text/clock.h>
#include <BackState/text/shrink.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/refusal.h>
#include <BackState/visitors/tab.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace BackState::Http {

Subscriptions::Subscriptions(const ServerOptions &options, Objects &objects)
    : m_options(options)
    , m_objects(objects)
    , m_changes([this] { Q_EMIT becameDirty(); })
    , m_builder(objects, m_changes)
{
}

Subscriptions::~Subscriptions()
{
    qDeleteAll(m_audiences);
}

Audience *Subscriptions::audience(const State *state) const
{
    return m_audiences.value(state);
}

Audience &Subscriptions::audienceOf(const State &state)
{
    Audience *&audience = m_audiences[&state];
    if (!audience) {
        // The page's loan is const so that building it changes nothing; the object itself is not.
        auto &object = const_cast<State &>(state);
        // Neither made by the server nor lent to it: the page function knows it by itself
        if (!StateData::of(object).isFollowed()) {
            QObject::connect(&object, &QObject::destroyed, this, [this, gone = &object] {
                forget(gone);
            });
            m_changes.follow(object);
        }
        const int rate = StateData::of(object).schema().rate(); // a second
        const qint64 interval
            = rate > 0 ? (999 + rate) / rate : qint64(m_options.flushInterval.count());
        audience = new Audience(object, m_builder, interval);
    }
    return *audience;
}

View &Subscriptions::viewOf(Tab &tab, const State &state)
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
        m_objects.setShown(audience.state(), true);
    view.sent = audience.data().version();
    if (audience.data().schema().isKeptByBrowser())
        view.browser = std::make_unique<View::BrowserValues>();
    for (const auto &[object, event] : tab.running) {
        if (object == &state)
            view.activity(event).isRunning = true;
    }
    if (tab.presence.isPresent())
        countViewer(view, 1);
    return view;
}

// One copy of each set of properties, so that tabs that show the same ones are recognised by its
// address.
QList<int> Subscriptions::shared(const QList<int> &properties)
{
    return *m_shared.insert(properties);
}

void Subscriptions::subscribe(Tab &tab, const Private::Rendering &rendering)
{
    for (const Private::SignalNames &names : rendering.names())
        add(viewOf(tab, *names.object), names);
    addElements(tab, rendering.regions(), rendering.rows());
    addRights(tab, rendering.rights());
}

QByteArray Subscriptions::adopt(Tab &tab, Private::Rendering &rendering)
{
    rendering.keepPlaced();
    const QByteArray frame = addNames(tab, rendering.names());
    forgetElements(tab, rendering.regions(), rendering.rows());
    addElements(tab, rendering.regions(), rendering.rows());
    mergeRights(tab, rendering.rights());
    warnOf(rendering);
    return frame;
}

QByteArray Subscriptions::addNames(Tab &tab, std::span<const Private::SignalNames> names)
{
    std::vector<Private::SignalNames> added;
    for (const Private::SignalNames &ofObject : names) {
        Private::SignalNames news = add(viewOf(tab, *ofObject.object), ofObject);
        if (!news.properties.isEmpty() || !news.errors.isEmpty() || !news.running.isEmpty()
            || !news.uploads.isEmpty())
            added.push_back(std::move(news));
    }
    if (added.empty())
        return {};
    QByteArray json;
    Private::appendSignals(json, added);
    // Only if missing: an error that is shown stays, and what is being typed as well.
    return Frame::patchSignals(json, true).bytes();
}

// Returns what the tab did not know yet, so that its browser can be told.
Private::SignalNames Subscriptions::add(View &view, const Private::SignalNames &names)
{
    Indicators indicators(view);
    Private::SignalNames added{
        names.object,
        {},
        names.errors,
        indicators.addRunning(names.running)};
    QList<int> shown = view.shown;
    for (const Schema::Property *property : names.properties) {
        if (property->isEditable) {
            if (view.edit(property->index))
                continue;
            view.edits.push_back({property->index, 0, view.jsonOf(*property), nullptr});
        } else {
            const auto at = std::lower_bound(shown.cbegin(), shown.cend(), property->index);
            if (at != shown.cend() && *at == property->index)
                continue;
            shown.insert(at, property->index);
        }
        added.properties.append(property);
    }
    if (shown.size() != view.shown.size())
        view.shown = shared(shown);
    added.uploads = indicators.addUploads(names.uploads);
    return added;
}

// Those whose elements others take the place of.
void Subscriptions::forgetElements(
    Tab &tab, std::span<const Private::RegionUse> regions, std::span<const Private::RowsUse> rows)
{
    for (const Private::RegionUse &use : regions)
        std::erase_if(viewOf(tab, *use.property.object).regions, [&use](const View::Region &known) {
            return known.use.id == use.id;
        });
    for (const Private::RowsUse &use : rows)
        std::erase_if(viewOf(tab, *use.property.object).rows, [&use](const View::Rows &known) {
            return known.use->containerId == use.containerId;
        });
}

void Subscriptions::addElements(
    Tab &tab, std::span<const Private::RegionUse> regions, std::span<const Private::RowsUse> rows)
{
    for (const Private::RegionUse &use : regions) {
        View &view = viewOf(tab, *use.property.object);
        view.regions.push_back({use, view.data().version()});
    }
    for (const Private::RowsUse &use : rows) {
        View &view = viewOf(tab, *use.property.object);
        view.rows.push_back(view.audience->addRows(use));
    }
}

// Of places that the tab does not have yet.
void Subscriptions::addRights(Tab &tab, std::span<const Private::PlaceRights> rights)
{
    for (const Private::PlaceRights &ofPlace : rights)
        viewOf(tab, *ofPlace.object).rights.push_back({ofPlace.place, shared(ofPlace.given)});
}

// What it has at these places stays.
void Subscriptions::mergeRights(Tab &tab, std::span<const Private::PlaceRights> rights)
{
    for (const Private::PlaceRights &ofPlace : rights) {
        View &view = viewOf(tab, *ofPlace.object);
        const auto known = std::find_if(
            view.rights.begin(),
            view.rights.end(),
            [&ofPlace](const View::Rights &other) { return other.place == ofPlace.place; });
        if (known == view.rights.end()) {
            view.rights.push_back({ofPlace.place, shared(ofPlace.given)});
            continue;
        }
        QList<int> all;
        std::set_union(
            known->given.cbegin(),
            known->given.cend(),
            ofPlace.given.cbegin(),
            ofPlace.given.cend(),
            std::back_inserter(all));
        known->given = shared(all);
    }
}

qint64 Subscriptions::grace(const Tab &tab) const
{
    return std::max(m_options.grantGrace, tab.page.route->options.poll).count();
}

void Subscriptions::replaceRights(
    Tab &tab, const QByteArray &place, std::span<const Private::PlaceRights> rights, Grace after)
{
    const QByteArray inside = place + '-';
    std::vector<std::pair<View *, QList<int>>> former;
    for (const auto &view : tab.views) {
        std::erase_if(view->rights, [&](const View::Rights &ofPlace) {
            const bool isBuilt = ofPlace.place == place || ofPlace.place.startsWith(inside);
            if (isBuilt)
                former.emplace_back(view.get(), ofPlace.given);
            return isBuilt;
        });
    }
    addRights(tab, rights);
    if (after == Grace::Over)
        return;
    const qint64 now = milliseconds();
    for (const auto &[view, given] : former) {
        std::erase_if(view->withdrawn, [now](const View::Withdrawn &known) {
            return known.until <= now;
        });
        for (const int right : given) {
            if (!view->isGiven(right))
                view->withdrawn.push_back({right, now + grace(tab)});
        }
    }
}

void Subscriptions::replaceInside(Tab &tab, const QByteArray &id, const Builder::Built &built)
{
    const QByteArray inside = id + '-';
    for (const auto &view : tab.views) {
        std::erase_if(view->regions, [&inside](const View::Region &region) {
            return region.use.place.startsWith(inside);
        });
        std::erase_if(view->rows, [&inside](const View::Rows &rows) {
            return rows.use->id.startsWith(inside);
        });
    }
    addElements(tab, built.regions, built.rows);
}

void Subscriptions::keepInside(Tab &tab, const QByteArray &id, const Builder::Built &built)
{
    const QByteArray inside = id + '-';
    const auto isBuilt = [](const auto &uses, const View &view, const auto &isSame) {
        return std::any_of(uses.cbegin(), uses.cend(), [&](const auto &use) {
            return use.property.object == view.state && isSame(use);
        });
    };
    for (const auto &view : tab.views) {
        std::erase_if(view->regions, [&](const View::Region &region) {
            const QByteArray &place = region.use.place;
            return place.startsWith(inside)
                && !isBuilt(built.regions, *view, [&place](const Private::RegionUse &use) {
                       return use.place == place;
                   });
        });
        std::erase_if(view->rows, [&](const View::Rows &rows) {
            const QByteArray &rowsId = rows.use->id;
            return rowsId.startsWith(inside)
                && !isBuilt(built.rows, *view, [&rowsId](const Private::RowsUse &use) {
                       return use.id == rowsId;
                   });
        });
    }
    // Before what is around them, as everywhere.
    for (const Private::RegionUse &use : built.regions) {
        View &view = viewOf(tab, *use.property.object);
        if (!view.region(use.place))
            view.regions.insert(view.regions.begin(), {use, view.data().version()});
    }
    for (const Private::RowsUse &use : built.rows) {
        View &view = viewOf(tab, *use.property.object);
        if (!view.rowsOf(use.id))
            view.rows.insert(view.rows.begin(), view.audience->addRows(use));
    }
}

void Subscriptions::unsubscribe(Tab &tab)
{
    for (const auto &view : tab.views) {
        Audience *audience = view->audience;
        if (tab.presence.isPresent())
            countViewer(*view, -1);
        audience->remove(*view);
        if (audience->views().empty())
            m_objects.setShown(audience->state(), false);
        // The object may be shown again at once: the audience stays as long as the object does.
    }
    tab.refusals.clear();
    tab.views.clear();
    Q_EMIT leaving(&tab);
}

void Subscriptions::forget(State *state)
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
        std::erase_if(tab->views, [view](const auto &other) { return other.get() == view; });
    }
    Q_EMIT forgetting(audience);
    delete audience;
}

void Subscriptions::setPresent(Tab &tab, bool isPresent)
{
    if (!tab.presence.set(isPresent))
        return;
    for (const auto &view : tab.views)
        countViewer(*view, isPresent ? 1 : -1);
}

void Subscriptions::countViewer(const View &view, int number)
{
    view.data().addViewers(number);
    if (m_viewersChanged.empty())
        QMetaObject::invokeMethod(this, [this] { tellViewers(); }, Qt::QueuedConnection);
    m_viewersChanged.push_back(view.state);
}

// A page that is loaded again goes and comes in one turn: nobody hears of that.
void Subscriptions::tellViewers()
{
    for (const QPointer<State> &state : std::exchange(m_viewersChanged, {})) {
        if (!state || !StateData::of(*state).takeViewersChanged())
            continue;
        const QLatin1StringView name(state->metaObject()->className());
        Private::contain(
            [name]() -> QString { return QStringLiteral("a slot of viewersChanged() of ") + name; },
            [&state] { Q_EMIT state->viewersChanged(); });
    }
}

} // namespace BackState::Http

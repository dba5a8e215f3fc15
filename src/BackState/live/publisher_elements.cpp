// The part of Publisher that builds regions and rows again.
#include <BackState/text/log.h>

#include <BackState/live/publisher.h>

#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/region.h>
#include <BackState/datastar/region_frames.h>

#include <algorithm>

namespace BackState::Http {

namespace {

void warnOf(const QStringList &problems)
{
    for (const QString &problem : problems)
        qCWarning(log).noquote() << problem;
}

} // namespace

bool Publisher::isSameFor(Tab &tab, const Audience::Built &built)
{
    return std::all_of(
        built.resolved.cbegin(),
        built.resolved.cend(),
        [this, &tab](const auto &one) { return resolve(tab, one.first) == one.second; });
}

const Audience::BuiltRegion &Publisher::builtRegion(View &view, const Private::RegionUse &use)
{
    Audience &audience = *view.audience;
    for (const Audience::BuiltRegion &built : audience.regions) {
        if (built.serial == m_changes.serial() && built.use.id == use.id
            && built.use.isSameFunction(use) && isSameFor(*view.tab, built))
            return built;
    }
    std::erase_if(audience.regions, [this](const Audience::BuiltRegion &old) {
        return old.serial != m_changes.serial();
    });
    Audience::BuiltRegion built;
    built.use = use;
    built.serial = m_changes.serial();
    Private::Rendering rendering([this, &view, &built](const QMetaObject *metaObject) {
        const State *state = resolve(*view.tab, metaObject);
        built.resolved.push_back({metaObject, state});
        return state;
    });
    built.frame = Private::regionFrame(use, use.build(rendering)).bytes();
    built.names = rendering.names();
    built.regions = rendering.regions();
    built.rows = rendering.rows();
    warnOf(rendering.problems());
    audience.regions.push_back(std::move(built));
    m_touched.push_back(&audience);
    return audience.regions.back();
}

// Tells the tab of signals that its page did not name before: they must be there before the markup
// is.
void Publisher::tellNames(Tab &tab, std::span<const Private::SignalNames> names, Outlet &outlet)
{
    const std::vector<Private::SignalNames> added = addNames(tab, names);
    if (added.empty())
        return;
    QByteArray json;
    Private::appendSignals(json, added);
    // Only if missing: an error that is shown stays, and what is typed as well.
    outlet.write(Frame::patchSignals(json, true).bytes());
}

QByteArray Publisher::adopt(Tab &tab, const Private::Rendering &rendering)
{
    QByteArray frames;
    Outlet outlet(&frames);
    tellNames(tab, rendering.names(), outlet);
    addElements(tab, rendering.regions(), rendering.rows());
    warnOf(rendering.problems());
    return frames;
}

void Publisher::bringRegion(View &view, std::size_t at, Outlet &outlet)
{
    const Private::RegionUse use = view.regions[at].use;
    view.regions[at].sent = view.data().version();
    const Audience::BuiltRegion built = builtRegion(view, use);
    Tab &tab = *view.tab;
    tellNames(tab, built.names, outlet);
    outlet.write(built.frame, view.audience->sharing());

    replaceInside(tab, use.place, built);
}

// What is inside a region or a row was built with it; what is no longer there goes.
void Publisher::replaceInside(Tab &tab, const QByteArray &place, const Audience::Built &built)
{
    const QByteArray inside = place + '-';
    for (const auto &other : tab.views) {
        std::erase_if(other->regions, [&inside](const View::Region &inner) {
            return inner.use.place.startsWith(inside);
        });
        std::erase_if(other->rows, [&inside](const View::Rows &inner) {
            return inner.use->id.startsWith(inside);
        });
    }
    addElements(tab, built.regions, built.rows);
}

Audience::RowsHistory &Publisher::builtRows(View &view, const View::Rows &rows)
{
    Audience &audience = *view.audience;
    Audience::RowsHistory &list
        = *std::find_if(audience.rows.begin(), audience.rows.end(), [&rows](const auto &one) {
              return one.use == rows.use;
          });
    const bool isNew = list.versions.empty() || audience.hasChanged(list);
    if (list.isBuilt && list.built.serial == m_changes.serial() && isSameFor(*view.tab, list.built))
        return list;
    list.built.resolved.clear();
    Private::Rendering rendering([this, &view, &list](const QMetaObject *metaObject) {
        const State *state = resolve(*view.tab, metaObject);
        list.built.resolved.push_back({metaObject, state});
        return state;
    });
    if (!list.known && audience.views().size() > 1)
        list.known = std::make_unique<Private::BuiltRows>();
    list.rows = list.use->build(rendering, list.known.get());
    list.built.names = rendering.names();
    list.built.regions = rendering.regions();
    list.built.rows = rendering.rows();
    list.holdsOthers = list.holdsOthers || !list.built.regions.empty() || !list.built.rows.empty();
    if (list.holdsOthers || audience.views().size() < 2)
        list.known.reset();
    list.built.serial = m_changes.serial();
    list.ways.clear();
    list.isBuilt = true;
    warnOf(rendering.problems());
    if (isNew)
        list.versions.insert(
            list.versions.begin(),
            {audience.data().version(), Private::rowsShown(list.rows)});
    m_touched.push_back(&audience);
    return list;
}

void Publisher::bringRows(View &view, View::Rows &rows, Outlet &outlet)
{
    Audience::RowsHistory &list = builtRows(view, rows);
    quint64 from = std::exchange(rows.sent, list.versions.front().version);
    if (!list.built.resolved.empty())
        // The versions that are remembered may be of a tab with other states
        from = View::never;
    tellNames(*view.tab, list.built.names, outlet);
    auto way = std::find_if(list.ways.begin(), list.ways.end(), [from](const Audience::Way &one) {
        return one.from == from;
    });
    if (way == list.ways.end()) {
        const auto known = std::find_if(
            list.versions.cbegin(),
            list.versions.cend(),
            [from](const Audience::RowsAt &at) { return at.version == from; });
        Audience::Way made{from, {}};
        if (known != list.versions.cend()) {
            for (const Frame &frame : Private::rowsDifference(*list.use, known->shown, list.rows))
                made.frames.append(frame.bytes());
        } else {
            made.frames = Private::rowsWhole(*list.use, list.rows).bytes();
        }
        list.ways.push_back(std::move(made));
        way = std::prev(list.ways.end());
    }
    outlet.write(way->frames, view.audience->sharing());
    if (!list.holdsOthers)
        return;
    const Audience::Built built = list.built;
    replaceInside(*view.tab, QByteArray(list.use->id), built);
}

} // namespace BackState::Http

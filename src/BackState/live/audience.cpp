#include "audience_p.h"

#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/region_frames.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace BackState::Http {

namespace {

// More different frames than this are made again when they are needed: memory has an end.
constexpr std::size_t keptFrames = 16;

} // namespace

Audience::Audience(State &state, const Builder &builder, qint64 interval)
    : m_state(state)
    , m_data(StateData::of(state))
    , m_builder(builder)
    , m_interval(interval)
{
}

void Audience::add(View &view)
{
    view.audience = this;
    view.index = m_views.size();
    m_views.push_back(&view);
}

void Audience::remove(View &view)
{
    m_views.back()->index = view.index;
    m_views[view.index] = m_views.back();
    m_views.pop_back();
    if (m_views.empty()) { // nobody left to share them
        m_regions.clear();
        m_rows.clear();
        m_frames.clear();
    }
}

void Audience::beginFlush(qint64 now)
{
    m_isDirty = false;
    m_flushedAt = now;
}

void Audience::endFlush()
{
    for (RowsHistory &list : m_rows)
        list.trim();
}

const QByteArray &Audience::signalsFrame(const QList<int> &shown, quint64 since)
{
    static const QByteArray nothing;
    if (shown.isEmpty() || (since != View::never && since >= m_data.version()))
        return nothing;
    if (m_framesVersion != m_data.version()) {
        m_frames.clear();
        m_framesVersion = m_data.version();
    }
    for (const SignalsFrame &frame : m_frames) {
        if (frame.shown == shown.constData() && frame.since == since)
            return frame.bytes;
    }
    Private::SignalNames changed{&m_state, {}, {}};
    for (const int property : shown) {
        if (since == View::never || m_data.versionOf(property) > since)
            changed.properties.append(&m_data.schema().properties().at(property));
    }
    QByteArray bytes;
    if (!changed.properties.isEmpty()) {
        QByteArray json;
        Private::appendSignals(json, std::span(&changed, 1));
        bytes = Frame::patchSignals(json).bytes();
    }
    if (m_frames.size() >= keptFrames)
        m_frames.erase(m_frames.begin());
    m_frames.push_back({shown.constData(), since, std::move(bytes)});
    return m_frames.back().bytes;
}

Audience::News Audience::newsOfRegion(View &view, const Private::RegionUse &use)
{
    for (const BuiltRegion &region : m_regions) {
        if (region.use.id == use.id && region.use.place == use.place
            && region.use.isSameFunction(use) && m_builder.isGood(region.built, *view.tab))
            return {region.frame, region.built};
    }
    std::erase_if(m_regions, [this](const BuiltRegion &region) {
        return m_builder.isOld(region.built);
    });
    BuiltRegion region{use, {}, {}};
    region.frame = Private::regionFrame(use, m_builder.build(use, *view.tab, region.built)).bytes();
    m_regions.push_back(std::move(region));
    m_isTouched = true;
    return {m_regions.back().frame, m_regions.back().built};
}

View::Rows Audience::addRows(const Private::RowsUse &use)
{
    auto list = std::find_if(m_rows.begin(), m_rows.end(), [&use](const RowsHistory &known) {
        return known.isOf(use);
    });
    if (list == m_rows.end()) {
        m_rows.emplace_back(use);
        list = std::prev(m_rows.end());
    }
    list->noteShown(use, m_data, isShared());
    return {list->use(), list->version()};
}

RowsHistory &Audience::builtList(View &view, const View::Rows &rows)
{
    RowsHistory &list
        = *std::find_if(m_rows.begin(), m_rows.end(), [&rows](const RowsHistory &known) {
              return known.use() == rows.use;
          });
    if (list.build(view, m_builder, isShared()))
        m_isTouched = true;
    return list;
}

const Builder::Built &Audience::builtRows(View &view, const View::Rows &rows)
{
    return builtList(view, rows).built();
}

Audience::News Audience::newsOfRows(View &view, View::Rows &rows)
{
    RowsHistory &list = builtList(view, rows);
    if (list.built().hasFault)
        return {{}, list.built(), false};
    quint64 from = std::exchange(rows.sent, list.version());
    if (!list.built().resolved.empty())
        // The versions that are remembered may be of a tab with other states
        from = View::never;
    return {list.framesSince(from), list.built(), list.holdsOthers()};
}

void Audience::endTurn()
{
    m_isTouched = false;
    m_regions.clear();
    for (RowsHistory &list : m_rows)
        list.endTurn();
}

void Audience::forgetBuilt()
{
    endTurn();
    for (RowsHistory &list : m_rows)
        list.forgetVersions();
    m_frames.clear();
}

} // namespace BackState::Http

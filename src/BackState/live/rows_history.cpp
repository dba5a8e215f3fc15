#include "rows_history_p.h"

#include <BackState/datastar/frame.h>
#include <BackState/datastar/region_frames.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace BackState::Http {

namespace {

// How many versions of a list are remembered, so that a tab that lags still gets only what is
// different.
constexpr std::size_t keptVersions = 4;

// The same between two sendings, when pages are loaded meanwhile.
constexpr std::size_t mostVersions = 64;

} // namespace

RowsHistory::RowsHistory(const Private::RowsUse &use)
{
    auto kept = std::make_shared<Private::RowsUse>(use);
    kept->shown.clear();
    kept->built.reset();
    m_use = std::move(kept);
}

bool RowsHistory::isOf(const Private::RowsUse &other) const
{
    return m_use->isSameFunction(other) && m_use->id == other.id
        && m_use->containerId == other.containerId && m_use->before == other.before
        && m_use->after == other.after;
}

// Whether the list is another one than at the newest version that is remembered.
bool RowsHistory::isBehind(const StateData &data) const
{
    return m_versions.empty()
        || data.versionOf(m_use->property.property->index) > m_versions.front().version;
}

void RowsHistory::noteShown(const Private::RowsUse &use, const StateData &data, bool isShared)
{
    if (isBehind(data)) {
        m_versions.insert(m_versions.begin(), {data.version(), use.shown});
        if (m_versions.size() > mostVersions)
            m_versions.resize(mostVersions);
        m_isBuilt = false;
    }
    if (!m_known && use.built && isShared)
        m_known = std::make_unique<Private::BuiltRows>(*use.built);
}

bool RowsHistory::build(View &view, const Builder &builder, bool isShared)
{
    const bool isNew = isBehind(view.data());
    if (m_isBuilt && builder.isGood(m_built, *view.tab))
        return false;
    if (!m_known && isShared)
        m_known = std::make_unique<Private::BuiltRows>();
    m_rows = builder.build(*m_use, *view.tab, m_known.get(), m_built);
    m_holdsOthers = m_holdsOthers || !m_built.regions.empty() || !m_built.rows.empty();
    if (m_holdsOthers || !isShared)
        m_known.reset();
    m_ways.clear();
    m_isBuilt = true;
    if (m_built.hasFault) {
        m_known.reset(); // it may be half of each
        return true;
    }
    if (isNew)
        m_versions.insert(m_versions.begin(), {view.data().version(), Private::rowsShown(m_rows)});
    return true;
}

const QByteArray &RowsHistory::framesSince(quint64 version)
{
    const auto way = std::find_if(m_ways.begin(), m_ways.end(), [version](const Way &known) {
        return known.from == version;
    });
    if (way != m_ways.end())
        return way->frames;
    const auto known
        = std::find_if(m_versions.cbegin(), m_versions.cend(), [version](const RowsAt &at) {
              return at.version == version;
          });
    Way made{version, {}};
    if (known != m_versions.cend()) {
        for (const Frame &frame : Private::rowsDifference(*m_use, known->shown, m_rows))
            made.frames.append(frame.bytes());
    } else {
        made.frames = Private::rowsWhole(*m_use, m_rows).bytes();
    }
    m_ways.push_back(std::move(made));
    return m_ways.back().frames;
}

void RowsHistory::endTurn()
{
    m_isBuilt = false;
    m_built = {};
    m_rows.clear();
    m_ways.clear();
}

void RowsHistory::trim()
{
    if (m_versions.size() > keptVersions)
        m_versions.resize(keptVersions);
}

} // namespace BackState::Http

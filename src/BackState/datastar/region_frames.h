// The frames that bring regions and rows up to date in browsers that have them. Internal.
#pragma once

#include <BackState/datastar/frame.h>
#include <BackState/datastar/region_use.h>

#include <span>
#include <vector>

namespace BackState::Private {

// The frame that brings a region up to date in browsers that have it. Its element:
// use.build(rendering).
BACKSTATE_CORE_EXPORT Frame regionFrame(
    const RegionUse &use,
    const Html::Element &element,
    const Dialect &dialect = Dialect::current());

// The fewest frames that make the rows a browser has (shown) those of now.
BACKSTATE_CORE_EXPORT QList<Frame> rowsDifference(
    const RowsUse &use,
    std::span<const RowShown> shown,
    const std::vector<BuiltRow> &rows,
    const Dialect &dialect = Dialect::current());
// The container as a whole, for a browser whose rows are not known.
BACKSTATE_CORE_EXPORT Frame rowsWhole(
    const RowsUse &use,
    const std::vector<BuiltRow> &rows,
    const Dialect &dialect = Dialect::current());
BACKSTATE_CORE_EXPORT std::vector<RowShown> rowsShown(const std::vector<BuiltRow> &rows);

} // namespace BackState::Private

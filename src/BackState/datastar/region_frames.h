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

// The frame that puts elements which a page has, in this order, before or after (mode) the element
// of the selector. It is no frame of Datastar's: the page's own script moves them, so that each
// keeps what its user typed, chose, opened and focused. `moved` has a selector without line breaks
// for each.
Frame moveFrame(const QByteArrayList &moved, Mode mode, QByteArrayView selector);

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

// The signals that a page begins with. Internal.
#pragma once

#include <BackState/datastar/dialect.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/attribute.h>

#include <QByteArray>

#include <span>
#include <utility>

namespace BackState::Private {

// The attribute that declares all signals of a page, for an element before all others that use them
// (<body>): values of everything named, errors, local signals, and the further top-level members:
// {"_tab", "\"abc\""}.
BACKSTATE_CORE_EXPORT Html::Attribute initialSignals(
    const Rendering &rendering,
    std::span<const std::pair<QByteArray, QByteArray>> members = {},
    const Dialect &dialect = Dialect::current());

// The same signals for a page that takes the place of another one, as JSON: those it begins with,
// and those that keep what the browser has. Local signals from the one at `keptLocals` on are kept:
// the layout's.
struct ArrivingSignals
{
    QByteArray values;
    QByteArray missing;
};
BACKSTATE_CORE_EXPORT ArrivingSignals arrivingSignals(
    const Rendering &rendering,
    qsizetype keptLocals,
    std::span<const std::pair<QByteArray, QByteArray>> members = {},
    const Dialect &dialect = Dialect::current());

} // namespace BackState::Private

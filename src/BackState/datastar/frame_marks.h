// Data lines that Datastar leaves alone, and the scripts of the page read. Internal.
#pragma once

#include <BackState/core/export.h>
#include <BackState/datastar/dialect.h>

#include <QByteArray>

namespace BackState::Private {

// The same frames, which may have been made for another page: what they do to elements that this
// one has not is left out in silence. See resources/scripts/targets.js.
BACKSTATE_CORE_EXPORT QByteArray
ifPresent(const QByteArray &frames, const Dialect &dialect = Dialect::current());

} // namespace BackState::Private

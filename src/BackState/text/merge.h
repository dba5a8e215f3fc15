// Puts what was typed onto a text that has changed meanwhile. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QString>
#include <QStringView>

namespace BackState::Private {

// What changed from `base` to `mine`, done to `theirs`, which came of `base` as well. The change is
// what lies between the longest beginning and the longest end that both have in common, in UTF-16
// units, and never a half of a surrogate pair. merge() in resources/scripts/merge.js is the same
// function: a browser and the server must come to the same text.
BACKSTATE_CORE_EXPORT QString merge(QStringView base, QStringView mine, QStringView theirs);

} // namespace BackState::Private

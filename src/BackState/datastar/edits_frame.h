// The frame that tells a browser of editable properties, which its user may be typing into.
// Internal.
#pragma once

#include <BackState/datastar/frame.h>

namespace BackState::Private {

// Returns the frame that patches the signals in `json`. `number` is that of the frame in its tab:
// the browser sends it back with its edits, and when it opens a stream. `seen` is the number of the
// tab's last edit of these properties that is in them, or empty. Of a tab that was forgotten it is
// "all": those that the browser sent before are in them, or "none": they are lost.
BACKSTATE_CORE_EXPORT QByteArray editsFrame(
    QByteArrayView json,
    quint64 number,
    QByteArrayView seen,
    const Dialect &dialect = Dialect::current());

} // namespace BackState::Private

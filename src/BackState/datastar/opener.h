// What a page needs beside its content so that its browser stays connected.
#pragma once

#include <BackState/datastar/dialect.h>
#include <BackState/html/element.h>

namespace BackState {

// The id of the element that streamOpener() makes.
BACKSTATE_CORE_EXPORT QByteArrayView streamOpenerId();

// A hidden element that opens the tab's stream at that URL and keeps it open: it comes back after a network
// error, a restart and a clean end, for ever, every 3 s at most; it is closed while the tab is hidden. Each
// request has a header BackState-Instance with a number that a loaded page made by itself, which tells a
// duplicated tab from a reconnecting one. If Datastar gave up all the same, the page is loaded again as soon as
// the server answers. Put it outside everything that is patched.
BACKSTATE_CORE_EXPORT Html::Element
streamOpener(QByteArrayView url, const Dialect &dialect = Dialect::current());

} // namespace BackState

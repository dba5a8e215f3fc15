// What a page needs beside its content so that its browser stays connected. Internal.
#pragma once

#include <BackState/datastar/dialect.h>
#include <BackState/html/element.h>

#include <QByteArray>

#include <chrono>

namespace BackState::Private {

// The id of the element that streamOpener() and pollOpener() make.
BACKSTATE_CORE_EXPORT QByteArrayView streamOpenerId();

// A hidden element that opens the tab's stream at that URL and keeps it open: it comes back after a
// network error, a restart, a clean end, and when it brought nothing for three heartbeats, for
// ever, every 3 s at most; it is closed while the tab is hidden. Each request has a header
// BackState-Instance with a number that a loaded page made by itself, which tells a duplicated tab
// from a reconnecting one, and BackState-Frame with the number of the last frame that had one. Put
// it outside everything that is patched; it needs the library's script in the page.
BACKSTATE_CORE_EXPORT Html::Element streamOpener(
    QByteArrayView url,
    std::chrono::milliseconds heartbeat,
    const Dialect &dialect = Dialect::current());

// The same for a page without a stream: asks that URL at once, and again a pause after each answer,
// but not while the tab is hidden. The header BackState-Poll says which answer was the last to
// arrive, by the signal $_poll.
BACKSTATE_CORE_EXPORT Html::Element pollOpener(
    QByteArrayView url,
    std::chrono::milliseconds pause,
    const Dialect &dialect = Dialect::current());

// The last frame of a stream whose page is to come back, and when.
BACKSTATE_CORE_EXPORT QByteArray returnFrame(std::chrono::milliseconds wait);

} // namespace BackState::Private

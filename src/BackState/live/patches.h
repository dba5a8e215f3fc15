// What an event returned, as frames. Internal.
#pragma once

#include <BackState/core/schema.h>

#include <QByteArray>
#include <QVariant>

namespace BackState::Http {

// An Element, a Patch, or a list of either; anything else changes no page. A patch that can't be
// spelled is left out, with a warning that names the event.
QByteArray framesOf(const QVariant &result, const Schema::Event &event);

} // namespace BackState::Http

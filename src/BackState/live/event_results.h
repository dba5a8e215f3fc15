// What an event returned: as frames, or as the flow that is driven. Internal.
#pragma once

#include <BackState/core/flow.h>
#include <BackState/core/schema.h>

#include <QByteArray>
#include <QStringList>
#include <QVariant>

namespace BackState::Http {

// Of an Element, a Patch, or a list of either; anything else changes no page. A patch that can't be
// spelled is left out, with a warning that names the event.
QByteArray framesOf(const QVariant &result, const Schema::Event &event);

// Of an event that goes on: a Flow itself; of a QFuture one that waits for it and yields its result,
// if that is something to be sent. Null if it is neither, or a Flow that does nothing.
FlowHandle flowOf(const QVariant &result);

// Sentences for events whose Flow yields what can't be sent.
QStringList problemsOfFlows(const Schema &schema);

} // namespace BackState::Http

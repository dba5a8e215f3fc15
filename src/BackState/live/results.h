// What an event that goes on returned, as the one flow that is driven. Internal.
#pragma once

#include <BackState/core/flow.h>
#include <BackState/core/schema.h>

#include <QStringList>

namespace BackState::Http {

// A Flow itself; of a QFuture one that waits for it and yields its result, if that is something to
// be sent. Null: it is neither, or one that does nothing.
FlowHandle flowOf(const QVariant &result);

// Sentences for events whose Flow yields what can't be sent.
QStringList problemsOfFlows(const Schema &schema);

} // namespace BackState::Http

// Where an object and its properties live: in the browser's signals, in URLs, in ids; and their
// values there. Internal.
#pragma once

#include <BackState/datastar/signal_names.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <span>
#include <utility>

namespace BackState::Private {

// "_Counter.count", "Product.k3432.draft": what follows the $ in an expression.
BACKSTATE_CORE_EXPORT QByteArray signalPath(const State &object, const Schema::Property &property);
BACKSTATE_CORE_EXPORT void
appendSignalPath(QByteArray &out, const State &object, const Schema::Property &property);
// "_errors.Counter.amount": the sentence that refuses a property or an argument of that name.
BACKSTATE_CORE_EXPORT QByteArray errorPath(const State &object, QByteArrayView name);
// "_running.Job.start": whether that event runs.
BACKSTATE_CORE_EXPORT QByteArray runningPath(const State &object, QByteArrayView event);
// "_upload.Album.add": how much of a form that calls that event has arrived.
BACKSTATE_CORE_EXPORT QByteArray uploadPath(const State &object, QByteArrayView event);
// "/Counter", "/Product@42": where its events are.
BACKSTATE_CORE_EXPORT QByteArray objectPath(const State &object);
// "Counter", "Product-k3432": the beginning of ids.
BACKSTATE_CORE_EXPORT QByteArray objectId(const State &object);

// One JSON object with the values of all these, errors as empty texts: {"_Counter":{"count":1}}.
BACKSTATE_CORE_EXPORT void appendSignals(QByteArray &out, std::span<const SignalNames> names);
// {"_errors":{"Chat":{"draft":"…"}}}: sentences by name, an empty one takes a refusal back.
BACKSTATE_CORE_EXPORT void appendErrors(
    QByteArray &out,
    const State &object,
    std::span<const std::pair<QByteArray, QString>> sentences);
// {"_upload":{"Album":{"add":42}}}
BACKSTATE_CORE_EXPORT void
appendUpload(QByteArray &out, const State &object, QByteArrayView event, int percent);

} // namespace BackState::Private

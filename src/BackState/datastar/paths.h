// Where an object and its properties live: in the browser's signals, in URLs, in ids; and their
// values there.
#pragma once

#include <BackState/core/schema.h>

#include <QByteArrayList>

#include <span>
#include <utility>
#include <vector>

namespace BackState {

class State;

// An event that goes on, and whether it runs in the tab that is told.
struct RunningName
{
    QByteArray event;
    bool isRunning = false;
};

// Properties of one object, named as signals, names whose refusals are shown, events that may run.
struct SignalNames
{
    const State *object = nullptr;
    QList<const Schema::Property *> properties;
    QByteArrayList errors;
    QList<RunningName> running = {};
    QList<int> bound = {}; // those of the properties that an input is bound to
    QByteArrayList uploads = {}; // events whose progress is shown
};

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

} // namespace BackState

// SignalNames: what a page names of one object. Not API.
#pragma once

#include <BackState/core/schema.h>

#include <QByteArrayList>
#include <QList>

namespace BackState {

class State;

namespace Private {

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
    QByteArrayList uploads = {}; // events whose progress is shown
};

} // namespace Private
} // namespace BackState

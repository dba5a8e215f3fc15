// Calling an event of a state with arguments from outside. Not for programs.
#pragma once

#include <BackState/core/request.h>
#include <BackState/core/schema.h>

#include <QJsonObject>

namespace BackState {

class State;

//! What arguments are taken from, in this order: the query (text), the signals of the object's
//! namespace (JSON), and the defaults of the method.
struct Arguments
{
    //! Decoded; "$Chat.draft" is a reference, "$$x" the text "$x"
    QList<std::pair<QByteArray, QString>> query;
    QJsonObject signalsOfObject; // what the browser sent under the object's own path
    QJsonObject allSignals; // everything the browser sent, for references
    Request request;
    QList<UploadedFile> files = {}; // of the form
    bool isForm = false; // a bool that is missing in a form is false: a box without a tick
};

struct ConvertedArguments
{
    QVariantList values; // as invoke() takes them, if there are no errors
    QList<Error> errors; // one for each parameter or name that is wrong
};

//! Converts and checks every argument. Nothing is called.
BACKSTATE_CORE_EXPORT ConvertedArguments
convertArguments(const Schema::Event &event, const Arguments &given);
//! The same, with the first of the errors.
BACKSTATE_CORE_EXPORT Expected<QVariantList>
arguments(const Schema::Event &event, const Arguments &given);

//! Calls the method with what arguments() returned (fewer than all: defaults) and returns its
//! return value.
BACKSTATE_CORE_EXPORT QVariant
invoke(State &state, const Schema::Event &event, const QVariantList &typed);

} // namespace BackState

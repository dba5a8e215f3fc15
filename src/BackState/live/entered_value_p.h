// What a control of a page sent, as a value of the property that it is bound to. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/schema.h>
#include <BackState/program/form_fields.h>

#include <QJsonValue>
#include <QVariant>

#include <optional>

namespace BackState {

class State;

namespace Http {

// Out of the signals. A date with a time but no zone, as an input of type datetime-local sends it,
// is in the zone of the value that the input showed, and a field that was emptied keeps that zone.
// What is left out but required is refused by the rule's sentence.
Expected<QVariant>
enteredValue(const State &state, const Schema::Property &property, const QJsonValue &json);

// The same out of the fields of a form. Nothing if the form has none of the property.
std::optional<Expected<QVariant>>
enteredValue(const State &state, const Schema::Property &property, const FormFields &form);

} // namespace Http

} // namespace BackState

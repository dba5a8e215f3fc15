// What the fields of a form say as the value of an argument or of a property. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/program/options.h>
#include <BackState/wire/form_data.h>

#include <QList>
#include <QVariant>

#include <optional>
#include <utility>

namespace BackState::Http {

using FormFields = QList<std::pair<QString, QString>>;

// What a form may have, as the options say.
FormData::Limits formLimits(const ServerOptions &options);

// As an argument of that name in a query; nothing: the form has no such field, or an empty one for
// what is no text.
std::optional<QString> textOfField(const FormFields &fields, QByteArrayView name, QMetaType type);
// The value; nothing: the form has no such field.
std::optional<Expected<QVariant>>
valueOfField(const FormFields &fields, QByteArrayView name, QMetaType type);

} // namespace BackState::Http

// What the fields of a form mean as the value of an argument or of a property. Internal.
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

// A field whose text is the name of a box or a list that has nothing to send.
inline constexpr QLatin1StringView emptyField("backstate-empty");

// What a form may have, as the options say.
FormData::Limits formLimits(const ServerOptions &options);

// What an argument of that name would be in a query. Nothing if the form has no such field, or an
// empty one for a type that is no text.
std::optional<QString> textOfField(const FormFields &fields, QByteArrayView name, QMetaType type);
// The value of that type. Nothing if the form has no such field.
std::optional<Expected<QVariant>>
valueOfField(const FormFields &fields, QByteArrayView name, QMetaType type);

} // namespace BackState::Http

// Percent-encoding, and the fields of a query. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <utility>

namespace BackState::Private {

// "a%20b", in a query also "a+b". A % that begins no escape stays.
BACKSTATE_CORE_EXPORT QByteArray percentDecoded(QByteArrayView text, bool plusIsSpace = false);
// Everything but A-Z a-z 0-9 - . _ ~ is escaped.
BACKSTATE_CORE_EXPORT void appendPercentEncoded(QByteArray &out, QByteArrayView text);

// Name and value of each field, decoded, in order: of a query and of a form's body.
BACKSTATE_CORE_EXPORT QList<std::pair<QByteArray, QByteArray>> queryFields(QByteArrayView query);
// The first; or empty
BACKSTATE_CORE_EXPORT QByteArray queryField(QByteArrayView query, QByteArrayView name);

} // namespace BackState::Private

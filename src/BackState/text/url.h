// Percent-decoding, paths, and the fields of a query. Encoding is QByteArray::toPercentEncoding().
// Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <utility>

namespace BackState::Private {

// "a%20b", in a query also "a+b". A % that begins no escape stays.
BACKSTATE_CORE_EXPORT QByteArray percentDecoded(QByteArrayView text, bool plusIsSpace = false);
// "/orders?page=2": ASCII, without controls, spaces and backslashes, and not "//…".
BACKSTATE_CORE_EXPORT bool isLocalPath(QByteArrayView path);

// Name and value of each field, decoded, in order: of a query and of a form's body.
BACKSTATE_CORE_EXPORT QList<std::pair<QByteArray, QByteArray>> queryFields(QByteArrayView query);
// The value of the first field of that name. Empty if there is none.
BACKSTATE_CORE_EXPORT QByteArray queryField(QByteArrayView query, QByteArrayView name);

} // namespace BackState::Private

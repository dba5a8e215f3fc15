// What Datastar sends: signals in a query or a body.
#pragma once

#include <BackState/core/expected.h>

#include <QByteArrayView>
#include <QJsonObject>
#include <QList>

namespace BackState {

struct SignalLimits
{
    qsizetype bytes = 1024 * 1024;
    int depth = 32; // of objects and arrays
};

// Whether a request with that method carries its signals in the query: GET, HEAD and DELETE.
BACKSTATE_CORE_EXPORT bool signalsAreInQuery(QByteArrayView method);

// The signals a request carries. query without its "?". A body of a form has none, and so has an empty request;
// DELETE is read from its query first and its body second, as versions differ.
BACKSTATE_CORE_EXPORT Expected<QJsonObject> readSignals(
    QByteArrayView method,
    QByteArrayView query,
    QByteArrayView contentType,
    QByteArrayView body,
    const SignalLimits &limits = {});

// "a%20b", in a query also "a+b". A % that begins no escape stays.
BACKSTATE_CORE_EXPORT QByteArray percentDecoded(QByteArrayView text, bool plusIsSpace = false);
// Everything but A-Z a-z 0-9 - . _ ~ is escaped.
BACKSTATE_CORE_EXPORT void appendPercentEncoded(QByteArray &out, QByteArrayView text);

// Name and value of each field, decoded, in order: of a query and of a form's body.
BACKSTATE_CORE_EXPORT QList<std::pair<QByteArray, QByteArray>> queryFields(QByteArrayView query);
BACKSTATE_CORE_EXPORT QByteArray queryField(QByteArrayView query, QByteArrayView name); // the first; or empty

} // namespace BackState

// What Datastar sends: signals in a query or a body. Internal.
#pragma once

#include <BackState/core/expected.h>

#include <QByteArrayView>
#include <QJsonObject>
#include <QList>

namespace BackState::Private {

// The field of a query that has the seal of an event which a patch offered.
inline constexpr QByteArrayView offerName = "backstate-offer";

struct SignalLimits
{
    qsizetype bytes = 1024 * 1024;
    int depth = 32; // of objects and arrays
};

// Whether a request with that method carries its signals in the query: GET, HEAD and DELETE.
BACKSTATE_CORE_EXPORT bool signalsAreInQuery(QByteArrayView method);

// The signals a request carries. query without its "?". A body of a form has none, and so has an
// empty request; DELETE is read from its query first and its body second, as versions differ.
BACKSTATE_CORE_EXPORT Expected<QJsonObject> readSignals(
    QByteArrayView method,
    QByteArrayView query,
    QByteArrayView contentType,
    QByteArrayView body,
    const SignalLimits &limits = {});

} // namespace BackState::Private

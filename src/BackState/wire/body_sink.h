// BodySink: takes the body of one request as it arrives, instead of all of it at the end. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArrayView>

#include <functional>
#include <memory>

namespace BackState::Http {

class Exchange;
struct Message;

class BACKSTATE_EXPORT BodySink
{
public:
    virtual ~BodySink();

    // false: no more is wanted, the answer is known. Called with nothing before the first bytes.
    [[nodiscard]] virtual bool add(QByteArrayView bytes) = 0;
    // To answer, after the last byte or after add() returned false. If the peer goes away it is
    // never called.
    virtual void finish(Exchange &exchange) = 0;
};

// Asked for forms in several parts with the head of the request; null: the body is put together as
// any other.
using BodySinks = std::function<std::unique_ptr<BodySink>(const Message &head, qint64 size)>;

} // namespace BackState::Http

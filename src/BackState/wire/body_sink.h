// BodySink: gets the body of one request as it arrives, instead of all of it at the end. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArrayView>

namespace BackState::Http {

class Exchange;

// Made by RequestHandler::beginBody() and owned by the connection, with which it goes.
class BACKSTATE_EXPORT BodySink
{
public:
    virtual ~BodySink();

    // Returns false when no more is wanted, because the answer is known. Called with nothing before
    // the first bytes.
    [[nodiscard]] virtual bool add(QByteArrayView bytes) = 0;
    // To answer, after the last byte or after add() returned false. It is never called if the peer
    // goes away before.
    virtual void finish(Exchange &exchange) = 0;
};

} // namespace BackState::Http

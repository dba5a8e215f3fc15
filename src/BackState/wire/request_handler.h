// RequestHandler: answers what comes in by a listener. Internal.
#pragma once

#include <BackState/export.h>

#include <QtGlobal>

#include <memory>

namespace BackState::Http {

class BodySink;
class Exchange;
struct Message;

// Implemented by whoever answers requests, and handed to a Listener, which it outlives. It is
// called in the listener's thread.
class BACKSTATE_EXPORT RequestHandler
{
public:
    virtual ~RequestHandler();

    // Answers the request by its exchange, or takes the right to answer later out of that.
    virtual void handle(const Message &request, Exchange &exchange) = 0;

    // Asked with the head of a form in parts, sent by a page of ours, whose size is beyond
    // Limits::buffered. Null, which is the default: the body is put together as any other, and
    // comes to handle(). Else the sink gets the body as it arrives and answers the request, and the
    // connection is closed after that answer, because QtHttpServer does not see the request.
    virtual std::unique_ptr<BodySink> beginBody(const Message &head, qint64 size);
};

} // namespace BackState::Http

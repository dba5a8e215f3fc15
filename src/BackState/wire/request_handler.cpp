#include <BackState/wire/request_handler.h>

#include <BackState/wire/body_sink.h>

namespace BackState::Http {

RequestHandler::~RequestHandler() = default;

std::unique_ptr<BodySink> RequestHandler::beginBody(const Message &head, qint64 size)
{
    Q_UNUSED(head);
    Q_UNUSED(size);
    return nullptr;
}

} // namespace BackState::Http

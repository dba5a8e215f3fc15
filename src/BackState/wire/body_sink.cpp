#include <BackState/wire/body_sink.h>

namespace BackState::Http {

BodySink::~BodySink() = default;

} // namespace BackState::Http

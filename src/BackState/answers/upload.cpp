#include "upload_p.h"

#include "uploads_p.h"
#include <BackState/text/clock.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 progressInterval = 100; // milliseconds

} // namespace

Upload::Upload(
    Uploads &uploads,
    const Message &message,
    const QByteArray &sessionId,
    qint64 size,
    const Expected<QByteArray> &boundary,
    const FormData::Limits &limits)
    : m_uploads(uploads)
    , m_message(message)
    , m_sessionId(sessionId)
    , m_token(message.header("backstate-tab"))
    , m_size(size)
    , m_reader(boundary ? *boundary : QByteArray(), limits)
{
    if (!boundary)
        m_error = boundary.error();
    else if (size > limits.bytes)
        m_error
            = Error{Error::Kind::TooLarge, "form", u"The form is larger than this server takes."_s};
}

Upload::~Upload()
{
    m_uploads.ended(m_sessionId, m_message);
    if (m_toldAt > 0)
        m_uploads.tellProgress(m_token, m_message.path, 0);
}

bool Upload::add(QByteArrayView bytes)
{
    if (m_error)
        return false;
    m_received += bytes.size();
    m_error = m_reader.add(bytes);
    const qint64 now = milliseconds();
    if (!m_error && now - m_toldAt >= progressInterval && m_received > 0) {
        m_toldAt = now;
        m_uploads.tellProgress(m_token, m_message.path, int(m_received * 100 / m_size));
    }
    return !m_error;
}

void Upload::finish(Exchange &exchange)
{
    m_uploads.respond(
        m_message,
        exchange,
        m_error ? Expected<FormData>(*m_error) : m_reader.finish());
}

} // namespace BackState::Http

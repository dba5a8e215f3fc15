// Upload: one form on its way. Internal.
#pragma once

#include <BackState/wire/body_sink.h>
#include <BackState/wire/form_reader.h>
#include <BackState/wire/message.h>

#include <QByteArray>

#include <optional>

namespace BackState::Http {

class Uploads;

// Its bytes go to fields and files, its progress to the tab that sends it. Owned by its connection
// and gone with it. Then the files are deleted, as nobody has them yet.
class Upload final : public BodySink
{
public:
    // The message is the head of the request, the size that of its body.
    Upload(
        Uploads &uploads,
        const Message &message,
        const QByteArray &sessionId,
        qint64 size,
        const Expected<QByteArray> &boundary,
        const FormData::Limits &limits);
    ~Upload() override;

    void refuse(const Error &error) { m_error = error; }

    bool add(QByteArrayView bytes) override;
    void finish(Exchange &exchange) override;

private:
    Uploads &m_uploads;
    const Message m_message;
    const QByteArray m_sessionId; // when it began
    const QByteArray m_token;
    const qint64 m_size;
    qint64 m_received = 0;
    qint64 m_toldAt = 0; // milliseconds(). 0 if its progress was never told.
    FormReader m_reader;
    std::optional<Error> m_error;
};

} // namespace BackState::Http

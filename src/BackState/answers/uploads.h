// Uploads: forms with files, read while they arrive. Internal.
#pragma once

#include <BackState/answers/event_endpoint.h>
#include <BackState/wire/body_sink.h>

#include <QHash>

namespace BackState::Http {

class Uploads
{
public:
    using FindSession = std::function<Session *(const Message &message, qint64 now)>;

    Uploads(
        const ServerOptions &options,
        Tabs &tabs,
        Publisher &publisher,
        EventEndpoint &events,
        FindSession findSession);

    // Null: that request calls no event of a tab that is known. One that was forgotten comes back
    // with its stream.
    std::unique_ptr<BodySink> begin(const Message &head, qint64 size);

private:
    friend class Upload;
    void tell(const QByteArray &token, QByteArrayView path, int percent);
    void end(const QByteArray &sessionId);

    const ServerOptions &m_options;
    Tabs &m_tabs;
    Publisher &m_publisher;
    EventEndpoint &m_events;
    FindSession m_findSession;
    QHash<QByteArray, int> m_running; // how many, by the session's id
};

} // namespace BackState::Http

// Uploads: forms with files, read while they arrive. Internal.
#pragma once

#include <BackState/program/options.h>
#include <BackState/wire/body_sink.h>

#include <QByteArray>
#include <QHash>

#include <memory>

namespace BackState::Http {

class EventEndpoint;
class Publisher;
class Sessions;
class Tabs;
struct Message;

class Uploads
{
public:
    Uploads(
        const ServerOptions &options,
        Sessions &sessions,
        Tabs &tabs,
        Publisher &publisher,
        EventEndpoint &events);

    // The message is the head of a request, the size that of its body. Null if it calls no event
    // of a tab that is known: a tab that was forgotten comes back with its stream.
    std::unique_ptr<BodySink> begin(const Message &message, qint64 size);

private:
    friend class Upload;
    void tell(const QByteArray &token, QByteArrayView path, int percent);
    void end(const QByteArray &sessionId);

    const ServerOptions &m_options;
    Sessions &m_sessions;
    Tabs &m_tabs;
    Publisher &m_publisher;
    EventEndpoint &m_events;
    QHash<QByteArray, int> m_running; // how many, by the session's id
};

} // namespace BackState::Http

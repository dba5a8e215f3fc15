// Uploads: forms with files, read while they arrive. Internal.
#pragma once

#include <BackState/program/options.h>
#include <BackState/wire/body_sink.h>
#include <BackState/wire/form_data.h>

#include <QByteArray>
#include <QHash>

#include <memory>

namespace BackState::Http {

class EventEndpoint;
class Sessions;
class Tabs;
struct Message;

class Uploads
{
public:
    Uploads(const ServerOptions &options, Sessions &sessions, Tabs &tabs, EventEndpoint &events);

    // The message is the head of a request, the size that of its body. Null if it calls no event
    // of a tab that is known: a tab that was forgotten comes back with its stream.
    std::unique_ptr<BodySink> begin(const Message &message, qint64 size);

    // These three are called by each Upload: how much of the form has arrived, all of it, or the
    // error that says why not, and its end in any case.
    void tellProgress(const QByteArray &token, QByteArrayView path, int percent);
    void respond(const Message &message, Exchange &exchange, const Expected<FormData> &form);
    void ended(const QByteArray &sessionId, const Message &message);

private:
    const ServerOptions &m_options;
    Sessions &m_sessions;
    Tabs &m_tabs;
    EventEndpoint &m_events;
    QHash<QByteArray, int> m_running; // how many of a session are on their way, by its id
};

} // namespace BackState::Http

#include "uploads_p.h"

#include "event_address_p.h"
#include "event_endpoint_p.h"
#include "upload_p.h"
#include "visit_p.h"
#include <BackState/answers/rights.h>
#include <BackState/live/indicators.h>
#include <BackState/live/outlet.h>
#include <BackState/live/tabs.h>
#include <BackState/program/form_fields.h>
#include <BackState/text/clock.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/form_reader.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// How many one browser may send at once: each may fill its share of the disk, and take its time.
constexpr int mostOfSession = 8;

} // namespace

Uploads::Uploads(
    const ServerOptions &options, Sessions &sessions, Tabs &tabs, EventEndpoint &events)
    : m_options(options)
    , m_sessions(sessions)
    , m_tabs(tabs)
    , m_events(events)
{
}

std::unique_ptr<BodySink> Uploads::begin(const Message &message, qint64 size)
{
    const qint64 now = milliseconds();
    const QByteArray token = message.header("backstate-tab");
    Session *session = Visit::sessionOf(message, m_sessions, now);
    if (!session || token.isEmpty() || message.isCrossSite())
        return nullptr;
    Tab *tab = m_tabs.find(token, *session);
    if (!tab)
        return nullptr;
    m_tabs.use(*tab, now);
    const EventTarget target = EventAddress(message.path).findIn(*tab);
    if (!target.event)
        return nullptr;
    auto upload = std::make_unique<Upload>(
        *this,
        message,
        session->id(),
        size,
        FormReader::boundaryOf(message.header("content-type")),
        formLimits(m_options));
    m_events.turns().begin(message, *tab);
    const int running = ++m_running[session->id()];
    // The event says so itself, and needs no files for that.
    if (accessTo(target.event->roles, session) != Access::Allowed
        || !m_events.isOffered(target, message, *tab, now))
        upload->refuse(Error::forbidden({}));
    else if (const std::optional<Error> refused = m_events.refusal(*tab, *target.view))
        upload->refuse(*refused);
    else if (running > mostOfSession)
        upload->refuse(Error{
            Error::Kind::Unavailable,
            "form",
            u"Too much is being sent at once. Try again in a moment."_s});
    return upload;
}

void Uploads::ended(const QByteArray &sessionId, const Message &message)
{
    m_events.turns().end(message);
    const auto running = m_running.find(sessionId);
    if (--*running == 0)
        m_running.erase(running);
}

void Uploads::respond(const Message &message, Exchange &exchange, const Expected<FormData> &form)
{
    Visit visit(message, exchange, m_sessions, milliseconds());
    m_events.respond(visit, &form);
}

void Uploads::tellProgress(const QByteArray &token, QByteArrayView path, int percent)
{
    Tab *tab = m_tabs.find(token);
    if (!tab || !tab->stream.isOpen())
        return;
    const EventTarget target = EventAddress(path).findIn(*tab);
    if (!target.event)
        return;
    if (percent > 0 && !tab->stream.isKeepingUp())
        return; // the next progress will do
    Outlet outlet(tab->stream.socket());
    Indicators(*target.view).setProgress(target.event->name, percent, outlet);
    tab->stream.socket()->flush();
}

} // namespace BackState::Http

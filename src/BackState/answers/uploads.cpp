#include <BackState/answers/uploads.h>

#include <BackState/answers/event_address.h>
#include <BackState/answers/event_endpoint.h>
#include <BackState/answers/rights.h>
#include <BackState/answers/visit.h>
#include <BackState/live/publisher.h>
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

constexpr qint64 progressInterval = 100; // milliseconds

// At once, of one browser: each may fill its share of the disk, and take its time.
constexpr int mostOfSession = 8;

} // namespace

/*!
    \class BackState::Http::Upload
    \internal
    \brief One form on its way: its bytes go to fields and files, its progress to the tab that sends
    it.

    Owned by its connection and gone with it; then the files are deleted, as nobody has them yet.
*/
class Upload final : public BodySink
{
public:
    Upload(
        Uploads &uploads,
        const Message &message,
        const QByteArray &sessionId,
        qint64 size,
        Expected<QByteArray> boundary,
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
            m_error = Error{
                Error::Kind::TooLarge,
                "form",
                u"The form is larger than this server takes."_s};
    }

    ~Upload() override
    {
        m_uploads.end(m_sessionId);
        if (m_toldAt > 0)
            m_uploads.tell(m_token, m_message.path, 0);
    }

    void refuse(const Error &error) { m_error = error; }

    bool add(QByteArrayView bytes) override
    {
        if (m_error)
            return false;
        m_received += bytes.size();
        m_error = m_reader.add(bytes);
        const qint64 now = milliseconds();
        if (!m_error && now - m_toldAt >= progressInterval && m_received > 0) {
            m_toldAt = now;
            m_uploads.tell(m_token, m_message.path, int(m_received * 100 / m_size));
        }
        return !m_error;
    }

    void finish(Exchange &exchange) override
    {
        const Expected<FormData> form = m_error ? Expected<FormData>(*m_error) : m_reader.finish();
        Visit visit(m_message, exchange, m_uploads.m_sessions, milliseconds());
        m_uploads.m_events.respond(visit, &form);
    }

private:
    Uploads &m_uploads;
    const Message m_message; // the head of the request
    const QByteArray m_sessionId; // when it began
    const QByteArray m_token;
    const qint64 m_size;
    qint64 m_received = 0;
    qint64 m_toldAt = 0; // 0: never
    FormReader m_reader;
    std::optional<Error> m_error;
};

Uploads::Uploads(
    const ServerOptions &options,
    Sessions &sessions,
    Tabs &tabs,
    Publisher &publisher,
    EventEndpoint &events)
    : m_options(options)
    , m_sessions(sessions)
    , m_tabs(tabs)
    , m_publisher(publisher)
    , m_events(events)
{
}

std::unique_ptr<BodySink> Uploads::begin(const Message &message, qint64 size)
{
    const qint64 now = milliseconds();
    const QByteArray token = message.header("backstate-tab");
    Session *session = Visit::sessionOf(message, m_sessions, now);
    if (!session || token.isEmpty())
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
    const int running = ++m_running[session->id()];
    // The event says so, without its files
    if (accessTo(target.event->roles, session) != Access::Allowed)
        upload->refuse(Error::forbidden({}));
    else if (running > mostOfSession)
        upload->refuse(Error{
            Error::Kind::Unavailable,
            "form",
            u"Too much is being sent at once. Try again in a moment."_s});
    return upload;
}

void Uploads::end(const QByteArray &sessionId)
{
    const auto running = m_running.find(sessionId);
    if (--*running == 0)
        m_running.erase(running);
}

void Uploads::tell(const QByteArray &token, QByteArrayView path, int percent)
{
    Tab *tab = m_tabs.find(token);
    if (!tab || !tab->stream.isOpen())
        return;
    const EventTarget target = EventAddress(path).findIn(*tab);
    if (!target.event)
        return;
    if (percent > 0 && !tab->stream.isKeepingUp())
        return; // the next one will do
    Outlet outlet(tab->stream.socket());
    m_publisher.showProgress(*target.view, target.event->name, percent, outlet);
    tab->stream.socket()->flush();
}

} // namespace BackState::Http

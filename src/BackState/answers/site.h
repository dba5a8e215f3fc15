// Site: everything behind one listener, and who answers which request. Internal.
#pragma once

#include <BackState/answers/api.h>
#include <BackState/answers/assets.h>
#include <BackState/answers/authority.h>
#include <BackState/answers/compression.h>
#include <BackState/answers/drain.h>
#include <BackState/answers/event_endpoint.h>
#include <BackState/answers/gate.h>
#include <BackState/answers/login.h>
#include <BackState/answers/pages.h>
#include <BackState/answers/poll_endpoint.h>
#include <BackState/answers/statistics.h>
#include <BackState/answers/stream_endpoint.h>
#include <BackState/answers/uploads.h>
#include <BackState/answers/waiting.h>
#include <BackState/live/browser_states.h>
#include <BackState/live/flows.h>
#include <BackState/live/presence.h>
#include <BackState/live/publisher.h>
#include <BackState/live/tabs.h>
#include <BackState/program/routes.h>
#include <BackState/visitors/keeper.h>
#include <BackState/visitors/object_watcher.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/secret.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/session_watcher.h>

#include <QTimer>

namespace BackState::Http {

class Site final : private ObjectWatcher, private SessionWatcher
{
public:
    explicit Site(const ServerOptions &options);
    ~Site();

    void
    start(Secret secret, const QByteArray &cookieName, bool isSecure, const QString &endedFile);
    void handle(const Message &message, Exchange &exchange);
    std::unique_ptr<BodySink> beginBody(const Message &head, qint64 size)
    {
        return m_uploads.begin(head, size);
    }
    void closeStreams();
    Drain &drain() { return m_drain; }
    const Drain &drain() const { return m_drain; }

    Routes routes;
    Assets assets;

    Objects &objects() { return m_objects; }
    const Objects &objects() const { return m_objects; }
    Pages &pages() { return m_pages; }
    Api &api() { return m_api; }
    ServerStatistics statistics() const;
    Keeper &keeper() { return m_keeper; }
    Login &login() { return m_login; }
    const Login &login() const { return m_login; }

private:
    // Each turn in the life of a state object, and the end of a session.
    void made(State &state) override;
    void ending(State &state) override;
    void gone(State *state) override;
    void moved(Owner &owner, const QByteArray &formerKey) override;
    void ending(Session &session) override;

    QByteArray cookieOf(const Message &message) const;
    Session *sessionOf(const Message &message, qint64 now);
    void handleNow(const Message &message, Exchange &exchange);
    void handleAgain(Waiter &waiter);
    // Whether the request waits for these: false, there are none, or it has waited often enough.
    bool wait(
        const Message &message,
        Exchange &exchange,
        const std::vector<const State *> &states,
        const QByteArray &newSession = {});
    bool waitForTab(const Message &message, Exchange &exchange, qint64 now);
    void respondPage(const Message &message, Exchange &exchange, const Match &match, qint64 now);
    void respondArrival(
        const Message &message,
        Exchange &exchange,
        Tab &tab,
        const Expected<BuiltPage> &page,
        const QByteArray &fields);
    void respondOwn(const Message &message, Exchange &exchange, qint64 now);
    void respondNotFound(Exchange &exchange) const;
    void respondAbout(Exchange &exchange) const;
    Revive reviver();
    Tab *revive(
        const Message &message,
        QByteArrayView token,
        Session &session,
        qint64 now,
        std::vector<const State *> *waitsFor = nullptr);

    const ServerOptions &m_options;
    Compression m_compression;
    Secret m_secret;
    qint64 m_startedAt = 0;
    Publisher m_publisher;
    Flows m_flows; // before the objects, with which they end
    Keeper m_keeper;
    Objects m_objects;
    Sessions m_sessions;
    Pages m_pages;
    Tabs m_tabs;
    Presence m_presence;
    StreamEndpoint m_streams;
    PollEndpoint m_polls;
    Authority m_authority;
    Login m_login;
    Gate m_gate;
    Api m_api;
    BrowserStates m_browserStates;
    EventEndpoint m_events;
    Uploads m_uploads;
    qint64 m_pagesBuilt = 0;
    Waiting m_waiting;
    Waiter *m_waiter = nullptr; // the one whose request is being handled
    Drain m_drain;
    QTimer m_expiry;
};

} // namespace BackState::Http

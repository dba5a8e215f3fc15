// Site: everything behind one listener, and who answers which request. Internal.
#pragma once

#include "api_p.h"
#include "assets_p.h"
#include "compression_p.h"
#include "drain_p.h"
#include "event_endpoint_p.h"
#include "page_endpoint_p.h"
#include "pages_p.h"
#include "poll_endpoint_p.h"
#include "presence_endpoint_p.h"
#include "stream_endpoint_p.h"
#include "tab_finder_p.h"
#include "uploads_p.h"
#include "waiting_requests_p.h"
#include <BackState/answers/authority.h>
#include <BackState/answers/login.h>
#include <BackState/answers/statistics.h>
#include <BackState/live/browser_seals.h>
#include <BackState/live/browser_states.h>
#include <BackState/live/flows.h>
#include <BackState/live/presence.h>
#include <BackState/live/publisher.h>
#include <BackState/live/subscriptions.h>
#include <BackState/live/tabs.h>
#include <BackState/program/routes.h>
#include <BackState/visitors/keeper.h>
#include <BackState/visitors/object_watcher.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/offer_seals.h>
#include <BackState/visitors/owner.h>
#include <BackState/visitors/secret.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/session_watcher.h>
#include <BackState/visitors/sessions.h>
#include <BackState/wire/request_handler.h>

#include <QTimer>

namespace BackState::Http {

// Owns all that serves the visitors of one server, wires it together, and chooses who answers a
// request.
class Site final : public RequestHandler, private ObjectWatcher, private SessionWatcher
{
public:
    explicit Site(const ServerOptions &options);
    ~Site() override;

    // To be called when the server listens. The file is where sign-outs are kept; empty if they are
    // not.
    void start(
        Secret secret,
        const QByteArray &cookieName,
        const QString &endedFile,
        const QString &accountsFile);
    void handle(const Message &message, Exchange &exchange) override;
    // Takes forms with files as they arrive. Null if the body is to be put together as any other.
    std::unique_ptr<BodySink> beginBody(const Message &message, qint64 size) override
    {
        return m_uploads.begin(message, size);
    }
    // Ends all streams and sessions, and saves what is to be kept. Pages come back by themselves.
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
    Authority &authority() { return m_authority; }
    const Login &login() const { return m_login; }

private:
    // Each turn in the life of a state object, and the end of a session.
    void made(State &state) override;
    void ending(State &state) override;
    void gone(State *state) override;
    void moved(Owner &owner, const QByteArray &formerKey) override;
    void ending(Session &session) override;

    bool tryWaitForTab(Visit &visit);
    void respond(Visit &visit);
    void respondOwn(Visit &visit);
    void respondAbout(Visit &visit) const;
    void respondHealth(const Message &message, Exchange &exchange);

    const ServerOptions &m_options;
    Compression m_compression;
    Secret m_secret;
    qint64 m_startedAt = 0;
    bool m_isServing = false; // else it waits for the store
    WaitingRequests m_waiting; // goes after the keeper, which tells it what is loaded
    Subscriptions m_subscriptions;
    BrowserSeals m_seals;
    OfferSeals m_offerSeals;
    Publisher m_publisher;
    BrowserStates m_browserStates;
    Flows m_flows; // goes after the objects, with which flows end
    Keeper m_keeper;
    Objects m_objects;
    Sessions m_sessions;
    Pages m_pages;
    Tabs m_tabs;
    TabFinder m_tabFinder;
    Presence m_presence;
    StreamEndpoint m_streams;
    PollEndpoint m_polls;
    PresenceEndpoint m_presenceEndpoint;
    Authority m_authority;
    Login m_login;
    PageEndpoint m_pageEndpoint;
    Api m_api;
    EventEndpoint m_events;
    Uploads m_uploads;
    Drain m_drain;
    QTimer m_expiry;
};

} // namespace BackState::Http

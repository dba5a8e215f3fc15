#include <BackState/answers/site.h>

#include "addresses_p.h"
#include "visit_p.h"
#include <BackState/answers/bundle.h>
#include <BackState/core/changes.h>
#include <BackState/text/clock.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>

#include <QJsonObject>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// How often the server looks for what is too old, at most.
constexpr std::chrono::milliseconds expiryInterval = std::chrono::seconds(5);
constexpr std::chrono::milliseconds shortestExpiryInterval(10);

void respondPlain(
    Exchange &exchange, int status, QByteArrayView text, const QByteArray &headerLines = {})
{
    exchange.respond(
        status,
        "text/plain; charset=utf-8",
        text,
        QByteArray(Visit::noStore.toByteArray() + headerLines));
}

} // namespace

Site::Site(const ServerOptions &options)
    : m_options(options)
    , m_compression(options)
    , m_waiting(options, *this)
    , m_subscriptions(options, m_objects)
    , m_offerSeals(m_secret)
    , m_publisher(options, m_subscriptions, m_seals)
    , m_browserStates(m_publisher, m_seals)
    , m_flows(options, m_publisher, m_browserStates, m_offerSeals)
    , m_keeper(options, m_subscriptions.changes())
    , m_objects(options, m_subscriptions.changes(), *this)
    , m_sessions(options, m_secret, m_objects, *this)
    , m_pages(options, assets, m_objects, m_keeper, m_publisher)
    , m_tabs(options, m_secret, routes, m_sessions, m_subscriptions, m_objects, m_flows)
    , m_tabFinder(m_tabs, m_pages)
    , m_presence(options, m_tabs, m_subscriptions)
    , m_streams(options, m_compression, m_tabFinder, m_tabs, m_publisher, m_presence, m_flows)
    , m_polls(m_tabFinder, m_tabs, m_publisher, m_presence, m_flows)
    , m_presenceEndpoint(m_tabs, m_presence)
    , m_authority(m_sessions, m_tabs)
    , m_login(options, routes, m_pages, m_sessions, m_tabs, m_authority)
    , m_pageEndpoint(
          m_pages, m_sessions, m_tabs, m_presence, m_flows, m_login, m_compression, m_waiting)
    , m_api(m_sessions, m_objects, m_keeper, m_publisher, m_authority, m_waiting)
    , m_events(
          {options, m_tabs, m_publisher, m_flows, m_browserStates, m_offerSeals},
          m_tabFinder,
          m_keeper,
          m_authority,
          m_waiting,
          *this)
    , m_uploads(options, m_sessions, m_tabs, m_events)
    , m_drain(options, m_tabs, m_streams)
{
    QObject::connect(&m_publisher, &Publisher::stateChanged, &m_keeper, &Keeper::changed);
    QObject::connect(&m_keeper, &Keeper::settled, &m_waiting, &WaitingRequests::settled);
    // Until the pages go: objects end after them.
    QObject::connect(&m_keeper, &Keeper::settled, &m_expiry, [this] {
        m_pages.noteLoaded(m_tabs);
    });
    QObject::connect(&m_expiry, &QTimer::timeout, &m_expiry, [this] {
        const qint64 now = milliseconds();
        m_tabs.expire(now);
        m_sessions.expire(now);
        m_objects.expire(now);
    });
}

Site::~Site()
{
    m_sessions.clear(); // with their tabs, while everything that serves them is there
}

void Site::made(State &state)
{
    m_keeper.made(state);
}

void Site::ending(State &state)
{
    m_flows.end(state); // destructors in a flow may change something
    m_keeper.ending(state);
}

void Site::gone(State *state)
{
    m_flows.gone(state);
    m_keeper.gone(state);
    m_subscriptions.forget(state);
}

void Site::moved(Owner &owner, const QByteArray &formerKey)
{
    m_keeper.moved(owner, formerKey);
}

void Site::ending(Session &session)
{
    m_tabs.dropAll(session);
}

void Site::start(
    Secret secret,
    const QByteArray &cookieName,
    const QString &endedFile,
    const QString &accountsFile)
{
    m_secret = std::move(secret);
    m_seals.start(m_secret);
    m_sessions.start(cookieName, endedFile, accountsFile);
    m_pages.start();
    m_startedAt = milliseconds();
    const auto shortest
        = std::min({m_options.tabGrace, m_options.sessionIdle, m_options.signedInFor});
    m_expiry.start(std::clamp(shortest / 2, shortestExpiryInterval, expiryInterval));
    m_streams.start();
    m_keeper.start();
    m_isServing = true;
}

void Site::closeStreams()
{
    m_waiting.clear();
    m_events.turns().clear();
    m_drain.reset();
    m_streams.sendAllAway();
    m_sessions.clear();
    m_isServing = false;
    m_keeper.finish();
}

void Site::handle(const Message &message, Exchange &exchange)
{
    if (message.path == m_options.healthPath) {
        respondHealth(message, exchange);
        return;
    }
    if (!m_isServing) {
        respondPlain(
            exchange,
            503,
            "This server waits for another one to save what it has. Try again in a moment.\n",
            "Retry-After: 1\r\n");
        return;
    }
    Visit visit(message, exchange, m_sessions, milliseconds());
    if (!m_keeper.store() || !tryWaitForTab(visit))
        respond(visit);
}

// Whoever asks whether the server is ready makes it look: the next one is told what it saw.
void Site::respondHealth(const Message &message, Exchange &exchange)
{
    const qint64 now = milliseconds();
    const bool isAboutStore = message.query == "ready" || message.query.startsWith("ready=");
    std::optional<StoreHealth::Trouble> trouble;
    if (isAboutStore) {
        m_keeper.probe(now);
        trouble = m_keeper.trouble(now);
    }
    if (m_drain.isActive())
        respondPlain(exchange, 503, "draining\n");
    else if (!m_isServing)
        respondPlain(exchange, 503, "waiting for the store\n");
    else if (trouble && now - trouble->since >= m_options.storeWait.count())
        respondPlain(exchange, 503, "the store can't be used\n");
    else
        respondPlain(exchange, 200, "ok\n");
}

// When a tab was forgotten, as after a restart, everything that its page shows must be there before
// it can be built again.
bool Site::tryWaitForTab(Visit &visit)
{
    QByteArray token = visit.tabToken();
    const QByteArray &path = visit.message.path;
    for (const QByteArrayView prefix : {streamPrefix, pollPrefix}) {
        if (path.startsWith(prefix))
            token = path.sliced(prefix.size());
    }
    return !token.isEmpty() && visit.session && m_waiting.mayWait()
        && m_waiting.tryWait(visit, m_tabFinder.loadingFor(visit, token));
}

void Site::respond(Visit &visit)
{
    const QByteArray &path = visit.message.path;
    if (path.startsWith(ownPrefix)) {
        respondOwn(visit);
        return;
    }
    if (const std::optional<Match> match = visit.isLoad() ? routes.find(path) : std::nullopt) {
        m_authority.askRoles(visit.session, visit.now);
        m_pageEndpoint.respond(visit, *match);
    } else if (m_api.tryRespond(visit))
        return;
    else if (visit.isLoad() && path == "/favicon.ico")
        // Every browser asks for it, and would report its lack as an error of the page.
        visit.respondEmpty();
    else if (visit.isLoad() && !visit.message.hasHeader("backstate-tab"))
        m_pageEndpoint.respondNotFound(visit);
    else
        m_events.respond(visit);
}

void Site::respondOwn(Visit &visit)
{
    const QByteArrayView path = visit.message.path;
    if (path.startsWith(streamPrefix))
        m_streams.respond(visit, path.sliced(streamPrefix.size()));
    else if (path.startsWith(pollPrefix))
        m_polls.respond(visit, path.sliced(pollPrefix.size()));
    else if (path.startsWith(editPrefix))
        m_events.respondToEdit(visit, path.sliced(editPrefix.size()));
    else if (path == "/backstate/sign-in")
        m_login.signIn(visit);
    else if (path == "/backstate/sign-out")
        m_login.signOut(visit);
    else if (path == "/backstate/about")
        respondAbout(visit);
    else if (path.startsWith(leavePrefix))
        m_presenceEndpoint.respondToLeave(visit, path.sliced(leavePrefix.size()));
    else if (path.startsWith(hidePrefix))
        m_presenceEndpoint.respondToHide(visit, path.sliced(hidePrefix.size()));
    else if (!assets.tryRespond(visit))
        visit.respondText(404, "There is nothing at this address.\n", {});
}

ServerStatistics Site::statistics() const
{
    ServerStatistics statistics;
    statistics.sessions = m_sessions.count();
    statistics.tabs = m_tabs.count();
    statistics.streams = int(m_tabs.streaming().size());
    statistics.users = m_objects.countUsers();
    statistics.states = m_objects.countByClass();
    statistics.store = m_keeper.store() ? m_keeper.store()->description() : QString();
    if (const auto trouble = m_keeper.trouble(milliseconds()))
        statistics.storeProblem = trouble->sentence;
    statistics.unsaved = m_keeper.unsaved();
    statistics.uptime
        = std::chrono::milliseconds(m_startedAt > 0 ? milliseconds() - m_startedAt : 0);
    statistics.pages = m_pageEndpoint.built();
    statistics.events = m_events.calls() + m_api.calls();
    return statistics;
}

void Site::respondAbout(Visit &visit) const
{
    visit.respondJson(
        200,
        {{u"datastar"_s, QString::fromLatin1(Bundle::version())},
         {u"dialect"_s, QString::fromLatin1(Bundle::dialect())},
         {u"bundle"_s, QString::fromLatin1(Bundle::source())},
         {u"qt"_s, QString::fromLatin1(qVersion())},
         {u"uptimeSeconds"_s, (visit.now - m_startedAt) / 1000}});
}

} // namespace BackState::Http

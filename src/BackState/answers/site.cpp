#include <BackState/answers/site.h>

#include <BackState/text/log.h>

#include <BackState/answers/bundle.h>
#include <BackState/text/clock.h>
#include <BackState/wire/cookies.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

#include <QJsonDocument>
#include <QScopedValueRollback>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView htmlType = "text/html; charset=utf-8";
constexpr QByteArrayView noStore = "Cache-Control: no-store\r\n";
constexpr QByteArrayView streamPrefix = "/backstate/stream/";
constexpr QByteArrayView pollPrefix = "/backstate/poll/";
constexpr QByteArrayView editPrefix = "/backstate/edit/";

// How often what is too old is looked for, at most.
constexpr std::chrono::milliseconds expiryInterval = std::chrono::seconds(5);
constexpr std::chrono::milliseconds shortestExpiryInterval(10);

// How often one request waits for values: the second time for those that only its page function
// named.
constexpr int mostTurns = 3;

} // namespace

Site::Site(const ServerOptions &options)
    : m_options(options)
    , m_compression(options)
    , m_publisher(
          options,
          [this](Tab &tab, const QMetaObject *metaObject) -> State * {
              const StateClass *stateClass = findStateClass(metaObject);
              return stateClass ? m_objects.find(*stateClass, tab, nullptr).state : nullptr;
          },
          [this](const State &state, bool isShown) { m_objects.setShown(state, isShown); })
    , m_flows(options, m_publisher)
    , m_keeper(options, m_publisher.changes())
    , m_objects(options, m_publisher.changes(), *this)
    , m_sessions(options, m_secret, m_objects, *this)
    , m_pages(options, assets, m_objects, m_publisher)
    , m_tabs(options, m_secret, routes, m_sessions, m_publisher, m_objects, m_flows)
    , m_presence(options, m_tabs, m_publisher)
    , m_streams(options, m_tabs, m_publisher, m_presence, m_flows, reviver())
    , m_polls(m_tabs, m_publisher, m_presence, m_flows, reviver())
    , m_authority(m_sessions, m_tabs)
    , m_login(options, m_sessions, m_tabs, m_authority)
    , m_gate(options, routes, m_pages, m_login)
    , m_api(m_sessions, m_objects, m_publisher, m_authority)
    , m_browserStates(m_publisher)
    , m_events(options, m_tabs, m_publisher, m_flows, m_authority, m_browserStates, reviver())
    , m_uploads(
          options,
          m_tabs,
          m_publisher,
          m_events,
          [this](const Message &message, qint64 now) { return sessionOf(message, now); })
    , m_waiting([this](Waiter &waiter) { handleAgain(waiter); })
    , m_drain(options, m_tabs, m_streams)
{
    m_flows.setEnded([this](Tab &tab) { m_browserStates.sleep(tab); });
    m_publisher.stateChanged = [this](State &state) { m_keeper.changed(state); };
    m_pages.isLoading = [this](const State &state) { return m_keeper.isLoading(state); };
    m_api.waits = [this](const Message &message, Exchange &exchange, const State &state) {
        return m_keeper.isLoading(state) && wait(message, exchange, {&state});
    };
    // The timer goes first of all: nobody waits any more then.
    QObject::connect(&m_keeper, &Keeper::settled, &m_expiry, [this](const State *state) {
        m_waiting.settled(state);
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
    m_flows.end(state); // its destructors may change something
    m_keeper.ending(state);
}

void Site::gone(State *state)
{
    m_flows.gone(state);
    m_keeper.gone(state);
    m_publisher.forget(state);
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
    Secret secret, const QByteArray &cookieName, bool isSecure, const QString &endedFile)
{
    m_secret = std::move(secret);
    m_browserStates.start(m_secret);
    m_sessions.start(cookieName, isSecure, endedFile);
    m_startedAt = milliseconds();
    const auto shortest
        = std::min({m_options.tabGrace, m_options.sessionIdle, m_options.signedInFor});
    m_expiry.start(std::clamp(shortest / 2, shortestExpiryInterval, expiryInterval));
    m_streams.start();
    m_keeper.start();
}

void Site::closeStreams()
{
    m_waiting.clear();
    m_drain.reset();
    m_streams.sendAllAway();
    m_sessions.clear();
    m_keeper.finish();
}

void Site::handle(const Message &message, Exchange &exchange)
{
    if (!m_keeper.store() || !waitForTab(message, exchange, milliseconds()))
        handleNow(message, exchange);
}

void Site::handleAgain(Waiter &waiter)
{
    const QScopedValueRollback current(m_waiter, &waiter);
    Exchange exchange(std::move(waiter.deferred));
    handle(waiter.message, exchange);
}

bool Site::wait(
    const Message &message,
    Exchange &exchange,
    const std::vector<const State *> &states,
    const QByteArray &newSession)
{
    const int turns = m_waiter ? m_waiter->turns : 0;
    if (states.empty() || turns >= mostTurns)
        return false;
    m_waiting.add(
        {message, exchange.defer(), newSession, turns + 1, states},
        m_options.storeWait / mostTurns);
    return true;
}

// An event or a stream of a tab that was forgotten, as after a restart: what its page shows must be
// there first.
bool Site::waitForTab(const Message &message, Exchange &exchange, qint64 now)
{
    QByteArray token = message.header("backstate-tab");
    for (const QByteArrayView prefix : {streamPrefix, pollPrefix}) {
        if (message.path.startsWith(prefix))
            token = message.path.sliced(prefix.size());
    }
    if (token.isEmpty() || (m_waiter && m_waiter->turns >= mostTurns))
        return false;
    Session *session = sessionOf(message, now);
    if (!session || m_tabs.find(token, *session))
        return false;
    std::vector<const State *> waitsFor;
    revive(message, token, *session, now, &waitsFor);
    return wait(message, exchange, waitsFor);
}

void Site::handleNow(const Message &message, Exchange &exchange)
{
    const qint64 now = milliseconds();
    if (message.path == m_options.healthPath) {
        m_drain.respondHealth(exchange);
        return;
    }
    if (message.path.startsWith("/backstate/")) {
        respondOwn(message, exchange, now);
        return;
    }
    const bool isLoad = message.method == Method::Get || message.method == Method::Head;
    if (isLoad) {
        if (const std::optional<Match> match = routes.find(message.path)) {
            respondPage(message, exchange, *match, now);
            return;
        }
        if (m_api.respond(message, exchange, sessionOf(message, now), now))
            return;
        // Every browser asks for it, and would report its lack as an error of the page.
        if (message.path == "/favicon.ico") {
            exchange.respond(204, {}, {});
            return;
        }
        if (!message.hasHeader("backstate-tab")) {
            respondNotFound(exchange);
            return;
        }
    }
    Session *session = sessionOf(message, now);
    if (isLoad || !m_api.respond(message, exchange, session, now))
        m_events.respond(message, exchange, session, now);
}

void Site::respondOwn(const Message &message, Exchange &exchange, qint64 now)
{
    const QByteArrayView path = message.path;
    Session *session = sessionOf(message, now);
    if (path.startsWith(streamPrefix)) {
        // Its session is over, and a new page has a new one
        if (!session && !cookieOf(message).isEmpty())
            exchange.respond(200, "text/event-stream", reloadFrame(), noStore);
        else
            m_streams.respond(message, exchange, path.sliced(streamPrefix.size()), session, now);
    } else if (path.startsWith(pollPrefix))
        m_polls.respond(message, exchange, path.sliced(pollPrefix.size()), session, now);
    else if (path.startsWith(editPrefix))
        m_events.respondToEdit(message, exchange, path.sliced(editPrefix.size()), session, now);
    else if (path == "/backstate/sign-in")
        m_login.signIn(message, exchange, session, now);
    else if (path == "/backstate/sign-out")
        m_login.signOut(message, exchange, session, now);
    else if (path == "/backstate/about")
        respondAbout(exchange);
    else if (
        !assets.respond(message, exchange) && !m_presence.respond(message, exchange, session, now))
        exchange.respond(404, "text/plain; charset=utf-8", "There is nothing at this address.\n");
}

Session *Site::sessionOf(const Message &message, qint64 now)
{
    const QByteArray value = cookieOf(message);
    const bool isOfItself
        = message.path.startsWith(streamPrefix) || message.path.startsWith(pollPrefix);
    return value.isEmpty() ? nullptr
                           : m_sessions.find(
                                 value,
                                 now,
                                 isOfItself ? Sessions::Use::OfItself : Sessions::Use::ByItsUser);
}

QByteArray Site::cookieOf(const Message &message) const
{
    return cookieValue(message.header("cookie"), m_sessions.cookieName()).toByteArray();
}

void Site::respondPage(const Message &message, Exchange &exchange, const Match &match, qint64 now)
{
    Session *session = sessionOf(message, now);
    const bool isArrival = isNavigation(message);
    const bool isAllowed = accessTo(match.route->options, session) == Access::Allowed;
    // The browser loads the page whole after this, and shows why
    if (isArrival && (!session || !isAllowed)) {
        exchange.respond(204, {}, {}, noStore);
        return;
    }
    if (!session && m_sessions.isReplaced(cookieOf(message), now)) {
        m_gate.askAgain(exchange);
        return;
    }
    if (const Access access = accessTo(match.route->options, session); access != Access::Allowed) {
        m_gate.refuse(message, exchange, access);
        return;
    }
    const bool isNew = !session;
    if (isNew && m_waiter && !m_waiter->newSession.isEmpty())
        session = m_sessions.findById(m_waiter->newSession);
    if (!session)
        session = m_sessions.create(now);
    QByteArray fields = noStore.toByteArray();
    if (isNew || m_sessions.isCookieDue(*session, now))
        fields += m_sessions.cookieField(*session, now);
    const QByteArray query = isArrival ? withoutSignals(message.query) : message.query;
    Tab &tab = m_tabs.create(*session, match, message.path, query, now);
    const QByteArray token = tab.token;
    ++m_pagesBuilt;
    const bool mayWait = !m_waiter || m_waiter->turns < mostTurns;
    const Expected<BuiltPage> page = m_pages.build(
        tab,
        requestData(message, tab, message.path, query),
        isArrival ? Pages::Form::Arrival : Pages::Form::Document,
        mayWait);
    if (page && wait(message, exchange, page->waitsFor, isNew ? session->id() : QByteArray())) {
        m_tabs.drop(tab);
        return;
    }
    if (isArrival) {
        respondArrival(message, exchange, tab, page, fields);
        return;
    }
    if (!page && page.error().kind == Error::Kind::NotFound) {
        respondNotFound(exchange);
    } else if (!page && page.error().kind == Error::Kind::SignIn) {
        m_gate.refuse(message, exchange, Access::SignIn);
    } else if (!page) {
        qCWarning(log).noquote() << page.error().message;
        exchange.respond(
            500,
            htmlType,
            m_pages.notice(
                u"This page has a fault"_s,
                u"It could not be built. The server's log says why."_s),
            noStore);
    } else {
        m_compression.respond(message, exchange, page->status, htmlType, page->bytes, fields);
    }
    if (!page || message.method == Method::Head) {
        if (Tab *unused = m_tabs.find(token))
            m_tabs.drop(*unused);
    }
}

// The page in the place of another one, whose tab is over with that. What can't be done that way is
// answered with nothing: then the browser loads the page whole.
void Site::respondArrival(
    const Message &message,
    Exchange &exchange,
    Tab &tab,
    const Expected<BuiltPage> &page,
    const QByteArray &fields)
{
    const QByteArray token = message.header("backstate-tab");
    tab.formerToken = qHash(token);
    Tab *from = m_tabs.find(token, *tab.session);
    if (!from)
        from = m_tabs.unseenFrom(tab);
    if (!page || page->status != 200 || !from || from->headHash != tab.headHash) {
        m_tabs.drop(tab);
        exchange.respond(204, {}, {}, fields);
        return;
    }
    m_presence.move(*from, tab, milliseconds());
    exchange.respond(200, "text/event-stream", page->bytes, fields);
}

void Site::respondNotFound(Exchange &exchange) const
{
    exchange.respond(
        404,
        htmlType,
        m_pages.notice(u"Not found"_s, u"There is no page at this address."_s),
        noStore);
}

Revive Site::reviver()
{
    return [this](const Message &message, QByteArrayView token, Session &session, qint64 now) {
        return revive(message, token, session, now);
    };
}

Tab *Site::revive(
    const Message &message,
    QByteArrayView token,
    Session &session,
    qint64 now,
    std::vector<const State *> *waitsFor)
{
    Tab *tab = m_tabs.revive(token, session, now);
    if (!tab)
        return nullptr;
    if (accessTo(tab->page.route->options, &session) != Access::Allowed) {
        m_tabs.drop(*tab);
        return nullptr;
    }
    const auto [path, query] = Tabs::pageOf(tab->token);
    const auto built = m_pages.build(
        *tab,
        requestData(message, *tab, path, query),
        Pages::Form::None,
        waitsFor != nullptr);
    if (!built) {
        qCWarning(log).noquote() << built.error().message;
        m_tabs.drop(*tab);
        return nullptr;
    }
    if (waitsFor)
        *waitsFor = built->waitsFor;
    if (!built->waitsFor.empty())
        return nullptr;
    m_tabs.built(*tab);
    return tab;
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
    statistics.uptime
        = std::chrono::milliseconds(m_startedAt > 0 ? milliseconds() - m_startedAt : 0);
    statistics.pages = m_pagesBuilt;
    statistics.events = m_events.calls() + m_api.calls();
    return statistics;
}

void Site::respondAbout(Exchange &exchange) const
{
    const QJsonObject json{
        {u"datastar"_s, QString::fromLatin1(Bundle::version)},
        {u"dialect"_s, QString::fromLatin1(Bundle::dialect)},
        {u"bundle"_s, QString::fromLatin1(Bundle::source)},
        {u"qt"_s, QString::fromLatin1(qVersion())},
        {u"uptimeSeconds"_s, (milliseconds() - m_startedAt) / 1000}};
    exchange.respond(
        200,
        "application/json",
        QJsonDocument(json).toJson(QJsonDocument::Compact),
        noStore);
}

} // namespace BackState::Http

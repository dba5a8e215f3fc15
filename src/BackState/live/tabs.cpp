#include <BackState/live/tabs.h>

#include <BackState/live/flows.h>
#include <BackState/live/subscriptions.h>
#include <BackState/text/base64url.h>
#include <BackState/text/shrink.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/sessions.h>
#include <BackState/wire/stream_socket.h>

#include <algorithm>

namespace BackState::Http {

namespace {

constexpr int randomBytesOfTab = 12; // 16 characters: told apart, not secret (the signature is)
constexpr QByteArrayView purpose = "tab";

QByteArray pageText(QByteArrayView path, QByteArrayView query)
{
    QByteArray text = path.toByteArray();
    if (!query.isEmpty())
        text.append('?').append(query);
    return Private::toBase64Url(text);
}

} // namespace

Tabs::Tabs(
    const ServerOptions &options,
    const Secret &secret,
    const Routes &routes,
    Sessions &sessions,
    Subscriptions &subscriptions,
    Objects &objects,
    Flows &flows)
    : m_options(options)
    , m_secret(secret)
    , m_routes(routes)
    , m_sessions(sessions)
    , m_subscriptions(subscriptions)
    , m_objects(objects)
    , m_flows(flows)
{
}

Tabs::~Tabs() = default;

// random.page.signature: the page in it makes the id enough to build the tab again, the signature
// binds it to the session, so that it opens nothing in another browser.
QByteArray Tabs::token(QByteArrayView random, QByteArrayView page, const Session &session) const
{
    QByteArray text;
    text.reserve(random.size() + page.size() + 24);
    text.append(random).append('.').append(page);
    const QByteArray signedText = session.id() + '.' + text;
    const QByteArray signature = m_secret.sign(purpose, signedText);
    return text.append('.').append(signature);
}

Tab &Tabs::create(
    Session &session, const Match &page, QByteArrayView path, QByteArrayView query, qint64 now)
{
    makeRoom(session);
    const QByteArray id = token(randomToken(randomBytesOfTab), pageText(path, query), session);
    return insert(session, id, page, now);
}

Tab &Tabs::insert(Session &session, const QByteArray &token, Match page, qint64 now)
{
    session.tabs.push_back(std::make_unique<Tab>(token, session, std::move(page)));
    Tab &tab = *session.tabs.back();
    tab.m_usedAt = now;
    tab.m_waiting = m_waiting.insert(m_waiting.end(), &tab);
    m_tabs.insert(tab.token, &tab);
    return tab;
}

Tab *Tabs::find(QByteArrayView token) const
{
    return m_tabs.value(QByteArray::fromRawData(token.data(), token.size()));
}

Tab *Tabs::find(QByteArrayView token, const Session &session) const
{
    Tab *tab = find(token);
    return tab && tab->session == &session && !m_unbuilt.contains(tab) ? tab : nullptr;
}

bool Tabs::isSigned(QByteArrayView token, const Session &session) const
{
    const qsizetype dot = token.lastIndexOf('.');
    const qsizetype pageAt = token.indexOf('.') + 1;
    if (dot <= pageAt || pageAt == 0)
        return false;
    QByteArray signedText = session.id() + '.';
    signedText.append(token.first(dot));
    return m_secret.isSignature(token.sliced(dot + 1), purpose, signedText);
}

Tab *Tabs::unseenFrom(const Tab &tab) const
{
    for (const auto &other : tab.session->tabs) {
        if (other.get() != &tab && other->formerToken == tab.formerToken && other->stream.isFresh())
            return other.get();
    }
    return nullptr;
}

Tab *Tabs::neighbour(const Tab &tab) const
{
    const size_t token = qHash(tab.token);
    for (const auto &other : tab.session->tabs) {
        const bool isBefore = tab.formerToken != 0 && qHash(other->token) == tab.formerToken;
        const bool isAfter = other->formerToken == token && other->stream.isFresh();
        if (other.get() != &tab && (isBefore || isAfter))
            return other.get();
    }
    return nullptr;
}

Tab *Tabs::revive(QByteArrayView token, Session &session, qint64 now)
{
    if (!isSigned(token, session))
        return nullptr;
    std::optional<Match> match = m_routes.find(pageOf(token).first);
    if (!match)
        return nullptr;
    if (Tab *known = find(token)) // it waits for values of a store
        return known->session == &session && m_unbuilt.contains(known) ? known : nullptr;
    makeRoom(session);
    Tab &tab = insert(session, token.toByteArray(), *std::move(match), now);
    m_unbuilt.insert(&tab);
    tab.stream.takeFresh(); // its browser has a page that was built earlier
    return &tab;
}

std::pair<QByteArray, QByteArray> Tabs::pageOf(QByteArrayView token)
{
    const qsizetype begin = token.indexOf('.') + 1;
    const qsizetype end = token.lastIndexOf('.');
    const QByteArray page
        = Private::fromBase64Url(token.sliced(begin, end - begin)).value_or(QByteArray());
    const qsizetype queryAt = page.indexOf('?');
    if (queryAt < 0)
        return {page, {}};
    return {page.first(queryAt), page.sliced(queryAt + 1)};
}

QByteArray Tabs::copiedToken(const Tab &tab, QByteArrayView instance, const Session &session) const
{
    const qsizetype pageAt = tab.token.indexOf('.') + 1;
    const QByteArray page = tab.token.mid(pageAt, tab.token.lastIndexOf('.') - pageAt);
    const QByteArray copy = tab.token + instance;
    return token(m_secret.sign("copy", copy).first(16), page, session);
}

void Tabs::makeRoom(Session &session)
{
    auto &tabs = session.tabs;
    for (std::size_t i = 0;
         i < tabs.size() && tabs.size() >= std::size_t(m_options.maxTabsPerSession);) {
        if (tabs[i]->stream.isOpen())
            ++i;
        else
            drop(*tabs[i]);
    }
}

void Tabs::built(Tab &tab)
{
    m_unbuilt.remove(&tab);
    shrink(m_unbuilt);
}

void Tabs::streamOpened(Tab &tab, StreamSocket *stream, const QByteArray &instance)
{
    if (!tab.stream.isOpen()) {
        m_waiting.erase(tab.m_waiting);
        tab.stream.m_index = quint32(m_streaming.size());
        m_streaming.push_back(&tab);
        m_sessions.streamOpened(*tab.session);
    }
    tab.stream.opened(stream, instance, ++m_turns);
}

void Tabs::streamClosed(Tab &tab, qint64 now)
{
    tab.stream.closed();
    tab.m_usedAt = now;
    tab.m_waiting = m_waiting.insert(m_waiting.end(), &tab);
    m_streaming.back()->stream.m_index = tab.stream.m_index;
    m_streaming[tab.stream.m_index] = m_streaming.back();
    m_streaming.pop_back();
    shrink(m_streaming);
    m_sessions.streamClosed(*tab.session, now);
}

void Tabs::use(Tab &tab, qint64 now)
{
    tab.m_usedAt = now;
    if (!tab.stream.isOpen())
        m_waiting.splice(m_waiting.end(), m_waiting, tab.m_waiting);
}

StreamSocket *Tabs::takeStream(Tab &tab, qint64 now)
{
    StreamSocket *stream = tab.stream.socket();
    if (!stream)
        return nullptr;
    stream->unwatch();
    streamClosed(tab, now);
    return stream;
}

void Tabs::release(Tab &tab)
{
    m_flows.end(tab);
    if (StreamSocket *stream = takeStream(tab, tab.m_usedAt))
        stream->finish(); // an end that a browser need not complain about
    m_waiting.erase(tab.m_waiting);
    m_unbuilt.remove(&tab);
    shrink(m_unbuilt);
    m_tabs.remove(tab.token);
    shrink(m_tabs);
    m_subscriptions.unsubscribe(tab);
    m_objects.end(tab);
}

void Tabs::drop(Tab &tab)
{
    release(tab);
    std::erase_if(tab.session->tabs, [&tab](const auto &other) { return other.get() == &tab; });
}

void Tabs::dropAll(Session &session)
{
    for (const auto &tab : session.tabs)
        release(*tab);
    session.tabs.clear();
}

void Tabs::expire(qint64 now)
{
    const qint64 before = now - m_options.tabGrace.count();
    while (!m_waiting.empty() && m_waiting.front()->usedAt() <= before) {
        Tab &tab = *m_waiting.front();
        if (m_flows.isAnswering(tab)) { // somebody listens, though not by a stream
            use(tab, now);
            m_sessions.use(*tab.session, now, Sessions::Use::OfItself);
        } else {
            drop(tab);
        }
    }
}

} // namespace BackState::Http

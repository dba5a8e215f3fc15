#include <BackState/visitors/sessions.h>

#include <BackState/core/thrown.h>
#include <BackState/text/base64url.h>
#include <BackState/text/shrink.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/session_watcher.h>
#include <BackState/visitors/user_owner.h>

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <iterator>

namespace BackState::Http {

namespace {

constexpr int idBytes = 18; // 144 bits, 24 characters
constexpr qsizetype idCharacters = 24;
constexpr QByteArrayView purpose = "session";
// Another purpose, so that neither cookie can be taken for the other.
constexpr QByteArrayView purposeOfAccount = "signed in";
constexpr qint64 onItsWay = 10'000; // ms that a browser may need to take a new cookie

// What a cookie says of who is signed in, in seconds since 1970.
struct Claims
{
    Account account = {};
    qint64 issued = 0;
    qint64 until = 0;
};

QByteArray textOf(const Claims &claims)
{
    const QJsonArray array{
        claims.account.name,
        QJsonArray::fromStringList(claims.account.roles),
        claims.issued,
        claims.until};
    return Private::toBase64Url(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

// Of a text that was signed by us.
Claims claimsOf(QByteArrayView text)
{
    const QJsonArray array
        = QJsonDocument::fromJson(Private::fromBase64Url(text).value_or(QByteArray())).array();
    Claims claims{{array.at(0).toString(), {}}, array.at(2).toInteger(), array.at(3).toInteger()};
    for (const QJsonValue &role : array.at(1).toArray())
        claims.account.roles.append(role.toString());
    return claims;
}

} // namespace

Sessions::Sessions(
    const ServerOptions &options, const Secret &secret, Objects &objects, SessionWatcher &watcher)
    : m_options(options)
    , m_secret(secret)
    , m_objects(objects)
    , m_watcher(watcher)
{
}

Sessions::~Sessions()
{
    clear();
}

void Sessions::start(
    const QByteArray &cookieName, const QString &endedFile, const QString &accountsFile)
{
    m_cookieName = cookieName;
    m_changes.setFile(accountsFile, QDateTime::currentSecsSinceEpoch());
    m_ended.setFile(endedFile, QDateTime::currentSecsSinceEpoch());
}

QByteArray Sessions::cookieName(const Way &way) const
{
    if (!way.isSecure)
        return m_cookieName;
    return (way.prefix.isEmpty() ? "__Host-" : "__Secure-") + m_cookieName;
}

Session *Sessions::obtain(QByteArrayView cookie, qint64 now, Use how)
{
    if (cookie.size() < idCharacters + 2 || cookie[idCharacters] != '.')
        return nullptr;
    Session *session = m_sessions.value(QByteArray::fromRawData(cookie.data(), idCharacters));
    if (!session) {
        session = rebuild(cookie, now);
        if (session)
            use(*session, now, how);
        return session;
    }
    if (session->m_signedIn && session->m_signedIn->until <= now) {
        end(session);
        return nullptr;
    }
    if (session->m_isProvisional) { // its browser keeps cookies: it is a real one from now on
        session->m_isProvisional = false;
        m_known.splice(m_known.end(), m_provisional, session->m_position);
        trim();
    }
    use(*session, now, how);
    return session;
}

// A cookie says enough to make its session again: that its id is one of ours, and who is signed in
// by it until when.
Session *Sessions::rebuild(QByteArrayView cookie, qint64 now)
{
    const QByteArray id = cookie.first(idCharacters).toByteArray();
    const QByteArrayView rest = cookie.sliced(idCharacters + 1);
    const qsizetype dot = rest.lastIndexOf('.');
    if (m_ended.contains(Session::publicIdOf(id)))
        return nullptr;
    Session *session = nullptr;
    if (dot < 0) {
        if (!m_secret.isSignature(rest, purpose, id))
            return nullptr;
        session = insert(id, false, now);
    } else {
        const QByteArrayView text = cookie.first(idCharacters + 1 + dot);
        if (!m_secret.isSignature(rest.sliced(dot + 1), purposeOfAccount, text))
            return nullptr;
        const qint64 seconds = QDateTime::currentSecsSinceEpoch();
        Claims claims = claimsOf(rest.first(dot));
        if (claims.until <= seconds || m_ended.isBefore(claims.issued)
            || !m_changes.apply(claims.account, claims.issued))
            return nullptr;
        const std::optional<QStringList> roles = rolesOf(claims.account);
        if (!roles)
            return nullptr;
        claims.account.roles = *roles;
        if (Session *made = m_sessions.value(id)) // meanwhile
            return made;
        session = insert(id, false, now);
        setAccount(*session, claims.account, now + (claims.until - seconds) * 1000, now);
    }
    trim();
    return session;
}

Session *Sessions::create(qint64 now, const Way &way)
{
    Session *session = insert(randomToken(idBytes), true, now);
    session->setWay(way);
    trim();
    return session;
}

QByteArray Sessions::cookieField(Session &session, qint64 now)
{
    QByteArray text = session.m_id;
    QByteArrayView purposeOfText = purpose;
    if (Session::SignedIn *signedIn = session.m_signedIn.get()) {
        const qint64 seconds = QDateTime::currentSecsSinceEpoch();
        const Account account{signedIn->user->name, signedIn->roles};
        // What was changed before concerns cookies from before.
        const qint64 issued = m_changes.after(account.name, seconds);
        text += '.' + textOf({account, issued, seconds + (signedIn->until - now) / 1000});
        signedIn->cookieUntil = signedIn->until;
        purposeOfText = purposeOfAccount;
    }
    const Way &way = session.way();
    return "Set-Cookie: " + cookieName(way) + '=' + text + '.' + m_secret.sign(purposeOfText, text)
        + "; Path=" + (way.prefix.isEmpty() ? QByteArray("/") : way.prefix)
        + "; HttpOnly; SameSite=Lax" + (way.isSecure ? "; Secure\r\n" : "\r\n");
}

bool Sessions::isCookieDue(const Session &session, qint64 now) const
{
    const Session::SignedIn *signedIn = session.m_signedIn.get();
    return signedIn && signedIn->cookieUntil - now < m_options.signedInFor.count() / 2;
}

bool Sessions::isReplaced(QByteArrayView cookie, qint64 now) const
{
    return cookie.size() > idCharacters
        && std::any_of(m_replaced.cbegin(), m_replaced.cend(), [cookie, now](const auto &former) {
               return former.first == cookie.first(idCharacters) && former.second + onItsWay > now;
           });
}

void Sessions::signIn(Session &session, const Account &account, qint64 now)
{
    noteEnded(session, now);
    if (session.user() && session.user()->name != account.name)
        m_objects.end(session); // its objects are another user's
    const QByteArray formerKey = session.key();
    m_sessions.remove(session.m_id);
    session.m_id = randomToken(idBytes);
    session.m_publicId.clear();
    m_sessions.insert(session.m_id, &session);
    setAccount(session, account, now + m_options.signedInFor.count(), now);
    m_objects.move(session, formerKey);
}

Session *Sessions::signOut(Session &session, qint64 now)
{
    const Way way = session.way();
    noteEnded(session, now);
    end(&session);
    return create(now, way);
}

// Nothing if there is no such user any more.
std::optional<QStringList> Sessions::rolesOf(const Account &account) const
{
    std::optional<QStringList> roles = account.roles;
    if (m_options.rolesFor)
        Private::contain(
            [] { return QStringLiteral("the function of rolesFor"); },
            [&] { roles = m_options.rolesFor(account.name); });
    return roles;
}

void Sessions::setRoles(Session &session, const QStringList &roles, qint64 now)
{
    Session::SignedIn *signedIn = session.m_signedIn.get();
    if (!signedIn || signedIn->roles == roles)
        return;
    signedIn->roles = roles;
    signedIn->cookieUntil = now; // the next page brings one that says so
}

std::vector<Session *> Sessions::sessionsOf(const QString &user) const
{
    std::vector<Session *> sessions;
    for (Session *session : m_signedIn) {
        if (session->user()->name == user)
            sessions.push_back(session);
    }
    return sessions;
}

void Sessions::voidCookies(const QString &user)
{
    const qint64 seconds = QDateTime::currentSecsSinceEpoch();
    m_changes.signOut(user, seconds, seconds + m_options.signedInFor.count() / 1000 + 1);
}

void Sessions::endSignedIn(Session &session, qint64 now)
{
    if (!session.m_signedIn)
        return;
    const qint64 seconds = QDateTime::currentSecsSinceEpoch();
    const qint64 left = session.m_signedIn->until - now;
    m_ended.add(session.publicId(), seconds + left / 1000 + 1, true, seconds);
    end(&session);
}

void Sessions::setRoles(const QString &user, const QStringList &roles, qint64 now)
{
    const qint64 seconds = QDateTime::currentSecsSinceEpoch();
    m_changes.setRoles(user, roles, seconds, seconds + m_options.signedInFor.count() / 1000 + 1);
    for (Session *session : sessionsOf(user))
        setRoles(*session, roles, now);
}

void Sessions::setAccount(Session &session, const Account &account, qint64 until, qint64 now)
{
    UserOwner *user = m_objects.join(account.name); // first, because it may be the former one
    dropAccount(session);
    session.m_signedIn = std::make_unique<Session::SignedIn>();
    Session::SignedIn &signedIn = *session.m_signedIn;
    signedIn.user = user;
    signedIn.roles = account.roles;
    signedIn.until = signedIn.cookieUntil = until;
    // Looked for from the end: unless an old cookie brought it back, this sign-in ends last.
    auto position = m_signedIn.end();
    while (position != m_signedIn.begin() && (*std::prev(position))->m_signedIn->until > until)
        --position;
    signedIn.position = m_signedIn.insert(position, &session);
    use(session, now, Use::OfItself);
}

void Sessions::dropAccount(Session &session)
{
    if (!session.m_signedIn)
        return;
    m_signedIn.erase(session.m_signedIn->position);
    UserOwner *user = session.m_signedIn->user;
    session.m_signedIn.reset();
    m_objects.leave(user);
}

void Sessions::noteEnded(const Session &session, qint64 now)
{
    const qint64 seconds = QDateTime::currentSecsSinceEpoch();
    const Session::SignedIn *signedIn = session.m_signedIn.get();
    const qint64 left = signedIn ? signedIn->until - now : m_options.signedInFor.count();
    m_ended.add(session.publicId(), seconds + left / 1000 + 1, signedIn != nullptr, seconds);
    while (!m_replaced.empty() && m_replaced.front().second + onItsWay <= now)
        m_replaced.pop_front();
    m_replaced.emplace_back(session.m_id, now);
}

void Sessions::use(Session &session, qint64 now, Use how)
{
    session.m_usedAt = now;
    auto &list = session.m_isProvisional ? m_provisional : m_known;
    list.splice(list.end(), list, session.m_position);
    if (Session::SignedIn *signedIn = session.m_signedIn.get(); signedIn && how == Use::ByItsUser) {
        signedIn->until = now + m_options.signedInFor.count();
        m_signedIn.splice(m_signedIn.end(), m_signedIn, signedIn->position);
    }
}

void Sessions::streamOpened(Session &session)
{
    ++session.m_openStreams;
}

void Sessions::streamClosed(Session &session, qint64 now)
{
    --session.m_openStreams;
    session.m_usedAt = now; // its browser did not ask for anything: the sign-in grows old
    auto &list = session.m_isProvisional ? m_provisional : m_known;
    list.splice(list.end(), list, session.m_position);
}

Session *Sessions::insert(const QByteArray &id, bool provisional, qint64 now)
{
    auto *session = new Session;
    session->m_id = id;
    session->m_isProvisional = provisional;
    session->m_usedAt = now;
    auto &list = provisional ? m_provisional : m_known;
    session->m_position = list.insert(list.end(), session);
    m_sessions.insert(id, session);
    return session;
}

void Sessions::end(Session *session)
{
    m_watcher.ending(*session);
    m_objects.end(*session);
    dropAccount(*session);
    (session->m_isProvisional ? m_provisional : m_known).erase(session->m_position);
    m_sessions.remove(session->m_id);
    shrink(m_sessions);
    delete session;
}

// The newest session stays whatever the limits are, because its request is being answered.
void Sessions::trim()
{
    while (m_provisional.size() > std::size_t(m_options.maxProvisionalSessions)
           && m_provisional.size() > 1)
        end(m_provisional.front());
    auto next = m_known.begin();
    while (m_known.size() > std::size_t(m_options.maxSessions)
           && next != std::prev(m_known.end())) {
        Session *session = *next++;
        if (session->m_openStreams == 0)
            end(session);
    }
}

void Sessions::expire(qint64 now)
{
    while (!m_signedIn.empty() && m_signedIn.front()->m_signedIn->until <= now)
        end(m_signedIn.front());
    // At least 1 ms, so that a session that was used just now ends the loop.
    const qint64 before = now - std::max<qint64>(m_options.sessionIdle.count(), 1);
    for (auto *list : {&m_provisional, &m_known}) {
        for (auto next = list->begin(); next != list->end() && (*next)->m_usedAt <= before;) {
            Session *session = *next++;
            if (session->m_openStreams > 0) {
                session->m_usedAt = now;
                list->splice(list->end(), *list, session->m_position);
            } else {
                end(session);
            }
        }
    }
}

void Sessions::clear()
{
    while (!m_sessions.isEmpty())
        end(*m_sessions.cbegin());
}

} // namespace BackState::Http

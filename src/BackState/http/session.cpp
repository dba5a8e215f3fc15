#include <BackState/http/session.h>

#include <BackState/http/tab.h>

#include <QCryptographicHash>

#include <algorithm>
#include <iterator>

namespace BackState::Http {

namespace {

constexpr int idBytes = 18; // 144 bits, 24 characters
constexpr qsizetype idCharacters = 24;
constexpr QByteArrayView purpose = "session";

} // namespace

Session::~Session() = default;

QByteArray Session::key() const
{
    return "session/" + publicId().toLatin1();
}

const QString &Session::publicId() const
{
    if (m_publicId.isEmpty())
        m_publicId = QString::fromLatin1(
            QCryptographicHash::hash(m_id, QCryptographicHash::Sha256).toHex().first(16));
    return m_publicId;
}

Sessions::Sessions(
    const ServerOptions &options, const Secret &secret, std::function<void(Session &)> ending)
    : m_options(options)
    , m_secret(secret)
    , m_ending(std::move(ending))
{
}

Sessions::~Sessions()
{
    clear();
}

Session *Sessions::find(QByteArrayView cookie, qint64 now)
{
    if (cookie.size() < idCharacters + 2 || cookie[idCharacters] != '.')
        return nullptr;
    const QByteArray id = QByteArray::fromRawData(cookie.data(), idCharacters);
    Session *session = m_sessions.value(id);
    if (session) {
        if (session->m_isProvisional) { // its browser keeps cookies: it is a real one from now on
            session->m_isProvisional = false;
            m_known.splice(m_known.end(), m_provisional, session->m_place);
            trim();
        }
        use(*session, now);
        return session;
    }
    if (!m_secret.isSignature(cookie.sliced(idCharacters + 1), purpose, id))
        return nullptr;
    session = insert(QByteArray(id.constData(), id.size()), false, now);
    trim();
    return session;
}

Session *Sessions::create(qint64 now)
{
    Session *session = insert(randomToken(idBytes), true, now);
    trim();
    return session;
}

QByteArray Sessions::cookie(const Session &session) const
{
    return session.m_id + '.' + m_secret.sign(purpose, session.m_id);
}

void Sessions::use(Session &session, qint64 now)
{
    session.m_usedAt = now;
    auto &list = session.m_isProvisional ? m_provisional : m_known;
    list.splice(list.end(), list, session.m_place);
}

void Sessions::streamClosed(Session &session, qint64 now)
{
    --session.m_openStreams;
    use(session, now);
}

Session *Sessions::insert(const QByteArray &id, bool provisional, qint64 now)
{
    auto *session = new Session;
    session->m_id = id;
    session->m_isProvisional = provisional;
    session->m_usedAt = now;
    auto &list = provisional ? m_provisional : m_known;
    session->m_place = list.insert(list.end(), session);
    m_sessions.insert(id, session);
    return session;
}

void Sessions::end(Session *session)
{
    m_ending(*session);
    (session->m_isProvisional ? m_provisional : m_known).erase(session->m_place);
    m_sessions.remove(session->m_id);
    delete session;
}

// The newest stays whatever the limits: it is the one being answered.
void Sessions::trim()
{
    while (m_provisional.size() > std::size_t(m_options.maxProvisionalSessions) && m_provisional.size() > 1)
        end(m_provisional.front());
    auto next = m_known.begin();
    while (m_known.size() > std::size_t(m_options.maxSessions) && next != std::prev(m_known.end())) {
        Session *session = *next++;
        if (session->m_openStreams == 0)
            end(session);
    }
}

void Sessions::expire(qint64 now)
{
    // One at least: a session that was used just now ends the loop.
    const qint64 before = now - std::max<qint64>(m_options.sessionIdle.count(), 1);
    for (auto *list : {&m_provisional, &m_known}) {
        for (auto next = list->begin(); next != list->end() && (*next)->m_usedAt <= before;) {
            Session *session = *next++;
            if (session->m_openStreams > 0)
                use(*session, now);
            else
                end(session);
        }
    }
}

void Sessions::clear()
{
    while (!m_sessions.isEmpty())
        end(*m_sessions.cbegin());
}

} // namespace BackState::Http

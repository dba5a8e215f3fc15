#include <BackState/answers/authority.h>

#include <BackState/answers/rights.h>
#include <BackState/core/sign_in.h>
#include <BackState/live/tabs.h>
#include <BackState/text/clock.h>
#include <BackState/text/log.h>
#include <BackState/text/url.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/sessions.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/user_owner.h>

#include <QFuture>
#include <QSet>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// By then the browser has the new cookie, which pages that load again must send.
constexpr std::chrono::milliseconds untilReload(500);
// By then the browser has left the page: a stream that ended before would be asked for again.
constexpr std::chrono::milliseconds untilLeft(10'000);

constexpr qsizetype longestName = 256; // bytes; it is in the cookie

} // namespace

Authority::Authority(Sessions &sessions, Tabs &tabs)
    : m_sessions(sessions)
    , m_tabs(tabs)
{
}

QString Authority::problemOf(const Account &account)
{
    if (account.name.isEmpty())
        return u"a sign-in without a user's name: nobody was signed in"_s;
    if (account.name.toUtf8().size() > longestName)
        return u"a sign-in with a name of more than 256 bytes: nobody was signed in"_s;
    if (account.roles.join(u' ').toUtf8().size() > 4 * longestName)
        return u"a sign-in with roles of more than 1024 bytes, which do not fit into a cookie: "
               u"nobody was signed in"_s;
    return {};
}

QByteArray
Authority::signIn(Session &session, const Account &account, const Tab *caller, qint64 now)
{
    endTabs(session, caller, now);
    m_sessions.signIn(session, account, now);
    return m_sessions.cookieField(session, now);
}

QByteArray Authority::signOut(Session &session, const Tab *caller, qint64 now)
{
    endTabs(session, caller, now);
    return m_sessions.cookieField(*m_sessions.signOut(session, now), now);
}

void Authority::later(const QString &user, const std::function<void(Session &)> &function)
{
    std::vector<QByteArray> ids; // a sign-in until then makes another one
    for (const Session *session : m_sessions.sessionsOf(user))
        ids.push_back(session->id());
    QMetaObject::invokeMethod(
        &m_context,
        [this, ids, function] {
            for (const QByteArray &id : ids) {
                if (Session *session = m_sessions.findById(id))
                    function(*session);
            }
        },
        Qt::QueuedConnection);
}

void Authority::signOut(const QString &user)
{
    m_sessions.voidCookies(user);
    later(user, [this](Session &session) {
        endTabs(session, nullptr, milliseconds());
        m_sessions.endSignedIn(session, milliseconds());
    });
}

void Authority::setRoles(const QString &user, const QStringList &roles, qint64 now)
{
    m_sessions.setRoles(user, roles, now);
    later(user, [this](Session &session) { endOutdated(session, milliseconds()); });
}

void Authority::endOutdated(Session &session, qint64 now)
{
    for (const auto &tab : session.tabs)
        session.outdate(tab->token);
    endTabs(session, nullptr, now);
}

// The program's function may end the session.
void Authority::askRoles(Session *&session, qint64 now)
{
    if (!session || !session->user() || !m_sessions.asksRoles())
        return;
    const QByteArray id = session->id();
    const QString user = session->user()->name;
    const std::optional<QStringList> roles = m_sessions.rolesOf({user, session->roles()});
    session = m_sessions.findById(id);
    if (!session || !session->user() || session->user()->name != user)
        return;
    if (roles) {
        const QStringList former = session->roles();
        const bool isChanged
            = QSet(former.cbegin(), former.cend()) != QSet(roles->cbegin(), roles->cend());
        m_sessions.setRoles(*session, *roles, now);
        if (isChanged) // what their pages offer was for the former ones
            endOutdated(*session, now);
    } else {
        signOut(user);
        session = nullptr;
    }
}

bool Authority::isRenewal(const QVariant &result)
{
    return result.metaType() == QMetaType::fromType<SignIn>()
        || result.metaType() == QMetaType::fromType<SignOut>();
}

QStringList Authority::problemsOf(const Schema &schema)
{
    QStringList problems;
    for (const Schema::Event &event : schema.events()) {
        const QMetaType type = event.method.returnMetaType();
        if (type == QMetaType::fromType<QFuture<SignIn>>()
            || type == QMetaType::fromType<QFuture<SignOut>>())
            problems.append(
                u"%1::%2 returns a %3, but a sign-in needs the event's own answer for its cookie: "
                u"return it as it is, and give a user directory that takes its time to "
                u"Server::authenticate()"_s.arg(
                    QLatin1StringView(schema.metaObject()->className()),
                    QString::fromLatin1(event.name),
                    QLatin1StringView(type.name())));
    }
    return problems;
}

Authority::Renewal Authority::renew(
    const QVariant &result, QByteArrayView event, Session &session, const Tab *caller, qint64 now)
{
    const auto local = [](const QString &to) {
        const QByteArray path = to.toUtf8();
        return Private::isLocalPath(path) ? path : QByteArray("/");
    };
    if (result.metaType() == QMetaType::fromType<SignOut>())
        return {signOut(session, caller, now), local(result.value<SignOut>().to)};
    const auto in = result.value<SignIn>();
    const Account account{in.user, in.roles};
    if (const QString problem = problemOf(account); !problem.isEmpty()) {
        qCWarning(log).noquote() << "the event" << event << "returned" << problem;
        return {};
    }
    return {signIn(session, account, caller, now), local(in.to)};
}

void Authority::endTabs(Session &session, const Tab *caller, qint64 now)
{
    for (const auto &tab : session.tabs) {
        const bool isCaller = tab.get() == caller;
        if (StreamSocket *stream = m_tabs.takeStream(*tab, now))
            m_farewell.say(
                stream,
                isCaller ? QByteArray() : reloadFrame(),
                isCaller ? untilLeft : untilReload);
    }
    m_tabs.dropAll(session);
}

} // namespace BackState::Http

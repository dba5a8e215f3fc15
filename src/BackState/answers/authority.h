// Authority: signs sessions in and out. Internal.
#pragma once

#include <BackState/core/schema.h>
#include <BackState/live/farewell.h>
#include <BackState/program/account.h>

#include <QObject>
#include <QVariant>

#include <functional>

namespace BackState::Http {

class Session;
class Sessions;
class Tab;
class Tabs;

// Signing in and signing out both renew the session and end its tabs. Their pages load again, but
// for that of the caller, which the answer leads elsewhere. That answer needs the header lines that
// are returned: they bring the session's new cookie.
class Authority
{
public:
    Authority(Sessions &sessions, Tabs &tabs);

    // The caller is the tab whose event did it. Null if it was a form.
    QByteArray signIn(Session &session, const Account &account, const Tab *caller, qint64 now);
    QByteArray signOut(Session &session, const Tab *caller, qint64 now);

    // Those of all sessions in which a user is signed in. Their pages load again, and their tabs
    // end in the next turn of the event loop: an event of their objects may have called this.
    void signOut(const QString &user);
    void setRoles(const QString &user, const QStringList &roles, qint64 now);

    // Asks which roles the user of a session has now. If that is known no more, all sessions in
    // which it is signed in end, and the session is null.
    void askRoles(Session *&session, qint64 now);

    struct Renewal
    {
        QByteArray headerLines; // Empty if the event has a fault, of which the log says more.
        QByteArray to; // where the browser goes
    };
    // Whether what an event returned signs its caller in or out; and that done.
    static bool isRenewal(const QVariant &result);
    Renewal renew(
        const QVariant &result,
        QByteArrayView event,
        Session &session,
        const Tab *caller,
        qint64 now);

    // Sentences about events that would sign in after their answer, which alone can bring a cookie.
    static QStringList problemsOf(const Schema &schema);
    // Says to the programmer why an account can't be signed in. Empty if it can.
    static QString problemOf(const Account &account);

private:
    void endTabs(Session &session, const Tab *caller, qint64 now);
    // Their pages are loaded again, and built for what the user is now.
    void endOutdated(Session &session, qint64 now);
    // Calls the function in the next turn of the event loop, for those sessions of the user that
    // there are now and still then.
    void later(const QString &user, const std::function<void(Session &)> &function);

    Sessions &m_sessions;
    Tabs &m_tabs;
    Farewell m_farewell;
    QObject m_context;
};

} // namespace BackState::Http

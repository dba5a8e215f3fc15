// Authority: signs sessions in and out. Internal.
#pragma once

#include <BackState/core/schema.h>
#include <BackState/live/farewell.h>
#include <BackState/program/account.h>

#include <QVariant>

namespace BackState::Http {

class Session;
class Sessions;
class Tab;
class Tabs;

// Either renews the session. Its tabs end; their pages load again, but for that of `caller`, which
// the answer leads elsewhere. What is returned are header lines for that answer: the session's new
// cookie.
class Authority
{
public:
    Authority(Sessions &sessions, Tabs &tabs);

    QByteArray signIn(Session &session, const Account &account, const Tab *caller, qint64 now);
    QByteArray signOut(Session &session, const Tab *caller, qint64 now);

    // What an event returned: whether it signs its caller in or out, and that done.
    struct Renewal
    {
        QByteArray fields; // for the answer, see above; empty: it was a fault, which the log has
        QByteArray to; // where the browser goes
    };
    static bool isRenewal(const QVariant &result);
    Renewal renew(
        const QVariant &result,
        QByteArrayView event,
        Session &session,
        const Tab *caller,
        qint64 now);

    // Sentences for events that would sign in after their answer, which alone can bring a cookie.
    static QStringList problemsOf(const Schema &schema);
    // Empty: the account can be signed in. Else the sentence says to the programmer why not.
    static QString problemOf(const Account &account);

private:
    void endTabs(Session &session, const Tab *caller, qint64 now);

    Sessions &m_sessions;
    Tabs &m_tabs;
    Farewell m_farewell;
};

} // namespace BackState::Http

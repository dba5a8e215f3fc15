// PageEndpoint: answers requests for pages, those that load one and those that put one in the place
// of another. Internal.
#pragma once

#include "pages_p.h"

namespace BackState::Http {

class Compression;
class Flows;
class Login;
class Presence;
class Sessions;
class Tabs;
class Visit;
class WaitingRequests;

class PageEndpoint
{
public:
    PageEndpoint(
        Pages &pages,
        Sessions &sessions,
        Tabs &tabs,
        Presence &presence,
        Flows &flows,
        const Login &login,
        const Compression &compression,
        WaitingRequests &waiting);

    void respond(Visit &visit, const Match &match);
    void respondNotFound(Visit &visit) const;

    qint64 built() const { return m_built; } // how many pages

private:
    // Makes sure that the visit has a session. Returned are the header lines of the answer, with
    // the cookie if it is due.
    QByteArray greet(Visit &visit);
    void build(Visit &visit, const Match &match, bool isArrival);
    void respondDocument(
        Visit &visit, Tab &tab, const Expected<BuiltPage> &page, const QByteArray &headerLines);
    void respondArrival(
        Visit &visit, Tab &tab, const Expected<BuiltPage> &page, const QByteArray &headerLines);
    void respondError(Visit &visit, const Error &error) const;

    Pages &m_pages;
    Sessions &m_sessions;
    Tabs &m_tabs;
    Presence &m_presence;
    Flows &m_flows;
    const Login &m_login;
    const Compression &m_compression;
    WaitingRequests &m_waiting;
    qint64 m_built = 0;
};

} // namespace BackState::Http

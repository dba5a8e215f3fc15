// Gate: what is answered to those who may not see a page. Internal.
#pragma once

#include <BackState/answers/rights.h>
#include <BackState/program/options.h>

namespace BackState::Http {

class Exchange;
struct Message;
class Login;
class Pages;
class Routes;

class Gate
{
public:
    Gate(
        const ServerOptions &options, const Routes &routes, const Pages &pages, const Login &login);

    // Browsers are led to the login page where there is one, and told why not otherwise. Others are
    // told in JSON.
    void refuse(const Message &message, Exchange &exchange, Access access) const;
    // For the cookie of a moment ago: the page loads itself again until its browser has the new
    // one.
    void askAgain(Exchange &exchange) const;

private:
    const ServerOptions &m_options;
    const Routes &m_routes;
    const Pages &m_pages;
    const Login &m_login;
};

} // namespace BackState::Http

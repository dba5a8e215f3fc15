#include "page_endpoint_p.h"

#include "compression_p.h"
#include "visit_p.h"
#include "waiting_requests_p.h"
#include <BackState/answers/login.h>
#include <BackState/answers/rights.h>
#include <BackState/live/flows.h>
#include <BackState/live/presence.h>
#include <BackState/live/tabs.h>
#include <BackState/text/log.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/sessions.h>
#include <BackState/wire/message.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// The query of a page that another page asks for, without what Datastar added.
QByteArray withoutSignals(QByteArrayView query)
{
    QByteArray rest;
    for (const QByteArray &field : query.toByteArray().split('&')) {
        if (!field.isEmpty() && !field.startsWith("datastar="))
            rest.append(rest.isEmpty() ? "" : "&").append(field);
    }
    return rest;
}

} // namespace

PageEndpoint::PageEndpoint(
    Pages &pages,
    Sessions &sessions,
    Tabs &tabs,
    Presence &presence,
    Flows &flows,
    const Login &login,
    const Compression &compression,
    WaitingRequests &waiting)
    : m_pages(pages)
    , m_sessions(sessions)
    , m_tabs(tabs)
    , m_presence(presence)
    , m_flows(flows)
    , m_login(login)
    , m_compression(compression)
    , m_waiting(waiting)
{
}

void PageEndpoint::respond(Visit &visit, const Match &match)
{
    const Access access = accessTo(match.route->options, visit.session);
    const bool isArrival = visit.isNavigation();
    // The browser loads the page whole after this, and shows why it could not.
    if (isArrival && (!visit.session || access != Access::Allowed))
        visit.respondEmpty(Visit::noStore);
    else if (!visit.session && m_sessions.isReplaced(visit.cookie, visit.now))
        m_login.askAgain(visit);
    else if (access != Access::Allowed)
        m_login.refuse(visit, access);
    else
        build(visit, match, isArrival);
}

QByteArray PageEndpoint::greet(Visit &visit)
{
    QByteArray headerLines = Visit::noStore.toByteArray();
    const bool isNew = !visit.session;
    if (isNew && !m_waiting.newSession().isEmpty())
        visit.session = m_sessions.findById(m_waiting.newSession());
    if (!visit.session)
        visit.session = m_sessions.create(visit.now, visit.way());
    if (isNew || m_sessions.isCookieDue(*visit.session, visit.now))
        headerLines += m_sessions.cookieField(*visit.session, visit.now);
    return headerLines;
}

void PageEndpoint::build(Visit &visit, const Match &match, bool isArrival)
{
    const bool isNew = !visit.session;
    const QByteArray headerLines = greet(visit);
    const Message &message = visit.message;
    const QByteArray query = isArrival ? withoutSignals(message.query) : message.query;
    Tab &tab = m_tabs.create(*visit.session, match, message.path, query, visit.now);
    ++m_built;
    const Expected<BuiltPage> page = m_pages.build(
        tab,
        visit.requestData(tab, message.path, query),
        isArrival ? Pages::Output::Arrival : Pages::Output::Document,
        m_waiting.mayWait());
    if (page
        && m_waiting.tryWait(visit, page->waitsFor, isNew ? visit.session->id() : QByteArray()))
        m_tabs.drop(tab);
    else if (isArrival)
        respondArrival(visit, tab, page, headerLines);
    else
        respondDocument(visit, tab, page, headerLines);
}

void PageEndpoint::respondDocument(
    Visit &visit, Tab &tab, const Expected<BuiltPage> &page, const QByteArray &headerLines)
{
    const QByteArray token = tab.token;
    if (page)
        m_compression.respondHtml(
            visit,
            page->status,
            page->bytes,
            headerLines + m_pages.headerLines(page->nonce, visit.message.secure));
    else
        respondError(visit, page.error());
    if (page && visit.message.method != Method::Head)
        return;
    if (Tab *unused = m_tabs.find(token))
        m_tabs.drop(*unused);
}

// The page in the place of another one, whose tab is over with that. What can't be done that way is
// answered with nothing: then the browser loads the page whole.
void PageEndpoint::respondArrival(
    Visit &visit, Tab &tab, const Expected<BuiltPage> &page, const QByteArray &headerLines)
{
    const QByteArray token = visit.tabToken();
    tab.formerToken = qHash(token);
    Tab *from = m_tabs.find(token, *tab.session);
    if (!from)
        from = m_tabs.unseenFrom(tab);
    // What says that a page is not loaded stands in its document.
    if (!page || !page->isPlaced || page->status != 200 || !tab.isLoaded || !from || !from->isLoaded
        || from->headHash != tab.headHash) {
        m_tabs.drop(tab);
        visit.respondEmpty(headerLines);
        return;
    }
    m_pages.keepLayout(*from, tab);
    const QByteArray running = m_flows.move(*from, tab);
    m_presence.move(*from, tab, visit.now);
    visit.respondFrames(QByteArray(page->bytes + running), headerLines);
}

void PageEndpoint::respondError(Visit &visit, const Error &error) const
{
    if (error.kind == Error::Kind::NotFound) {
        respondNotFound(visit);
    } else if (error.kind == Error::Kind::SignIn) {
        m_login.refuse(visit, Access::SignIn);
    } else {
        qCWarning(log).noquote() << error.message;
        m_pages.respondNotice(
            visit,
            500,
            u"This page has a fault"_s,
            u"It could not be built. The server's log says why."_s);
    }
}

void PageEndpoint::respondNotFound(Visit &visit) const
{
    m_pages.respondNotice(visit, 404, u"Not found"_s, u"There is no page at this address."_s);
}

} // namespace BackState::Http

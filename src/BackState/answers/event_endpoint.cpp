#include "event_endpoint_p.h"

#include "event_address_p.h"
#include "tab_finder_p.h"
#include "visit_p.h"
#include "waiting_requests_p.h"
#include <BackState/answers/rights.h>
#include <BackState/live/browser_states.h>
#include <BackState/live/flows.h>
#include <BackState/live/publisher.h>
#include <BackState/live/tabs.h>
#include <BackState/text/log.h>
#include <BackState/visitors/keeper.h>
#include <BackState/visitors/offer_seals.h>
#include <BackState/visitors/view.h>
#include <BackState/wire/message.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

Error notOffered(const Visit &visit, const EventTarget &target)
{
    const QString name = QLatin1StringView(target.view->state->metaObject()->className()) + u"::"_s
        + QString::fromUtf8(target.event->name);
    const QString sentence
        = u"The page of this tab does not offer %1: name it there, by onClick() and the like, or, "
          u"for scripts and for elements that were built elsewhere, by allow<&%1>(…)."_s.arg(name);
    if (!visit.isByDatastar())
        return Error::forbidden(sentence);
    qCInfo(log).noquote() << sentence;
    return Error::forbidden(
        u"This page does not offer that now. Load it again to see what it offers."_s);
}

} // namespace

EventEndpoint::EventEndpoint(
    const EventCall::Means &means,
    const TabFinder &tabFinder,
    Keeper &keeper,
    Authority &authority,
    WaitingRequests &waiting,
    RequestHandler &handler)
    : m_means(means)
    , m_tabFinder(tabFinder)
    , m_keeper(keeper)
    , m_waiting(waiting)
    , m_turns(means.tabs, handler)
    , m_answer(means.publisher, means.browserStates, authority)
{
}

Tab *EventEndpoint::tabOf(Visit &visit) const
{
    if (visit.message.isCrossSite()) {
        visit.respondError(403, u"This request came from a page of another site."_s);
        return nullptr;
    }
    const QByteArray token = visit.tabToken();
    if (token.isEmpty() || !visit.session) {
        visit.respondError(
            403,
            token.isEmpty()
                ? u"An event needs the BackState-Tab header of a page that shows its object."_s
                : u"An event needs the session cookie that came with its page: allow cookies."_s);
        return nullptr;
    }
    const TabFinder::Found found = m_tabFinder.findOrRebuild(visit, token);
    if (found.tab)
        m_means.tabs.use(*found.tab, visit.now);
    else if (found.isUnavailable)
        visit.respondError(
            503,
            u"What is kept of this page can't be read now, so nothing was changed. Try again in a "
            u"moment."_s);
    else
        visit.respondError(
            403,
            u"That tab belongs to another session or page: load the page again."_s);
    return found.tab;
}

// What the page shows is what its event may change, also beside the object that it is called on.
std::vector<const State *> EventEndpoint::unloaded(const Tab &tab) const
{
    std::vector<const State *> states;
    if (!m_keeper.mayBeUnloaded())
        return states;
    for (const auto &view : tab.views) {
        if (!m_keeper.isLoaded(*view->state))
            states.push_back(view->state);
    }
    return states;
}

// A call waits before it takes its turn, so that it is handled from the start when everything is
// there. One whose form was read as it arrived can't.
bool EventEndpoint::tryWait(Visit &visit, const Tab &tab, const Expected<FormData> *form) const
{
    return !form && m_waiting.tryWait(visit, unloaded(tab));
}

std::optional<Error> EventEndpoint::refusal(const Tab &tab, const View &view) const
{
    const std::vector<const State *> states = unloaded(tab);
    return m_keeper.refusal(states.empty() ? *view.state : *states.front());
}

// Whether the call is to be answered now. Then goOn() of the turns is due after it.
bool EventEndpoint::isDue(Visit &visit, Tab &tab, const Expected<FormData> *&form, bool &isLate)
{
    const Turns::Place place = m_turns.placeOf(visit, tab, form);
    if (place == Turns::Place::Again)
        visit.respondEmpty();
    isLate = place == Turns::Place::Late;
    return place == Turns::Place::Due || isLate;
}

bool EventEndpoint::isStillThere(Tab &tab, qint64 now) const
{
    const QByteArray token = tab.token;
    m_means.publisher.renewRights(tab, now);
    return m_means.tabs.find(token) == &tab;
}

bool EventEndpoint::isOffered(
    const EventTarget &target, const Message &message, const Tab &tab, qint64 now) const
{
    return target.isOffered(now)
        || m_means.offerSeals
               .isSealed(message.query, tab.token, *target.view->state, *target.event);
}

void EventEndpoint::respond(Visit &visit, const Expected<FormData> *form)
{
    Tab *tab = tabOf(visit);
    bool isLate = false;
    if (!tab || tryWait(visit, *tab, form) || !isDue(visit, *tab, form, isLate))
        return;
    const QByteArray token = tab->token;
    if (isStillThere(*tab, visit.now))
        callEvent(visit, *tab, form, isLate);
    else
        visit.respondEmpty();
    m_turns.goOn(visit, token);
}

void EventEndpoint::callEvent(Visit &visit, Tab &tab, const Expected<FormData> *form, bool isLate)
{
    const EventTarget target = EventAddress(visit.message.path).findIn(tab);
    if (!target.event) {
        visit.respondError(403, u"The page of this tab shows no object with such an event."_s);
        return;
    }
    const QByteArrayView verb = verbName(target.event->verb);
    if (methodName(visit.message.method) != verb) {
        const QByteArray allow = "Allow: " + verb.toByteArray() + "\r\n";
        visit.respondError(405, u"This event has another verb."_s, allow);
        return;
    }
    EventCall call(m_means, visit, tab, target);
    const Access access = accessTo(target.event->roles, visit.session);
    if (isLate)
        m_answer.refuseLate(visit, call);
    else if (access != Access::Allowed)
        m_answer.refuse(visit, call, errorOf(access));
    else if (!isOffered(target, visit.message, tab, visit.now))
        m_answer.refuse(visit, call, notOffered(visit, target));
    else if (const std::optional<Error> refused = refusal(tab, *target.view))
        m_answer.refuse(visit, call, *refused);
    else
        serve(visit, call, form);
}

void EventEndpoint::respondToEdit(Visit &visit, QByteArrayView object)
{
    Tab *tab = tabOf(visit);
    const Expected<FormData> *form = nullptr;
    bool isLate = false;
    if (!tab || tryWait(visit, *tab, nullptr) || !isDue(visit, *tab, form, isLate))
        return;
    const QByteArray token = tab->token;
    if (isStillThere(*tab, visit.now))
        takeEdits(visit, *tab, object, isLate);
    else
        visit.respondEmpty();
    m_turns.goOn(visit, token);
}

void EventEndpoint::takeEdits(Visit &visit, Tab &tab, QByteArrayView object, bool isLate)
{
    View *view = ObjectAddress(object).findIn(tab);
    if (!view || visit.message.method != Method::Post) {
        visit.respondError(view ? 405 : 403, u"The page of this tab shows no such object."_s);
        return;
    }
    EventCall call(m_means, visit, tab, {view, nullptr});
    if (isLate)
        m_answer.refuseLate(visit, call);
    else if (const std::optional<Error> refused = refusal(tab, *view))
        visit.respondError(*refused);
    else
        serve(visit, call, nullptr);
}

// Of other objects than the one that the call is about.
std::optional<Error> EventEndpoint::refusalOfEdits(const EventCall &call) const
{
    for (View *view : call.edits().views()) {
        if (auto refused = m_keeper.refusal(*view->state))
            return refused;
    }
    return std::nullopt;
}

// What was typed and comes by itself stays in its field, and is sent again.
void EventEndpoint::refuse(Visit &visit, EventCall &call, const Error &error)
{
    if (call.event())
        m_answer.refuse(visit, call, error);
    else
        visit.respondError(error);
}

void EventEndpoint::serve(Visit &visit, EventCall &call, const Expected<FormData> *form)
{
    const QByteArray token = call.tab().token;
    const Expected<void> read = call.read(form);
    const std::optional<Error> refused = call.isObjectThere() ? refusalOfEdits(call) : std::nullopt;
    if (!call.isObjectThere())
        visit.respondEmpty();
    else if (refused)
        refuse(visit, call, *refused);
    else if (read)
        run(visit, call);
    else if (read.error().kind != Error::Kind::Invalid && call.event())
        m_answer.refuse(visit, call, read.error());
    else
        visit.respondError(read.error());
    Tab *tab = m_means.tabs.find(token); // the event may have ended it
    if (tab && !m_means.flows.isRunning(*tab)) // else the last of them does so
        m_means.browserStates.sleep(*tab);
}

void EventEndpoint::run(Visit &visit, EventCall &call)
{
    ++m_calls;
    m_keeper.beginEvent();
    EventCall::Step step = call.convert();
    if (step == EventCall::Step::Done)
        step = call.apply();
    if (step == EventCall::Step::Done)
        step = call.invoke();
    const std::optional<Error> unkept = m_keeper.endEvent();
    if (unkept && step != EventCall::Step::Answered && step != EventCall::Step::Gone)
        refuse(visit, call, *unkept);
    else
        m_answer.respond(visit, call, step);
}

} // namespace BackState::Http

#include "event_answer_p.h"

#include "visit_p.h"
#include <BackState/answers/authority.h>
#include <BackState/datastar/frame.h>
#include <BackState/datastar/turn.h>
#include <BackState/html/marks.h>
#include <BackState/live/browser_states.h>
#include <BackState/live/outlet.h>
#include <BackState/live/publisher.h>
#include <BackState/live/refusals.h>
#include <BackState/text/log.h>
#include <BackState/visitors/refusal.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/view.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

EventAnswer::EventAnswer(Publisher &publisher, BrowserStates &browserStates, Authority &authority)
    : m_publisher(publisher)
    , m_browserStates(browserStates)
    , m_authority(authority)
{
}

void EventAnswer::respond(Visit &visit, EventCall &call, EventCall::Step step)
{
    switch (step) {
    case EventCall::Step::Done: respondEffects(visit, call); break;
    case EventCall::Step::Refused: respondRefusals(visit, call); break;
    case EventCall::Step::RefusedInPart: respondOwnRefusals(visit, call); break;
    case EventCall::Step::Gone: visit.respondEmpty(); break;
    case EventCall::Step::Renewed: respondRenewal(visit, call); break;
    case EventCall::Step::Answered: break;
    }
}

void EventAnswer::refuse(Visit &visit, EventCall &call, const Error &error)
{
    if (!visit.isByDatastar()) {
        visit.respondError(error);
        return;
    }
    call.refuse(error.message);
    respondRefusals(visit, call);
}

// The page tells its user, whether or not it has a place for the sentence.
void EventAnswer::refuseLate(Visit &visit, EventCall &call)
{
    const auto turn = Private::Turn::read(visit.message.header("backstate-turn"));
    QByteArray answer = Private::lateFrame(turn ? turn->number : 0);
    if (call.event()) {
        call.refuse(u"This came too late: what you did after it was done before it."_s);
        StreamSocket *stream = call.tab().stream.socket();
        Outlet outlet = stream ? Outlet(stream) : Outlet(&answer);
        Refusals(call.tab()).show(call.refusals(), outlet);
        if (stream)
            stream->flush();
    }
    visit.respondFrames(answer);
}

// The effects go by the stream if there is one, written before the answer, so that all that the tab
// hears comes in one order. Without a stream they are the answer.
void EventAnswer::respondEffects(Visit &visit, EventCall &call)
{
    Tab &tab = call.tab();
    QByteArray answer;
    StreamSocket *stream = tab.stream.socket();
    Outlet outlet = stream ? Outlet(stream) : Outlet(&answer);
    // What the browser keeps itself would be lost with a stream that breaks: nobody could say it
    // again.
    Outlet kept(&answer);
    m_browserStates.bring(tab, call.view(), kept);
    if (!stream || tab.stream.isKeepingUp())
        m_publisher.bring(tab, outlet);
    clearErrors(call, outlet);
    Refusals(tab).show(call.refusals(), outlet);
    if (stream)
        m_publisher.deliver(tab, call.frames());
    else
        answer.append(call.frames());
    respondFrames(visit, call, answer);
}

// Takes back what this request could have brought again: refusals of its own object, and of others
// of which it carried edits.
void EventAnswer::clearErrors(EventCall &call, Outlet &outlet)
{
    Refusals(call.tab())
        .takeBack(
            call.view(),
            call.event() ? Refusals::Of::Everything : Refusals::Of::Properties,
            outlet);
    for (View *view : call.edits().views()) {
        if (view != &call.view())
            Refusals(call.tab()).takeBack(*view, Refusals::Of::Properties, outlet);
    }
}

// To a client that shows no page. Returns whether it is one.
bool EventAnswer::tryRespondErrors(Visit &visit, const EventCall &call)
{
    // Edits without an event come from pages only.
    if (!call.event() || visit.isByDatastar())
        return false;
    QJsonObject errors;
    for (const Refusal &refusal : call.refusals())
        errors.insert(QString::fromUtf8(refusal.name), refusal.sentence);
    visit.respondJson(call.hasThrown() ? 500 : 422, {{u"errors"_s, errors}});
    return true;
}

// What was given instead of what was expected is for its sender alone.
void EventAnswer::logRefusals(const EventCall &call)
{
    for (const Refusal &refusal : call.refusals())
        qCInfo(log).noquote() << "refused:" << refusal.view->data().schema().nameSpace()
                              << refusal.name << refusal.sentence.section(u", got "_s, 0, 0);
}

// The event ran, and refused something itself; or other edits were set.
void EventAnswer::respondOwnRefusals(Visit &visit, EventCall &call)
{
    if (tryRespondErrors(visit, call))
        return;
    logRefusals(call);
    respondEffects(visit, call);
}

void EventAnswer::respondRefusals(Visit &visit, EventCall &call)
{
    if (tryRespondErrors(visit, call))
        return;
    logRefusals(call);
    QByteArray answer;
    StreamSocket *stream = call.tab().stream.socket();
    Outlet outlet = stream ? Outlet(stream) : Outlet(&answer);
    clearErrors(call, outlet);
    Refusals(call.tab()).show(call.refusals(), outlet);
    respondFrames(visit, call, answer);
}

// The answer has the new cookie and leads the browser on: the tab is gone by then.
void EventAnswer::respondRenewal(Visit &visit, EventCall &call)
{
    Tab &tab = call.tab();
    const auto [cookie, to]
        = m_authority.renew(call.result(), call.event()->name, *tab.session, &tab, visit.now);
    if (cookie.isEmpty()) {
        visit.respondError(500, u"This event has a fault. The server's log says more."_s);
        return;
    }
    const QByteArray headerLines = Visit::noStore.toByteArray() + cookie;
    const Private::PathMarks marks;
    if (visit.isByDatastar())
        visit.respondFrames(Frame::redirect(to)->bytes(), headerLines);
    else
        visit.respondJson(
            200,
            {{u"to"_s, QString::fromUtf8(visit.message.prefix + to)}},
            headerLines);
}

void EventAnswer::respondFrames(Visit &visit, EventCall &call, const QByteArray &frames)
{
    StreamSocket *stream = call.tab().stream.socket();
    if (stream)
        stream->flush();
    if (frames.isEmpty()) {
        visit.respondEmpty();
        return;
    }
    if (!stream)
        call.tab().stream.answered(visit.now);
    visit.respondFrames(frames);
}

} // namespace BackState::Http

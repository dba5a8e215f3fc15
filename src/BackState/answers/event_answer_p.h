// EventAnswer: tells the browser what became of a call of an event. Internal.
#pragma once

#include "event_call_p.h"

namespace BackState::Http {

class Authority;
class Outlet;

class EventAnswer
{
public:
    EventAnswer(Publisher &publisher, BrowserStates &browserStates, Authority &authority);

    void respond(Visit &visit, EventCall &call, EventCall::Step step);
    // Refuses the event as a whole. Datastar shows the sentence in the page, other clients get the
    // status of the error.
    void refuse(Visit &visit, EventCall &call, const Error &error);
    // Refuses a call, or edits without one, because what the page did after it was done before it.
    void refuseLate(Visit &visit, EventCall &call);

private:
    void respondEffects(Visit &visit, EventCall &call);
    void respondRefusals(Visit &visit, EventCall &call);
    void respondOwnRefusals(Visit &visit, EventCall &call);
    static bool tryRespondErrors(Visit &visit, const EventCall &call);
    static void logRefusals(const EventCall &call);
    void respondRenewal(Visit &visit, EventCall &call);
    void clearErrors(EventCall &call, Outlet &outlet);
    static void respondFrames(Visit &visit, EventCall &call, const QByteArray &frames);

    Publisher &m_publisher;
    BrowserStates &m_browserStates;
    Authority &m_authority;
};

} // namespace BackState::Http

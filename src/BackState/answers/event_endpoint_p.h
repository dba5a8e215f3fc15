// EventEndpoint: answers requests for events, and those that bring only what the browser typed.
// Internal.
#pragma once

#include "event_answer_p.h"
#include "event_call_p.h"
#include "turns_p.h"

#include <optional>
#include <vector>

namespace BackState::Http {

class Keeper;
class RequestHandler;
class TabFinder;
class WaitingRequests;

class EventEndpoint
{
public:
    // The handler gets calls that waited for others as if they had just come.
    EventEndpoint(
        const EventCall::Means &means,
        const TabFinder &tabFinder,
        Keeper &keeper,
        Authority &authority,
        WaitingRequests &waiting,
        RequestHandler &handler);

    // Answers a request for /<Namespace>[@key]/<method> or the path of a BACKSTATE_EVENT. The form
    // is that of a body that was read as it arrived; null if the message has the body.
    void respond(Visit &visit, const Expected<FormData> *form = nullptr);
    // Answers one for /backstate/edit/<Namespace>[@key].
    void respondToEdit(Visit &visit, QByteArrayView object);

    // Brings up to date what the tab may do. What is built for that may end it.
    bool isStillThere(Tab &tab, qint64 now) const;
    // Whether the page of the tab offers what the message is for. The head of an upload is asked
    // too, where nothing is built: its body need not come if the answer is no.
    bool
    isOffered(const EventTarget &target, const Message &message, const Tab &tab, qint64 now) const;

    // Why an object of the tab takes nothing now, for want of the store; nothing if it does.
    std::optional<Error> refusal(const Tab &tab, const View &view) const;

    qint64 calls() const { return m_calls; }
    Turns &turns() { return m_turns; }

private:
    Tab *tabOf(Visit &visit) const; // Null if the visit is answered.
    bool isDue(Visit &visit, Tab &tab, const Expected<FormData> *&form, bool &isLate);
    void callEvent(Visit &visit, Tab &tab, const Expected<FormData> *form, bool isLate);
    void takeEdits(Visit &visit, Tab &tab, QByteArrayView object, bool isLate);
    std::vector<const State *> unloaded(const Tab &tab) const;
    bool tryWait(Visit &visit, const Tab &tab, const Expected<FormData> *form) const;
    void refuse(Visit &visit, EventCall &call, const Error &error);
    std::optional<Error> refusalOfEdits(const EventCall &call) const;
    void serve(Visit &visit, EventCall &call, const Expected<FormData> *form);
    void run(Visit &visit, EventCall &call);

    const EventCall::Means m_means;
    const TabFinder &m_tabFinder;
    Keeper &m_keeper;
    WaitingRequests &m_waiting;
    Turns m_turns;
    EventAnswer m_answer;
    qint64 m_calls = 0;
};

} // namespace BackState::Http

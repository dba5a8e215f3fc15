// Api: states and events for clients without a page, where the class says BACKSTATE_API. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/invoke.h>
#include <BackState/core/state_class.h>

#include <QHash>

namespace BackState::Http {

class Authority;
class Keeper;
class Objects;
class Publisher;
class Sessions;
class Visit;
class WaitingRequests;

class Api
{
public:
    Api(Sessions &sessions,
        Objects &objects,
        Keeper &keeper,
        Publisher &publisher,
        Authority &authority,
        WaitingRequests &waiting);

    // Serves the objects of a class if it says BACKSTATE_API.
    void add(const StateClass &stateClass);

    // Answers GET /<Namespace>[@key] and calls of events without a tab. Returns false, and answers
    // nothing, if the request is neither, or about a class that is not served.
    [[nodiscard]] bool tryRespond(Visit &visit);
    qint64 calls() const { return m_calls; }

private:
    struct Target
    {
        const StateClass *stateClass = nullptr;
        QByteArray key; // of the object; empty if it has none
        const Schema::Event *event = nullptr; // Null if the object itself is wanted.
    };
    struct Call;

    Target find(QByteArrayView path) const;
    State *stateFor(const Target &target, Call &call); // Null if the call is answered.
    void respondState(const State &state, Call &call);
    void run(State &state, const Schema::Event &event, Call &call);
    void respondResult(
        State &state,
        const Schema::Event &event,
        quint64 before,
        const QVariant &result,
        Call &call);
    bool renewSession(const Schema::Event &event, const QVariant &result, Call &call);

    Sessions &m_sessions;
    Objects &m_objects;
    Keeper &m_keeper;
    Publisher &m_publisher;
    Authority &m_authority;
    WaitingRequests &m_waiting;
    QHash<QByteArray, StateClass> m_classes; // by namespace
    qint64 m_calls = 0;
};

} // namespace BackState::Http

// Api: states and events for clients without a page, where the class says BACKSTATE_API. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/invoke.h>
#include <BackState/core/state_class.h>

#include <QHash>

#include <functional>

namespace BackState::Http {

class Authority;
class Exchange;
class Objects;
class Publisher;
class Session;
class Sessions;
struct Message;

class Api
{
public:
    Api(Sessions &sessions, Objects &objects, Publisher &publisher, Authority &authority);

    // Whether the request waits for the values of an object.
    std::function<bool(const Message &, Exchange &, const State &)> waits;

    // A class that this server shows; it is served if it wants to be.
    void add(const StateClass &stateClass);

    // Answers GET /<Namespace>[@key] and calls of events without a tab. false: it is neither, of no
    // such class.
    bool respond(const Message &message, Exchange &exchange, Session *session, qint64 now);
    qint64 calls() const { return m_calls; }

private:
    struct Target
    {
        const StateClass *stateClass = nullptr;
        QByteArray key; // of the object
        const Schema::Event *event = nullptr; // null: the object itself is wanted
    };
    struct Call;

    Target find(QByteArrayView path) const;
    const StateClass *classOf(QByteArrayView object, QByteArray *key) const;
    State *findState(const Target &target, Call &call);
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
    Publisher &m_publisher;
    Authority &m_authority;
    QHash<QByteArray, StateClass> m_classes; // by namespace
    qint64 m_calls = 0;
};

} // namespace BackState::Http

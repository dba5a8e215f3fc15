// WaitingRequests: requests that wait for the values of state objects. Internal.
#pragma once

#include <BackState/program/options.h>
#include <BackState/wire/deferred.h>
#include <BackState/wire/message.h>

#include <QObject>

#include <list>
#include <vector>

namespace BackState {
class State;
}

namespace BackState::Http {

class RequestHandler;
class Visit;

// Lets each of them be handled again, from the start, when its objects have their values or the
// time is over: its connection, tab and session may be gone by then.
class WaitingRequests final : public QObject
{
public:
    // The handler gets each request again as if it had just come.
    WaitingRequests(const ServerOptions &options, RequestHandler &handler);

    // Whether the request that is being handled may wait: it does so a few times, then it is
    // answered with what is there.
    bool mayWait() const;
    // Takes the request over if it may wait and there is something to wait for. The session is one
    // that was made for it and whose cookie its browser has not got yet.
    [[nodiscard]] bool
    tryWait(Visit &visit, std::vector<const State *> states, const QByteArray &newSession = {});
    // The id of the session that was made for the request that is being handled, when it came
    // first. Empty if there is none.
    QByteArray newSession() const { return m_current ? m_current->newSession : QByteArray(); }

    // To be called for each object that has its values, or that does not get them for now.
    void settled(const State *state);
    void clear();

private:
    struct Request
    {
        quint64 number;
        Message message;
        Deferred deferred;
        QByteArray newSession;
        int turns; // how often it has waited
        std::vector<const State *> states; // that it waits for now
    };
    void handle(quint64 number);

    const ServerOptions &m_options;
    RequestHandler &m_handler;
    std::list<Request> m_requests;
    const Request *m_current = nullptr; // the one that is being handled again
    quint64 m_count = 0;
};

} // namespace BackState::Http

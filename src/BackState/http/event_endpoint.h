// EventEndpoint: what the browser typed, and the events it calls. Internal.
#pragma once

#include <BackState/core/invoke.h>
#include <BackState/datastar/form_data.h>
#include <BackState/http/tabs.h>

namespace BackState::Http {

class Authority;
class BrowserStates;
class Exchange;
class Flows;
class Outlet;
class Publisher;

class EventEndpoint
{
public:
    EventEndpoint(Tabs &tabs, Publisher &publisher, Flows &flows, Authority &authority, BrowserStates &browserStates, Revive revive);

    // Answers a request for /<Namespace>[@key]/<method> or the path of a BACKSTATE_EVENT.
    void respond(const Message &message, Exchange &exchange, Session *session, qint64 now);
    // Answers one for /backstate/edit/<Namespace>[@key]: only what was typed.
    void respondToEdit(
        const Message &message, Exchange &exchange, QByteArrayView object, Session *session, qint64 now);

    qint64 calls() const { return m_calls; }

private:
    struct Call;
    struct Target
    {
        View *view = nullptr;
        const Schema::Event *event = nullptr;
    };

    Tab *findTab(const Message &message, Exchange &exchange, Session *session, qint64 now);
    Target findTarget(const Tab &tab, QByteArrayView path) const;
    void serve(const Message &message, Call &call, Exchange &exchange, qint64 now);
    std::optional<Error> read(const Message &message, Call &call);
    static void takeForm(const FormData &form, Call &call);
    static void takeSignal(QStringView path, Call &call);
    void run(Call &call, Exchange &exchange, qint64 now);
    bool isAllowed(Call &call, Exchange &exchange, qint64 now);
    bool renewSession(Call &call, Exchange &exchange, const QVariant &result, qint64 now);
    void finish(Call &call, Exchange &exchange, qint64 now);
    void refuse(Call &call, Exchange &exchange, qint64 now);
    static void answerWith(Call &call, Exchange &exchange, const QByteArray &frames, qint64 now);

    Tabs &m_tabs;
    Publisher &m_publisher;
    Flows &m_flows;
    Authority &m_authority;
    BrowserStates &m_browserStates;
    Revive m_revive;
    qint64 m_calls = 0;
};

} // namespace BackState::Http

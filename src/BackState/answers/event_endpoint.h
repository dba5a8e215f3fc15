// EventEndpoint: what the browser typed, and the events it calls. Internal.
#pragma once

#include <BackState/core/invoke.h>
#include <BackState/live/tabs.h>
#include <BackState/program/options.h>
#include <BackState/wire/form_data.h>

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
    EventEndpoint(
        const ServerOptions &options,
        Tabs &tabs,
        Publisher &publisher,
        Flows &flows,
        Authority &authority,
        BrowserStates &browserStates,
        Revive revive);

    // Answers a request for /<Namespace>[@key]/<method> or the path of a BACKSTATE_EVENT.
    // form: of a body that was read as it arrived; null: the message has it.
    void respond(
        const Message &message,
        Exchange &exchange,
        Session *session,
        qint64 now,
        const Expected<FormData> *form = nullptr);
    struct Target
    {
        View *view = nullptr;
        const Schema::Event *event = nullptr;
    };
    // The event that a tab's request for a path calls; null: none.
    Target findTarget(const Tab &tab, QByteArrayView path) const;
    // Answers one for /backstate/edit/<Namespace>[@key]: only what was typed.
    void respondToEdit(
        const Message &message,
        Exchange &exchange,
        QByteArrayView object,
        Session *session,
        qint64 now);

    qint64 calls() const { return m_calls; }

private:
    struct Call;

    Tab *findTab(const Message &message, Exchange &exchange, Session *session, qint64 now);
    void serve(
        const Message &message,
        Call &call,
        const Expected<FormData> *form,
        Exchange &exchange,
        qint64 now);
    std::optional<Error> read(const Message &message, Call &call, const Expected<FormData> *form);
    static void takeForm(const FormData &form, Call &call);
    static void takeSignal(QStringView path, Call &call);
    void run(Call &call, Exchange &exchange, qint64 now);
    bool isAllowed(Call &call, Exchange &exchange, qint64 now);
    bool apply(Call &call);
    bool renewSession(Call &call, Exchange &exchange, const QVariant &result, qint64 now);
    void clearErrors(Call &call, Outlet &outlet);
    void finish(Call &call, Exchange &exchange, qint64 now);
    void refuse(Call &call, Exchange &exchange, qint64 now);
    static void answerWith(Call &call, Exchange &exchange, const QByteArray &frames, qint64 now);

    const ServerOptions &m_options;
    Tabs &m_tabs;
    Publisher &m_publisher;
    Flows &m_flows;
    Authority &m_authority;
    BrowserStates &m_browserStates;
    Revive m_revive;
    qint64 m_calls = 0;
};

} // namespace BackState::Http

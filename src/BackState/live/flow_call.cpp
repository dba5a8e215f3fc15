#include "flow_call_p.h"

#include <BackState/text/url_prefix.h>
#include <BackState/visitors/tab.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/stream_socket.h>

#include <memory>
#include <utility>

namespace BackState::Http {

namespace {

constexpr QByteArrayView answerFields = "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n";

// Of an answer that stays open: forgets it when its peer is gone.
class AnswerWatcher final : public StreamSocket::Watcher
{
public:
    explicit AnswerWatcher(StreamSocket *&answer)
        : m_answer(answer)
    {
    }

    void closed() override { m_answer = nullptr; }

private:
    StreamSocket *&m_answer;
};

} // namespace

FlowCall::FlowCall(
    Tab &ofTab, State &ofState, const Schema::Event &called, QVariantList typedArguments)
    : state(ofState)
    , event(called)
    , arguments(std::move(typedArguments))
    , m_tab(&ofTab)
{
}

FlowCall::~FlowCall()
{
    flow.destroy();
}

void FlowCall::move(Tab &to)
{
    m_tab = &to;
    m_isMoved = true;
}

std::optional<Outlet> FlowCall::outlet() const
{
    if (m_tab->stream.isOpen())
        return Outlet(m_tab->stream.socket());
    if (m_collected)
        return Outlet(m_collected);
    if (m_answer)
        return Outlet(m_answer);
    return std::nullopt;
}

void FlowCall::respond(Exchange &exchange)
{
    const QByteArray prefix = exchange.prefix();
    const QByteArray collected = Private::withPrefix(*std::exchange(m_collected, nullptr), prefix);
    if (isEnded || m_tab->stream.isOpen()) {
        if (collected.isEmpty())
            exchange.respond(204, {}, {});
        else
            exchange.respond(200, "text/event-stream", collected, answerFields);
        return;
    }
    m_answer = exchange.openStream(answerFields);
    if (!m_answer)
        return;
    m_answer->setPrefix(prefix);
    m_answer->watch(std::make_unique<AnswerWatcher>(m_answer));
    m_answer->write(collected);
}

void FlowCall::finishAnswer()
{
    if (StreamSocket *answer = std::exchange(m_answer, nullptr)) {
        answer->unwatch();
        answer->finish();
    }
}

void FlowCall::abortAnswer()
{
    if (StreamSocket *answer = std::exchange(m_answer, nullptr)) {
        answer->unwatch();
        answer->abort();
    }
}

} // namespace BackState::Http

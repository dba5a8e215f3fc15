#include "waiting_requests_p.h"

#include "visit_p.h"
#include <BackState/wire/exchange.h>
#include <BackState/wire/request_handler.h>

#include <QScopedValueRollback>
#include <QTimer>

#include <algorithm>

namespace BackState::Http {

namespace {

// The second time is for those objects that only the page function named.
constexpr int mostTurns = 3;

} // namespace

WaitingRequests::WaitingRequests(const ServerOptions &options, RequestHandler &handler)
    : m_options(options)
    , m_handler(handler)
{
}

bool WaitingRequests::mayWait() const
{
    return !m_current || m_current->turns < mostTurns;
}

bool WaitingRequests::tryWait(
    Visit &visit, std::vector<const State *> states, const QByteArray &newSession)
{
    if (states.empty() || !mayWait())
        return false;
    const quint64 number = ++m_count;
    m_requests.push_back(
        {number,
         visit.message,
         visit.exchange.defer(),
         newSession,
         m_current ? m_current->turns + 1 : 1,
         std::move(states)});
    QTimer::singleShot(m_options.storeWait / mostTurns, this, [this, number] { handle(number); });
    return true;
}

// Handled in a turn of their own: whoever settles an object is in the middle of something.
void WaitingRequests::settled(const State *state)
{
    for (Request &request : m_requests) {
        if (std::erase(request.states, state) > 0 && request.states.empty())
            QMetaObject::invokeMethod(
                this,
                [this, number = request.number] { handle(number); },
                Qt::QueuedConnection);
    }
}

void WaitingRequests::handle(quint64 number)
{
    const auto found
        = std::find_if(m_requests.begin(), m_requests.end(), [number](const Request &request) {
              return request.number == number;
          });
    if (found == m_requests.end())
        return;
    Request request = std::move(*found);
    m_requests.erase(found);
    if (!request.deferred.isPending())
        return;
    const QScopedValueRollback current(m_current, static_cast<const Request *>(&request));
    Exchange exchange(std::move(request.deferred));
    m_handler.handle(request.message, exchange);
}

void WaitingRequests::clear()
{
    m_requests.clear();
}

} // namespace BackState::Http

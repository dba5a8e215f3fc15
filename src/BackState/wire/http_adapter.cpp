#include "http_adapter_p.h"

#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>

namespace BackState::Http {

/*!
    \class BackState::Http::HttpAdapter
    \internal
    \brief Knows QtHttpServer and its versions, as Hold does.

    Requests come in by the missing handler, so that routes of the user's own keep working and
    only what they leave is ours. Answers are written on the socket by Connection; of a responder
    only its lifetime is used.
*/

HttpAdapter::HttpAdapter(Receiver &receiver)
    : m_http(std::make_unique<QHttpServer>())
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    m_http->setMissingHandler(
        m_http.get(),
        [&receiver](const QHttpServerRequest &request, QHttpServerResponder &responder) {
            receiver.unrouted(request.body(), responder);
        });
#else
    m_http->setMissingHandler(
        [&receiver](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
            receiver.unrouted(request.body(), responder);
        });
#endif
}

HttpAdapter::~HttpAdapter() = default;

/*!
    Lets QtHttpServer take the connections of \a server.
*/
bool HttpAdapter::bind(QTcpServer *server)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    return m_http->bind(server);
#else
    m_http->bind(server);
    return true;
#endif
}

} // namespace BackState::Http

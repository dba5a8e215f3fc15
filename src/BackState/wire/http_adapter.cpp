#include "http_adapter_p.h"

#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>
#include <QTcpSocket>

#include <optional>
#include <utility>

namespace BackState::Http {

/*!
    \class BackState::Http::HttpAdapter
    \internal
    \brief The one place that knows QtHttpServer and its versions.

    Requests come in by the missing handler, so that routes of the user's own keep working and
    only what they leave is ours. Answers are written on the socket by Connection; of a responder
    only its lifetime is used.
*/

/*!
    \class BackState::Http::Hold
    \internal
    \brief A responder, kept so that QtHttpServer leaves its connection alone.

    Since Qt 6.5 a connection is not read while one of its responders lives. Before, a responder
    holds nothing back and must not be kept; there Connection cuts QtHttpServer off the socket.
*/

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)

struct Hold::Data
{
    QHttpServerResponder responder;
};

Hold::Hold(QHttpServerResponder &responder)
    : m_data(new Data{std::move(responder)})
{
}

QObject *ownerOf(QTcpSocket *socket)
{
    return socket->parent();
}

bool Hold::resumes()
{
    return true;
}

bool Hold::invitesBodies()
{
    return true;
}

#else

struct Hold::Data
{
};

Hold::Hold(QHttpServerResponder &) { }

QObject *ownerOf(QTcpSocket *socket)
{
    return socket;
}

bool Hold::resumes()
{
    return false;
}

bool Hold::invitesBodies()
{
    return false;
}

#endif

Hold::Hold() = default;
Hold::Hold(Hold &&other) noexcept = default;
Hold &Hold::operator=(Hold &&other) noexcept = default;
Hold::~Hold() = default;

HttpAdapter::HttpAdapter(Handler handler)
    : m_http(std::make_unique<QHttpServer>())
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    m_http->setMissingHandler(
        m_http.get(),
        [handler
         = std::move(handler)](const QHttpServerRequest &request, QHttpServerResponder &responder) {
            handler(request.body(), responder);
        });
#else
    m_http->setMissingHandler(
        [handler = std::move(handler)](
            const QHttpServerRequest &request,
            QHttpServerResponder &&responder) { handler(request.body(), responder); });
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

#include "hold_p.h"

#include <QHttpServerResponder>
#include <QTcpSocket>

#include <utility>

namespace BackState::Http {

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

} // namespace BackState::Http

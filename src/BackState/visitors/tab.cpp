#include <BackState/visitors/tab.h>

#include <BackState/program/options.h>
#include <BackState/visitors/objects.h>
#include <BackState/wire/stream_socket.h>

#include <algorithm>

namespace BackState::Http {

bool Tab::Stream::isKeepingUp() const
{
    return m_socket && m_socket->isDrained() && !m_isBehind;
}

void Tab::Stream::opened(StreamSocket *socket, const QByteArray &instance, quint64 turn)
{
    m_socket = socket;
    m_instance = instance;
    m_turn = turn;
}

void Tab::Stream::closed()
{
    m_socket = nullptr;
    m_isBehind = false;
}

void Tab::Presence::came()
{
    m_isHidden = false;
    m_leftAt = 0;
}

Tab::Tab(const QByteArray &signedToken, Session &ofSession, Match ofPage)
    : token(signedToken)
    , session(&ofSession)
    , page(std::move(ofPage))
{
}

Tab::~Tab() = default;

QByteArray Tab::key() const
{
    return "tab/" + token.first(std::max<qsizetype>(token.indexOf('.'), 0));
}

std::chrono::milliseconds Tab::keptFor(const ServerOptions &options) const
{
    return options.tabGrace;
}

State *Tab::find(const StateClass &stateClass)
{
    return objects ? objects->obtain(stateClass, *this, nullptr).state : nullptr;
}

View *Tab::view(const State *object) const
{
    for (const auto &view : views) {
        if (view->state == object)
            return view.get();
    }
    return nullptr;
}

View *Tab::viewNamedLike(const StateData &data) const
{
    for (const auto &view : views) {
        if (&view->data().schema() == &data.schema() && view->data().key() == data.key())
            return view.get();
    }
    return nullptr;
}

State *Tab::shown(const QMetaObject *metaObject) const
{
    for (const auto &view : views) {
        if (view->state->metaObject() == metaObject)
            return view->state;
    }
    return nullptr;
}

} // namespace BackState::Http

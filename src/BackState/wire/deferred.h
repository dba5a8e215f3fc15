// Deferred: the right to answer one request after its handler has returned. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArrayView>
#include <QPointer>

namespace BackState::Http {

class Connection;
class StreamSocket;

// Moves from hand to hand; dropped unanswered it answers 500. Lives in the listener's thread.
class BACKSTATE_EXPORT Deferred
{
public:
    Deferred() = default;
    Deferred(Deferred &&other) noexcept;
    Deferred &operator=(Deferred &&other) noexcept;
    ~Deferred();

    bool isPending() const; // it was not answered, and the peer is still there
    QByteArray prefix() const; // see Message::prefix
    void respond(
        int status,
        QByteArrayView contentType,
        QByteArrayView body,
        QByteArrayView extraHeaderLines = {});
    StreamSocket *openStream(QByteArrayView extraHeaderLines = {});

private:
    friend class Exchange;
    explicit Deferred(Connection *connection);
    void drop();

    QPointer<Connection> m_connection;
};

} // namespace BackState::Http

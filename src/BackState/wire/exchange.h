// Exchange: the right to answer one request. Internal.
#pragma once

#include <BackState/export.h>
#include <BackState/wire/deferred.h>

#include <QByteArrayView>
#include <QPointer>

namespace BackState::Http {

class Connection;
class StreamSocket;

// May be used once; lives on the stack while the handler of its request runs.
class BACKSTATE_EXPORT Exchange
{
public:
    explicit Exchange(Connection &connection);
    explicit Exchange(Deferred &&deferred); // to handle its request after all
    ~Exchange();

    bool isAnswered() const { return m_answered; }
    QByteArray prefix() const; // see Message::prefix

    void respond(
        int status,
        QByteArrayView contentType,
        QByteArrayView body,
        QByteArrayView extraHeaderLines = {});
    [[nodiscard]] Deferred defer();
    // Null if there is nobody to stream to (HEAD, or the peer is gone); all is answered then.
    [[nodiscard]] StreamSocket *openStream(QByteArrayView extraHeaderLines = {});

private:
    Q_DISABLE_COPY_MOVE(Exchange)

    bool claim();

    QPointer<Connection> m_connection;
    bool m_answered = false;
    bool m_isDeferred = false;
};

} // namespace BackState::Http

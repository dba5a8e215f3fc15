#pragma once

#include <BackState/export.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QPointer>

namespace BackState::Http {

class Connection;
class StreamSocket;

// Header lines as they go over the wire: "Name: value\r\n" …
class BACKSTATE_EXPORT HeaderLines
{
public:
    // false, and nothing added, when a CR, LF or NUL in value could begin another field
    [[nodiscard]] bool add(QByteArrayView name, QByteArrayView value);

    bool isEmpty() const { return m_lines.isEmpty(); }
    const QByteArray &lines() const { return m_lines; }
    operator QByteArrayView() const { return m_lines; }

private:
    QByteArray m_lines;
};

// The right to answer one request later. Dropped unanswered it answers 500.
class BACKSTATE_EXPORT Deferred
{
public:
    Deferred() = default;
    Deferred(Deferred &&other) noexcept;
    Deferred &operator=(Deferred &&other) noexcept;
    ~Deferred();

    bool isPending() const; // not answered, and the peer is still there
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

// The right to answer one request, once; lives on the stack while its handler runs.
class BACKSTATE_EXPORT Exchange
{
public:
    explicit Exchange(Connection &connection);
    explicit Exchange(Deferred &&deferred); // the request is to be handled after all
    ~Exchange();

    bool isAnswered() const { return m_answered; }

    void respond(
        int status,
        QByteArrayView contentType,
        QByteArrayView body,
        QByteArrayView extraHeaderLines = {});
    [[nodiscard]] Deferred defer();
    // nullptr: there is nobody to stream to (HEAD, or the peer is gone); all is answered then
    [[nodiscard]] StreamSocket *openStream(QByteArrayView extraHeaderLines = {});

private:
    Q_DISABLE_COPY_MOVE(Exchange)

    bool claim();

    QPointer<Connection> m_connection;
    bool m_answered = false;
    bool m_isDeferred = false;
};

} // namespace BackState::Http

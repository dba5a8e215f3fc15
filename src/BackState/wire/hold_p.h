// Hold: keeps QtHttpServer from reading on. Internal.
#pragma once

#include <QtGlobal>

#include <memory>

QT_BEGIN_NAMESPACE
class QHttpServerResponder;
class QObject;
class QTcpSocket;
QT_END_NAMESPACE

namespace BackState::Http {

// Holds a connection's next requests back for as long as it lives, where QtHttpServer has a way to.
// Must not be dropped while the handler of its request runs.
class Hold
{
public:
    Hold();
    explicit Hold(QHttpServerResponder &responder);
    Hold(Hold &&other) noexcept;
    Hold &operator=(Hold &&other) noexcept;
    ~Hold();

    // Whether the connection can serve on after an answer that was given later.
    static bool resumes();
    // Whether QtHttpServer itself says "100 Continue".
    static bool invitesBodies();

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

// What QtHttpServer deletes when a connection ends.
QObject *ownerOf(QTcpSocket *socket);

} // namespace BackState::Http

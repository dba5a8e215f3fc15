// Limits: what one client may cost. Internal.
#pragma once

#include <QtGlobal>

#include <chrono>

namespace BackState::Http {

// Of one listener. Sizes are bytes. The numbers in the comments are the statuses that refuse more.
struct Limits
{
    qsizetype line = 32 * 1024; // the request line; 414
    qsizetype head = 64 * 1024; // request line and fields together; 431
    int fields = 100; // header fields; Qt's parser drops them all beyond 100, so no more; 431
    qsizetype body = 4 * 1024 * 1024; // the body of a request; 413
    qsizetype buffered = 64 * 1024; // a form in parts; a larger one is read as it arrives
    // Answers that a pipelining client has not fetched; beyond that the connection is cut.
    qsizetype unsent = 8 * 1024 * 1024;

    std::chrono::milliseconds request{15'000}; // from the first byte of a request to its last; 408
    std::chrono::milliseconds idle{15'000}; // of an open connection between two requests
    std::chrono::milliseconds stalled{60'000}; // of an answer of which the peer takes nothing
    std::chrono::milliseconds linger{2'000}; // for the peer to close after our last answer
    // Of a stream whose peer confirms or takes nothing.
    std::chrono::milliseconds unacknowledged{30'000};
    std::chrono::milliseconds route{300'000}; // of a route of the user's, whose end is not seen

    int connections = 0; // open at once, streams included; 0 is what the descriptors allow
    int backlog = 4096; // connections the kernel keeps until they are accepted
    bool ownStreams = true; // if false plain streams keep their QTcpSocket, as TLS ones do
    bool webSockets = false; // let upgrades through to QHttpServer; they are not looked at further
};

} // namespace BackState::Http

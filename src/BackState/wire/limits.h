#pragma once

#include <QtGlobal>

#include <chrono>

namespace BackState::Http {

// What one client may cost. Sizes are bytes.
struct Limits
{
    qsizetype line = 32 * 1024; // the request line; longer ones are answered 414
    qsizetype head = 64 * 1024; // request line and fields together; 431
    int fields = 100; // header fields; Qt's parser drops them all beyond 100; 431
    qsizetype body = 4 * 1024 * 1024; // 413
    qsizetype buffered = 64 * 1024; // of a form in parts: beyond, it is read as it arrives
    // Answers a pipelining client has not fetched; then it is cut
    qsizetype unsent = 8 * 1024 * 1024;

    std::chrono::milliseconds request{15'000}; // from a request's first byte to its last; 408
    std::chrono::milliseconds idle{15'000}; // an open connection between two requests
    std::chrono::milliseconds stalled{60'000}; // an answer of which the peer takes nothing
    std::chrono::milliseconds linger{2'000}; // for the peer to close after our last answer
    // A stream whose peer confirms or takes nothing
    std::chrono::milliseconds unacknowledged{30'000};
    std::chrono::milliseconds route{300'000}; // a route of the user's, whose end is not seen

    int connections = 0; // open at once, streams included; 0: what the descriptors allow
    int backlog = 4096; // connections the kernel keeps until they are accepted
    bool ownStreams = true; // false: plain streams keep their QTcpSocket too, as TLS ones do
    bool webSockets = false; // let upgrades through to QHttpServer; they are not looked at further
};

} // namespace BackState::Http

// ServerOptions: limits, times and names. Every default is meant to be left alone.
#pragma once

#include <QByteArray>
#include <QSslConfiguration>
#include <QString>

#include <chrono>
#include <optional>

namespace BackState {

// How pages and streams are compressed for browsers that ask for it; pages by Brotli or gzip,
// streams by gzip. What many streams are told is compressed once.
struct CompressionOptions
{
    bool pages = true;
    bool streams = true;
    // For peers on this machine too: a reverse proxy here had better compress by itself
    bool loopback = false;
    int pageLevel = 5; // 1 to 9
    int streamLevel = 6; // 1 to 9
    // A stream remembers what it alone is told for 2^window bytes, 9 to 15. The memory is 2^(window
    // + 3) bytes and 6 KiB, 38 KiB for 12, from the first thing it alone is told until its next
    // heartbeat or shared news.
    int window = 12;
    qsizetype minimumSize = 512; // bytes; smaller pages go as they are
};

struct ServerOptions
{
    using milliseconds = std::chrono::milliseconds;

    // Names
    QByteArray cookieName; // of the session; empty: "backstate-<port>", for cookies ignore ports
    // Where pages for those who are signed in lead all others
    QString loginPath = QStringLiteral("/login");
    QByteArray language = "en"; // of the pages, as BCP 47
    QByteArray healthPath = "/backstate/health"; // 200, and 503 after drain(); empty: none
    bool styleSheet = true; // pages link the small style sheet that comes with the library

    // The secret that signs sessions and tabs, 32 bytes or more. Empty: one is made at the first
    // start and kept in secretFile, so that open pages go on after a restart. Several processes
    // behind one name share one.
    QByteArray secret;
    QString secretFile; // empty: "backstate.secret" in QStandardPaths::AppLocalDataLocation

    std::optional<QSslConfiguration> tls; // set: https

    CompressionOptions compression;

    // Times
    milliseconds sessionIdle = std::chrono::minutes(30);
    // How long a sign-in is good for after the last use of its session; a restart changes nothing.
    // Sign-outs are remembered as long: in memory, and beside secretFile for after a restart where
    // that is used or set.
    milliseconds signedInFor = std::chrono::hours(12);
    // How long a tab is kept after its stream closed, a record after its last tab
    milliseconds tabGrace = std::chrono::minutes(10);
    // How long somebody counts as here (State::viewers()) after the connection broke without a
    // word.
    milliseconds absence = std::chrono::seconds(20);
    // Of a store: how long a change waits to be saved with others, how long values of sessions are
    // kept after their last use, how long a page waits for values, and close() until all is saved;
    // how often what expired is removed.
    milliseconds saveDelay{250};
    milliseconds storedSession = std::chrono::hours(24 * 30);
    milliseconds storeWait = std::chrono::seconds(5);
    milliseconds shutdownWait = std::chrono::seconds(5);
    milliseconds cleanupInterval = std::chrono::minutes(10);
    milliseconds heartbeat = std::chrono::seconds(15); // of each stream
    // Between two sendings of one object, 58 frames a second; the first goes out at once.
    // BACKSTATE_RATE overrides it.
    milliseconds flushInterval{17};
    // A stream is over whose peer confirms nothing for that long, or has no room for more; on
    // Linux.
    milliseconds unacknowledged = std::chrono::seconds(30);
    // After close() and drain() browsers come back at random within it
    milliseconds returnSpread = std::chrono::seconds(3);
    // From drain() until streams end: for balancers to notice
    milliseconds drainTime = std::chrono::seconds(5);
    milliseconds requestDeadline = std::chrono::seconds(15); // for a request to arrive whole
    // A kept connection without a request or stream
    milliseconds idleConnection = std::chrono::seconds(15);

    // Limits
    // Whose browser has not sent the cookie back yet; the oldest go first
    int maxProvisionalSessions = 10'000;
    int maxSessions = 100'000; // beyond: those unused for longest, without an open stream, go first
    // Objects of scope Record that no page shows; those unused for longest go first
    int maxIdleRecords = 10'000;
    // Beyond: those unused for longest, without an open stream, go first
    int maxTabsPerSession = 100;
    // Streams of one browser at a time. HTTP/1.1 gives it six connections to a server; with more
    // windows in sight than this, the streams take turns, so that pages still load. 0: no limit,
    // behind a proxy that speaks HTTP/2.
    int maxStreamsPerSession = 4;
    // Bytes of a request, but for forms of a page that are read as they arrive
    qsizetype maxBody = 4 * 1024 * 1024;
    qint64 maxUpload = 128 * 1024 * 1024; // bytes of a form with files
    qint64 maxFile = 64 * 1024 * 1024; // bytes of one file
    int maxFiles = 20; // of one form
    // Bytes of a file that stay in memory; a larger one is a temporary file
    qsizetype uploadMemory = 64 * 1024;
    // Bytes of patches that wait for one slow stream, then it is resynchronised
    qsizetype maxQueue = 1024 * 1024;
};

} // namespace BackState

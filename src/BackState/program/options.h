// ServerOptions: limits, times and names. Every default is meant to be left alone.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QSslConfiguration>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>

namespace BackState {

/*!
    How pages and streams are compressed for browsers that ask for it: pages by Brotli or gzip,
    streams by gzip. What many streams are told is compressed once. A value.
*/
struct CompressionOptions
{
    bool pages = true; //!< Whether pages are compressed.
    bool streams = true; //!< Whether streams are compressed.
    //! Whether peers on this machine get it too. A reverse proxy had better compress by itself.
    bool loopback = false;
    int pageLevel = 5; //!< 1 (quick) to 9 (small).
    int streamLevel = 6; //!< 1 (quick) to 9 (small).
    /*!
        A stream remembers 2^window bytes of what it alone is told; 9 to 15. That takes
        2^(window + 3) bytes and 6 KiB, which is 38 KiB for 12, from the first thing it alone is
        told until its next heartbeat or shared news.
    */
    int window = 12;
    qsizetype minimumSize = 512; //!< Bytes. Smaller pages go as they are.
};

/*!
    Names, times and limits of a server: Server::setOptions(), before listen(). A value. Times below
    0 and numbers out of their range are the program's mistake and are not checked.
*/
struct ServerOptions
{
    using milliseconds = std::chrono::milliseconds;

    // Names

    //! Name of the session's cookie. Empty: "backstate-<port>", because cookies ignore ports.
    QByteArray cookieName;
    /*!
        Names by which browsers may call the server, beside "localhost" and the addresses at which
        it listens: "example.com", and "*.example.com" for all names below that; without scheme and
        port. A request by another name is refused by 421, also where a route of the program's own
        would answer it: else a page of any site could let its name lead here, and its scripts would
        count as this server's own (DNS rebinding).
    */
    QStringList hosts;
    /*!
        Addresses of reverse proxies, "127.0.0.1", and networks of them, "10.0.0.0/8". What they say
        in Forwarded (RFC 7239), or else in X-Forwarded-For, -Host and -Proto, is taken for the
        browser's address, the name that it called (see hosts) and its scheme, and
        X-Forwarded-Prefix for the prefix; from all others, these fields count for nothing.
    */
    QStringList proxies;
    /*!
        The path below which browsers find the server, "/shop", where a proxy serves more than it at
        one name, and does not say so itself by X-Forwarded-Prefix. Paths in the program are without
        it: it is put before those in links, actions and redirects as they are sent, and taken off
        those of requests, whether or not the proxy has done so. No page is called like the prefix.
    */
    QByteArray prefix;
    //! Where pages that need a sign-in or a role lead everybody who lacks it.
    QString loginPath = QStringLiteral("/login");
    QByteArray language = "en"; //!< Language of the pages, as BCP 47 writes it.
    //! Answers 200, and 503 after drain() and while listen() waits for the store; with "?ready" also
    //! while the store can't be used. Empty: no path does.
    QByteArray healthPath = "/backstate/health";
    /*!
        Whether SIGTERM, SIGINT and SIGHUP, and on Windows the events of the console, close the
        server, which saves, and end the application's event loop, so that exec() returns 0. A
        second one ends the process at once. Signals that the program handles or ignores when it
        calls listen() stay its own.
    */
    bool handleSignals = true;
    bool styleSheet = true; //!< Whether pages link the small style sheet that the library brings.

    /*!
        Signs sessions and tabs; 32 bytes or more, the same for processes behind one name. Empty: a
        secret is made at the first start and kept in secretFile, so that open pages go on after a
        restart.
    */
    QByteArray secret;
    //! Empty: "backstate.secret" in QStandardPaths::AppLocalDataLocation.
    QString secretFile;

    std::optional<QSslConfiguration> tls; //!< Certificate and key. Set: the server speaks https.

    /*!
        Header fields of pages, by name, beside those that they have by default, or in their place:
        Content-Security-Policy, X-Content-Type-Options, Referrer-Policy and Permissions-Policy. An
        empty value leaves a field out. %scripts% in a value stands for what the page's own scripts
        need of script-src, and %nonce% for the number in it, by which Datastar 1.0.3 and later runs
        what is on the page.
    */
    QMap<QByteArray, QByteArray> headers;
    //! For how long browsers that came by TLS come by nothing else (Strict-Transport-Security).
    //! 0: it is not said.
    std::chrono::seconds strictTransport{0};

    /*!
        Asked for the roles that a signed-in user has now, when a page is loaded and when a cookie
        brings a session back; nothing for a user that is not known any more, who is signed out
        then. Called in the server's thread, so it should be quick. Empty: the roles of the sign-in
        hold, and those of Server::setRoles().
    */
    std::function<std::optional<QStringList>(const QString &user)> rolesFor;

    CompressionOptions compression;

    // Times

    //! How long a session lives after the last use by its browser, without an open stream.
    milliseconds sessionIdle = std::chrono::minutes(30);
    /*!
        How long a sign-in holds after the last use of its session; a restart changes nothing.
        Sign-outs are remembered as long: in memory, and beside secretFile for after a restart where
        that is used or set.
    */
    milliseconds signedInFor = std::chrono::hours(12);
    //! How long a tab lives after its stream closed, and a record after its last tab.
    milliseconds tabGrace = std::chrono::minutes(10);
    //! How long an event or edit that a page offered until it was changed is still let in, so that
    //! a click under way is not lost; as long as the page's poll at least.
    milliseconds grantGrace = std::chrono::seconds(5);
    //! How long somebody counts as here (State::viewers()) whose connection broke without a word.
    milliseconds absence = std::chrono::seconds(20);
    //! How long a change waits at most to be saved in the store together with others.
    milliseconds saveDelay{250};
    //! How long the store keeps values of a session after their last use.
    milliseconds storedSession = std::chrono::hours(24 * 30);
    //! How long a page or an event waits at most for values from the store.
    milliseconds storeWait = std::chrono::seconds(5);
    //! How long close() and the destructor wait at most, together, until all is saved.
    milliseconds shutdownWait = std::chrono::seconds(5);
    /*!
        How long listen() waits for another server that has the store, as one that is being replaced
        does until it has saved everything. Meanwhile every request is answered by 503.
    */
    milliseconds storeTakeover = std::chrono::seconds(60);
    //! How often expired values are removed from the store; 1 ms at least.
    milliseconds cleanupInterval = std::chrono::minutes(10);
    //! Pause between two heartbeats of a stream, by which its page knows that it is alive.
    milliseconds heartbeat = std::chrono::seconds(15);
    //! Shortest pause between two sendings of one object; 17 ms are 58 frames a second. The first
    //! change goes out at once. BACKSTATE_RATE overrides it for a class.
    milliseconds flushInterval{17};
    //! A stream ends whose peer confirms nothing for that long, or has no room for more. On Linux.
    milliseconds unacknowledged = std::chrono::seconds(30);
    //! After close() and drain() browsers come back at random within this time.
    milliseconds returnSpread = std::chrono::seconds(3);
    //! How long streams go on after drain(), so that balancers notice.
    milliseconds drainTime = std::chrono::seconds(5);
    //! From the first byte of a request to its last.
    milliseconds requestDeadline = std::chrono::seconds(15);
    //! How long a connection without a request or a stream is kept.
    milliseconds idleConnection = std::chrono::seconds(15);

    // Limits

    //! Sessions whose browser has not sent the cookie back yet. Beyond it the oldest ends.
    int maxProvisionalSessions = 10'000;
    //! All other sessions. Beyond it, the one unused for longest ends, unless it has open streams.
    int maxSessions = 100'000;
    //! Objects whose values wait for a store that takes none. Beyond it, events and edits on others
    //! are refused with a sentence; nothing that was accepted is dropped.
    int maxUnsaved = 10'000;
    //! Records that no page shows. Beyond it, the one unused for longest ends.
    int maxIdleRecords = 10'000;
    //! Tabs of one session. Beyond it, the one unused for longest ends, unless its stream is open.
    int maxTabsPerSession = 100;
    /*!
        Streams of one browser at a time. HTTP/1.1 gives it six connections to a server; with more
        windows in sight than this, the streams take turns, so that pages still load. 0: no limit,
        behind a proxy that speaks HTTP/2.
    */
    int maxStreamsPerSession = 4;
    //! Bytes of a request's body, except for forms of a page, which are read as they arrive.
    qsizetype maxBody = 4 * 1024 * 1024;
    qint64 maxUpload = 128 * 1024 * 1024; //!< Bytes of a form with files.
    qint64 maxFile = 64 * 1024 * 1024; //!< Bytes of one file in a form.
    int maxFiles = 20; //!< Files in one form.
    //! Bytes of a file that stay in memory. A larger one becomes a temporary file.
    qsizetype uploadMemory = 64 * 1024;
    //! Bytes of patches that wait for one slow stream. Beyond it, the tab is sent everything anew.
    qsizetype maxQueue = 1024 * 1024;
};

} // namespace BackState

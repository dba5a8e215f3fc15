// Message: one whole request. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QHostAddress>

namespace BackState::Http {

enum class Method { Unknown, Get, Head, Post, Put, Patch, Delete, Options };

// The method as it stands in a request line; empty for Unknown.
BACKSTATE_EXPORT QByteArrayView methodName(Method method);

// The head of it was checked. A value, whose copies share their bytes.
struct BACKSTATE_EXPORT Message
{
    Method method = Method::Unknown;
    QByteArray path; // as sent, percent-encoded; begins with one '/', has no "." or ".." segment
    QByteArray query; // as sent, without the '?'
    QByteArray body;
    QByteArray head; // request line and fields as sent, with the blank line
    QHostAddress peer; // whose request it is; a proxy that the program has named speaks for others
    QByteArray calledHost; // the host that such a proxy was called by; else empty
    // Below which the browser called the path, "/shop", because a proxy serves more than this
    // server. The path is without it.
    QByteArray prefix;
    bool secure = false; // the browser sent it by TLS
    bool nearby = false; // it came from this machine, if only by a proxy
    bool keepAlive = true; // the connection stays open after the answer
    bool chunkable = true; // HTTP/1.1; an older client's streams end with the connection

    // The value of a field, whatever the case of its name in the request; empty if there is none.
    QByteArray header(QByteArrayView lowerCaseName) const;
    bool hasHeader(QByteArrayView lowerCaseName) const;

    QByteArray host() const; // by which the browser called us, with its port

    // Whether a page of another site made a browser send it. False where the browser says nothing,
    // as programs do.
    bool isCrossSite() const;
    bool wantsJson() const; // and not a page
};

} // namespace BackState::Http

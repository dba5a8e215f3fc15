// RequestHead: what the head of a request says. Internal.
#pragma once

#include <BackState/wire/message.h>

#include <QByteArrayView>

namespace BackState::Http {

struct Limits;

// Reads the head of one request as it arrives, line by line, and refuses what two parsers could
// read in two ways. Positions are offsets into the head's bytes.
class RequestHead
{
public:
    // Reads on in seen, which has all bytes of the request so far. Returns 0, or the status that
    // refuses it.
    int read(QByteArrayView seen, const Limits &limits);

    bool isComplete() const { return m_complete; }
    qsizetype size() const { return m_position; } // with the blank line, once it is complete

    Method method() const { return m_method; }
    QByteArrayView path(QByteArrayView head) const { return head.sliced(m_target, m_path); }
    QByteArrayView query(QByteArrayView head) const;
    qsizetype contentLength() const { return m_contentLength < 0 ? 0 : m_contentLength; }
    bool isHttp11() const { return m_http11; }
    bool keepsAlive() const { return m_http11 && !m_close; }
    bool expectsContinue() const { return m_expectsContinue; }
    bool hasTab() const { return m_hasTab; } // an action of a page of ours sends that field
    // A form with files that a page of ours sends. It may be longer than other bodies, if somebody
    // reads it as it arrives.
    bool isUpload() const
    {
        return m_hasTab && m_isMultipart && m_method >= Method::Post && m_method <= Method::Patch;
    }
    bool isChunked() const { return m_chunked; }
    bool upgradesToWebSocket() const { return m_upgrade && m_webSocket; }

private:
    int readRequestLine(QByteArrayView line);
    int readTarget(QByteArrayView target);
    int readField(QByteArrayView line);
    int readKnownField(QByteArrayView name, QByteArrayView value);
    int readContentLength(QByteArrayView value);
    int check(const Limits &limits) const;

    qsizetype m_position = 0; // of the first line not read yet
    qsizetype m_target = 0; // where the target begins
    qsizetype m_path = 0; // its length up to the '?'
    qsizetype m_query = -1; // the length of what follows the '?'
    qsizetype m_contentLength = -1;
    int m_fields = 0;
    int m_hosts = 0;
    Method m_method = Method::Unknown;
    bool m_started = false; // the request line was read
    bool m_complete = false;
    bool m_http11 = false;
    bool m_close = false;
    bool m_chunked = false;
    bool m_expectsContinue = false;
    bool m_upgrade = false;
    bool m_webSocket = false;
    bool m_hasTab = false;
    bool m_isMultipart = false;
};

} // namespace BackState::Http

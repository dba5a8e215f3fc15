#include <BackState/wire/stream_socket.h>

#include <BackState/text/url_prefix.h>
#include <BackState/wire/stream_hub.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace BackState::Http {

/*!
    \class BackState::Http::StreamSocket
    \internal
    \brief One open event stream: a queue of shared bytes in front of a connection.

    Owned by its StreamHub. A pointer to it is a loan that ends when its watcher's
    closed() was called, which happens once for each stream, whoever ended it, and never out of a
    call of one of these functions. It lives in the thread of its hub.

    Bytes are kept by reference: one frame written to ten thousand streams exists once. What is
    written in one turn of the event loop leaves in one system call at its end, or at flush().
    Each write() is one chunk of the chunked encoding, in which an end without the last chunk is
    an error to the browser; so abort() makes it connect again, and finish() does not.

    Neither function of its Watcher may delete the hub or its listener.
*/

namespace {

constexpr int maximumSizeLine = 20;

// Writes the line before a chunk, such as "1f4\r\n", and returns its size.
qsizetype writeSizeLine(char *to, qsizetype size)
{
    char *end = std::to_chars(to, to + maximumSizeLine - 2, size, 16).ptr;
    *end++ = '\r';
    *end++ = '\n';
    return end - to;
}

} // namespace

struct StreamSocket::Gathered
{
    static constexpr int maximumEntries = maximumSpans / 3;

    Span spans[maximumSpans];
    char sizeLines[maximumEntries][maximumSizeLine];
    int count = 0;
    qsizetype size = 0;

    // Leaves out the first bytes, as many as skip says, and takes them off it.
    void add(const char *data, qsizetype length, qsizetype &skip)
    {
        const qsizetype skipped = std::min(skip, length);
        skip -= skipped;
        if (skipped == length)
            return;
        spans[count++] = {data + skipped, length - skipped};
        size += length - skipped;
    }
};

qsizetype StreamSocket::QueueEntry::wireSize() const
{
    char sizeLine[maximumSizeLine];
    return framed ? writeSizeLine(sizeLine, bytes.size()) + bytes.size() + 2 : bytes.size();
}

StreamSocket::StreamSocket(StreamHub &hub, bool chunked)
    : m_hub(hub)
    , m_chunked(chunked)
{
}

StreamSocket::~StreamSocket() = default;

StreamSocket::Watcher::~Watcher() = default;

void StreamSocket::Watcher::drained() { }

void StreamSocket::watch(std::unique_ptr<Watcher> watcher)
{
    m_watcher = std::move(watcher);
}

/*!
    Lets go of the watcher: nobody is told of this stream any more.
*/
void StreamSocket::unwatch()
{
    m_watcher.reset();
}

/*!
    Compresses by gzip from here on; the header lines of the answer must have said so.
*/
void StreamSocket::compress(GzipStream::Settings settings)
{
    if (m_state != State::Open)
        return;
    m_compressor = std::make_unique<GzipStream>(m_hub.m_segments, settings);
    enqueue(GzipStream::header(), m_chunked);
}

/*!
    Queues \a marked, by reference, and returns \c true; returns \c false when the stream has
    ended. It never blocks, and nothing is dropped: the writer looks at isDrained() and
    queuedBytes() and holds back what can be said later in fewer words.
*/
bool StreamSocket::write(const QByteArray &marked, Sharing sharing)
{
    if (m_state != State::Open)
        return false;
    const QByteArray bytes = Private::sharedWithPrefix(marked, m_prefix);
    if (bytes.isEmpty()) // an empty chunk would be the last one
        return true;
    if (!m_compressor)
        enqueue(bytes, m_chunked);
    else if (sharing == Sharing::Shared)
        enqueue(m_compressor->encodeShared(bytes), m_chunked);
    else
        enqueue(m_compressor->encodeOwn(bytes), m_chunked);
    return true;
}

/*!
    Sends what is queued now instead of at the end of this turn of the event loop.
*/
void StreamSocket::flush()
{
    if (m_state == State::Closed || m_blocked || m_first == m_queue.size())
        return;
    if (push() && m_state == State::Finishing)
        end(true);
}

/*!
    Ends the stream after what is queued, in a way that the browser takes for complete.
*/
void StreamSocket::finish()
{
    if (m_state != State::Open)
        return;
    if (m_compressor)
        enqueue(m_compressor->trailer(), m_chunked);
    if (m_chunked)
        enqueue(QByteArrayLiteral("0\r\n\r\n"), false);
    m_state = State::Finishing;
    if (m_first == m_queue.size())
        end(true);
}

/*!
    Cuts the connection. What the kernel has not got yet is lost, and the browser sees an error,
    so that it connects again.
*/
void StreamSocket::abort()
{
    if (m_state != State::Closed)
        end(false);
}

/*!
    \fn bool StreamSocket::isDrained() const
    Returns whether the connection took everything at the last flush. What was written since then
    does not count.

    \fn qsizetype StreamSocket::queuedBytes() const
    Returns the number of bytes, with their framing, that are still to be sent.
*/

void StreamSocket::enqueue(const QByteArray &bytes, bool framed)
{
    m_queue.push_back({bytes, framed});
    m_queuedBytes += m_queue.back().wireSize();
    if (!m_blocked && !m_scheduled)
        m_hub.schedule(this);
}

void StreamSocket::gather(Gathered &to) const
{
    qsizetype skip = m_sent;
    const std::size_t last = std::min(m_queue.size(), m_first + Gathered::maximumEntries);
    for (std::size_t i = m_first; i < last; ++i) {
        const QueueEntry &entry = m_queue[i];
        if (entry.framed) {
            char *sizeLine = to.sizeLines[i - m_first];
            to.add(sizeLine, writeSizeLine(sizeLine, entry.bytes.size()), skip);
        }
        to.add(entry.bytes.constData(), entry.bytes.size(), skip);
        if (entry.framed)
            to.add("\r\n", 2, skip);
    }
}

void StreamSocket::consume(qsizetype sent)
{
    m_queuedBytes -= sent;
    m_sent += sent;
    while (m_first < m_queue.size()) {
        const qsizetype size = m_queue[m_first].wireSize();
        if (m_sent < size)
            break;
        m_sent -= size;
        m_queue[m_first++].bytes = QByteArray(); // lets go of it, maybe the last to hold it
    }
    if (m_first == m_queue.size()) {
        m_queue.clear();
        m_first = 0;
    } else if (m_first > 1024 && m_first > m_queue.size() / 2) {
        m_queue.erase(m_queue.begin(), m_queue.begin() + std::ptrdiff_t(m_first));
        m_first = 0;
    }
}

// Returns whether everything is out. Otherwise it waits for room, or the stream is closed.
bool StreamSocket::push()
{
    while (m_first < m_queue.size()) {
        Gathered gathered;
        gather(gathered);
        ++m_hub.m_sendings;
        const qsizetype sent = transmit(gathered.spans, gathered.count);
        if (sent < 0) {
            fail();
            return false;
        }
        consume(sent);
        if (sent < gathered.size) {
            if (!std::exchange(m_blocked, true))
                awaitWritable(true);
            return false;
        }
    }
    return true;
}

/*!
    Called by the connection when it takes bytes again.
*/
void StreamSocket::resume()
{
    if (m_state == State::Closed || !m_blocked || !push())
        return;
    m_blocked = false;
    awaitWritable(false);
    if (m_state == State::Finishing)
        end(true);
    else if (m_watcher)
        m_watcher->drained();
}

/*!
    Called by the connection when the peer is gone.
*/
void StreamSocket::fail()
{
    if (m_state != State::Closed)
        end(false);
}

void StreamSocket::end(bool clean)
{
    m_state = State::Closed;
    m_queue.clear();
    m_first = 0;
    m_queuedBytes = 0;
    release(clean);
    m_hub.retire(this);
}

} // namespace BackState::Http

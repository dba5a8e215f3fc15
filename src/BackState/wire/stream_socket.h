// StreamSocket: an event stream. Internal.
#pragma once

#include <BackState/export.h>
#include <BackState/wire/gzip_stream.h>

#include <QByteArray>

#include <memory>
#include <vector>

namespace BackState::Http {

class StreamHub;

// The hub owns it. A pointer to it is valid until Watcher::closed() was called, which happens once,
// from the event loop or from StreamHub::close().
class BACKSTATE_EXPORT StreamSocket
{
public:
    // Is told what happens to a stream, which owns it.
    class BACKSTATE_EXPORT Watcher
    {
    public:
        virtual ~Watcher();
        // Called when everything is out again after isDrained() was false.
        virtual void drained();
        // Called when the stream has ended, whoever ended it. It is deleted right after this.
        virtual void closed() = 0;
    };

    // Whether other streams are told the same in this turn of the event loop, by the same
    // QByteArray, or this stream alone.
    enum class Sharing { Own, Shared };

    virtual ~StreamSocket();

    // The watcher takes the place of the one there was, which may call this as the last thing it
    // does.
    void watch(std::unique_ptr<Watcher> watcher);
    void unwatch(); // nobody is told any more

    // To be called before the first write(). The opening of the stream says so already.
    void compress(GzipStream::Settings settings);
    // What sharedWithPrefix() puts into what is written from here on.
    void setPrefix(const QByteArray &prefix) { m_prefix = prefix; }
    // Returns false when the stream has ended.
    bool write(const QByteArray &bytes, Sharing sharing = Sharing::Own);
    void flush(); // sends what is queued now
    void finish(); // after what is queued, in a way that the browser takes for complete
    void abort(); // at once, so that the browser connects again

    bool hasEncoder() const { return m_compressor && m_compressor->hasEncoder(); }
    bool isOpen() const { return m_state == State::Open; }
    // Whether the connection took everything at the last flush.
    bool isDrained() const { return !m_blocked; }
    // Bytes that are still to be sent, with their framing.
    qsizetype queuedBytes() const { return m_queuedBytes; }

protected:
    static constexpr int maximumSpans = 96; // in one system call
    struct Span
    {
        const char *data;
        qsizetype size;
    };

    StreamSocket(StreamHub &hub, bool chunked);

    // Sends as much as it can. Returns how much that was, or -1 when the connection is broken.
    virtual qsizetype transmit(const Span *spans, int count) = 0;
    virtual void awaitWritable(bool wanted) = 0; // resume() is called when there is room
    virtual void release(bool clean) = 0; // closes, if clean after what was transmitted
    virtual bool hasDescriptor() const = 0; // of its own, not of a connection's socket

    void resume();
    void fail();

private:
    Q_DISABLE_COPY_MOVE(StreamSocket)
    friend class StreamHub;

    enum class State { Open, Finishing, Closed };
    struct QueueEntry
    {
        QByteArray bytes;
        bool framed; // as a chunk
        qsizetype wireSize() const;
    };
    struct Gathered;

    void enqueue(const QByteArray &bytes, bool framed);
    void gather(Gathered &to) const;
    void consume(qsizetype sent);
    bool push();
    void end(bool clean);

    StreamHub &m_hub;
    std::unique_ptr<Watcher> m_watcher;
    std::unique_ptr<GzipStream> m_compressor;
    QByteArray m_prefix;
    std::vector<QueueEntry> m_queue; // those before m_first are out, and dropped together
    std::size_t m_first = 0;
    std::size_t m_index = 0; // in the hub
    qsizetype m_sent = 0; // wire bytes of the first entry that are out
    qsizetype m_queuedBytes = 0; // wire bytes of the queue that are not out
    State m_state = State::Open;
    bool m_chunked;
    bool m_blocked = false;
    bool m_scheduled = false;
};

} // namespace BackState::Http

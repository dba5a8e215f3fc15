#pragma once

#include <BackState/export.h>
#include <BackState/wire/gzip_stream.h>

#include <QByteArray>

#include <memory>
#include <vector>

namespace BackState::Http {

class StreamHub;

// One open event stream. The hub owns it; a pointer to it is valid until Watcher::closed()
// was called, which happens once, from the event loop or from StreamHub::close().
class BACKSTATE_EXPORT StreamSocket
{
public:
    // Is told what happens to a stream, which owns it.
    class BACKSTATE_EXPORT Watcher
    {
    public:
        virtual ~Watcher();
        // Everything is out again after isDrained() was false.
        virtual void drained();
        // The stream has ended, whoever ended it, and is deleted right after this.
        virtual void closed() = 0;
    };

    // Whether other streams are told the same in this turn of the event loop, by the same
    // QByteArray, or this stream alone.
    enum class Sharing { Own, Shared };

    virtual ~StreamSocket();

    // Takes the place of the watcher there was. A watcher may replace itself when nothing follows.
    void watch(std::unique_ptr<Watcher> watcher);
    void unwatch();

    // Before the first write(); its head says so already
    void compress(GzipStream::Settings settings);
    bool write(const QByteArray &bytes, Sharing sharing = Sharing::Own);
    void flush();
    void finish();
    void abort();

    bool hasEncoder() const { return m_compressor && m_compressor->hasEncoder(); }
    bool isOpen() const { return m_state == State::Open; }
    bool isDrained() const { return !m_blocked; }
    qsizetype queuedBytes() const { return m_queuedBytes; }

protected:
    static constexpr int maximumSpans = 96; // in one system call
    struct Span
    {
        const char *data;
        qsizetype size;
    };

    StreamSocket(StreamHub &hub, bool chunked);

    // Takes what it can; returns how much, or -1 when the connection is broken.
    virtual qsizetype transmit(const Span *spans, int count) = 0;
    virtual void awaitWritable(bool wanted) = 0; // resume() is to be called when there is room
    virtual void release(bool clean) = 0; // closes; clean: after what was transmitted
    virtual bool hasDescriptor() const = 0; // of its own, not of a connection's socket

    void resume();
    void fail();

private:
    Q_DISABLE_COPY_MOVE(StreamSocket)
    friend class StreamHub;

    enum class State { Open, Finishing, Closed };
    struct Piece
    {
        QByteArray bytes;
        bool framed;
        qsizetype wireSize() const;
    };
    struct Gathered;

    void enqueue(const QByteArray &bytes, bool framed);
    void gather(Gathered &to) const;
    void consume(qsizetype taken);
    bool push();
    void end(bool clean);

    StreamHub &m_hub;
    std::unique_ptr<Watcher> m_watcher;
    std::unique_ptr<GzipStream> m_compressor;
    std::vector<Piece> m_queue; // from m_first on; before it: taken, dropped when all are
    std::size_t m_first = 0;
    std::size_t m_index = 0; // the hub's
    qsizetype m_taken = 0; // wire bytes of the first piece that are out
    qsizetype m_queuedBytes = 0; // wire bytes that are not
    State m_state = State::Open;
    bool m_chunked;
    bool m_blocked = false;
    bool m_scheduled = false;
};

} // namespace BackState::Http

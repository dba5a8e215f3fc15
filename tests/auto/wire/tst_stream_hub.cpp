#include "applications.h"
#include "test_certificate.h"
#include "wire.h"

#include <BackState/wire/stream_hub.h>

#include <QHttpServer>
#include <QTimer>

#include <memory>
#include <optional>

#ifdef Q_OS_LINUX
#include <linux/filter.h>
#endif
#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

using namespace BackState::Http;
using namespace Qt::StringLiterals;

// Everything holds for all forms: a descriptor of the hub's own, a socket as on other systems, and
// a socket with TLS. So every test is run three times, by initTestCase_data().
class tst_StreamHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();

    void opensAStream();
    void sendsEachWriteAsAChunk();
    void sendsAtTheEndOfTheTurn();
    void flushesBeforeTheAnswer();
    void keepsTheOrder();
    void waitsForASlowReader();
    void sharesItsBytes();
    void sendsManyFramesInOneCall();
    void givesUpAPeerThatFellSilent();
    void givesUpAPeerThatTakesNothing();
    void noticesAPeerThatCloses();
    void noticesAPeerThatResets();
    void noticesAPeerThatLeavesUnread();
    void discardsWhatThePeerSends();
    void abortsWithoutACleanEnd();
    void saysItsLastWordBeforeItAborts();
    void finishesWithTheLastChunk();
    void finishesAfterASlowReader();
    void endsHttp10WithTheConnection();
    void answersHeadWithTheHead();
    void opensAStreamLater();
    void opensAStreamBehindAnUnreadAnswer();
    void closesWithItsListener();
    void endsOthersFromACallback();
    void letsGoOfTheSockets();
};

namespace {

constexpr char getStream[] = "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr char streamHead[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                              "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

enum class Form { Descriptor, Socket, Tls };

Form form()
{
    QFETCH_GLOBAL(int, form);
    return Form(form);
}

bool listenAt(Listener &listener)
{
    const QHostAddress local(QHostAddress::LocalHost);
    return form() == Form::Tls ? listener.listen(local, 0, testTls()) : listener.listen(local, 0);
}

// Connects to such a server.
struct Client : Wire
{
    explicit Client(const Listener &listener)
        : Wire(listener.port(), form() == Form::Tls)
    {
    }
};

// A server that answers every request by a stream, unless its path begins with "/a".
class Streaming final : public RequestHandler
{
public:
    explicit Streaming(std::chrono::milliseconds unacknowledged = std::chrono::seconds(30))
        : listener({.unacknowledged = unacknowledged, .ownStreams = form() != Form::Socket}, *this)
    {
        isListening = listenAt(listener);
    }

    ~Streaming() override { listener.close(); } // while what the watchers refer to lives

    void handle(const Message &message, Exchange &exchange) override
    {
        if (message.path.startsWith("/a")) {
            if (beforeAnswer)
                beforeAnswer();
            exchange.respond(200, {}, answerBody);
        } else {
            add(exchange.openStream());
        }
    }

    void add(StreamSocket *stream)
    {
        if (!stream) {
            ++refused;
            return;
        }
        streams.append(stream);
        stream->watch(std::make_unique<Watcher>(*this, stream));
    }

    class Watcher final : public StreamSocket::Watcher
    {
    public:
        Watcher(Streaming &server, StreamSocket *stream)
            : m_server(server)
            , m_stream(stream)
        {
        }

        void drained() override { ++m_server.drained; }
        void closed() override
        {
            m_server.streams.removeAll(m_stream);
            ++m_server.closed;
            if (m_server.whenClosed)
                m_server.whenClosed();
        }

    private:
        Streaming &m_server;
        StreamSocket *m_stream;
    };

    QList<StreamSocket *> streams;
    std::function<void()> beforeAnswer;
    std::function<void()> whenClosed;
    QByteArray answerBody = "answer";
    int drained = 0;
    int closed = 0;
    int refused = 0;
    bool isListening = false;
    Listener listener;
};

// The contents of the chunks, without one that is incomplete.
QByteArray unchunked(QByteArrayView bytes)
{
    QByteArray contents;
    while (true) {
        const qsizetype lineEnd = bytes.indexOf("\r\n");
        if (lineEnd < 0)
            return contents;
        const qsizetype size = bytes.first(lineEnd).toByteArray().toLongLong(nullptr, 16);
        if (size == 0 || bytes.size() < lineEnd + size + 4)
            return contents;
        contents += bytes.sliced(lineEnd + 2, size);
        bytes = bytes.sliced(lineEnd + size + 4);
    }
}

QByteArray bodyOf(const Wire &wire)
{
    const QByteArrayView received = wire.received;
    const qsizetype headSize = qsizetype(sizeof streamHead) - 1;
    return received.size() < headSize ? QByteArray() : unchunked(received.sliced(headSize));
}

} // namespace

void tst_StreamHub::initTestCase_data()
{
    QTest::addColumn<int>("form");
#ifdef Q_OS_LINUX
    QTest::addRow("descriptor") << int(Form::Descriptor);
#endif
    QTest::addRow("socket") << int(Form::Socket);
    QTest::addRow("TLS") << int(Form::Tls);
}

void tst_StreamHub::opensAStream()
{
    Streaming server;
    QVERIFY(server.isListening);
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    QCOMPARE(server.listener.streams().count(), 1);
    QVERIFY(server.streams.first()->isOpen());
    QVERIFY(server.streams.first()->isDrained());
    QCOMPARE(server.streams.first()->queuedBytes(), 0);
}

void tst_StreamHub::sendsEachWriteAsAChunk()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(server.streams.size(), 1);
    StreamSocket *stream = server.streams.first();
    QVERIFY(stream->write("data: a\n\n"));
    QVERIFY(stream->write({})); // an empty chunk would be the end
    QVERIFY(stream->write("data: 0123456789\n\n"));
    QTRY_COMPARE(
        wire.received,
        QByteArray(streamHead) + "9\r\ndata: a\n\n\r\n" + "12\r\ndata: 0123456789\n\n\r\n");
}

void tst_StreamHub::sendsAtTheEndOfTheTurn()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    StreamSocket *stream = server.streams.first();
    stream->write("a");
    stream->write("b");
    QCOMPARE(stream->queuedBytes(), 12); // "1\r\na\r\n" twice
    QVERIFY(stream->isDrained());
    QTRY_COMPARE(stream->queuedBytes(), 0);
    QTRY_COMPARE(wire.received, QByteArray(streamHead) + "1\r\na\r\n1\r\nb\r\n");
}

void tst_StreamHub::flushesBeforeTheAnswer()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(server.streams.size(), 1);
    qsizetype pending = -1;
    server.beforeAnswer = [&] {
        server.streams.first()->write("change");
        server.listener.streams().flush();
        pending = server.streams.first()->queuedBytes();
    };
    Client event(server.listener);
    event.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    QVERIFY(event.waitFor("answer"));
    QCOMPARE(pending, 0);
    QTRY_COMPARE(bodyOf(wire), "change"_ba);
}

void tst_StreamHub::keepsTheOrder()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(server.streams.size(), 1);
    QByteArray expected;
    for (int i = 0; i < 10'000; ++i) {
        const QByteArray frame = "data: " + QByteArray::number(i) + "\n\n";
        expected += frame;
        QVERIFY(server.streams.first()->write(frame));
        if (i % 1000 == 0)
            QCoreApplication::processEvents();
    }
    QTRY_COMPARE(bodyOf(wire).size(), expected.size());
    QVERIFY(bodyOf(wire) == expected);
}

void tst_StreamHub::waitsForASlowReader()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    wire.stopReading();
    StreamSocket *stream = server.streams.first();
    QByteArray expected;
    for (int i = 0; i < 200; ++i) {
        const QByteArray frame(100'000 + i, char('a' + i % 26));
        expected += frame;
        stream->write(frame);
    }
    QTRY_VERIFY(!stream->isDrained());
    QVERIFY(stream->queuedBytes() > 1'000'000);
    QVERIFY(stream->write("last")); // while it waits
    QCOMPARE(server.drained, 0);

    wire.goOnReading();
    QTRY_COMPARE(server.drained, 1);
    QVERIFY(stream->isDrained());
    QCOMPARE(stream->queuedBytes(), 0);
    QTRY_COMPARE(bodyOf(wire).size(), expected.size() + 4);
    QVERIFY(bodyOf(wire) == expected + "last");
}

void tst_StreamHub::sharesItsBytes()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(server.streams.size(), 1);
    QByteArray frame(1000, 'x');
    server.streams.first()->write(frame);
    QVERIFY(!frame.isDetached()); // the queue holds the same bytes
    server.streams.first()->flush();
    QVERIFY(frame.isDetached()); // and has let go of them
}

void tst_StreamHub::sendsManyFramesInOneCall()
{
    Streaming server;
    Client first(server.listener), second(server.listener);
    first.send(getStream);
    second.send(getStream);
    QTRY_COMPARE(first.received, QByteArray(streamHead));
    QTRY_COMPARE(second.received, QByteArray(streamHead));
    const quint64 before = server.listener.streams().sendings();
    QByteArray expected;
    for (int i = 0; i < 30; ++i) {
        const QByteArray frame = "data: " + QByteArray::number(i) + "\n\n";
        expected += frame;
        for (StreamSocket *stream : std::as_const(server.streams))
            stream->write(frame);
    }
    QTRY_COMPARE(bodyOf(first), expected);
    QTRY_COMPARE(bodyOf(second), expected);
    QCOMPARE(server.listener.streams().sendings() - before, quint64(2));
}

// As a cable that was pulled out: nothing that is sent to it arrives, and nothing comes back.
void tst_StreamHub::givesUpAPeerThatFellSilent()
{
#ifdef Q_OS_LINUX
    Streaming server(std::chrono::milliseconds(300));
    Client wire(server.listener), other(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    other.send(getStream);
    QTRY_COMPARE(other.received, QByteArray(streamHead));
    sock_filter dropAll[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
    const sock_fprog program{1, dropAll};
    const int descriptor = int(wire.socket.socketDescriptor());
    QCOMPARE(::setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
    QTimer heartbeat;
    connect(&heartbeat, &QTimer::timeout, this, [&] {
        for (StreamSocket *stream : std::as_const(server.streams))
            stream->write(": \n\n");
    });
    heartbeat.start(50);
    QTRY_COMPARE_WITH_TIMEOUT(server.closed, 1, 20'000);
    QCOMPARE(server.listener.streams().count(), 1); // the other hears its heartbeats
    QVERIFY(!other.isClosed());
#else
    QSKIP("the time is set by Linux's TCP_USER_TIMEOUT");
#endif
}

// It confirms that it is there, and that it has no room.
void tst_StreamHub::givesUpAPeerThatTakesNothing()
{
#ifdef Q_OS_LINUX
    Streaming server(std::chrono::milliseconds(300));
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    wire.stopReading();
    server.streams.first()->write(QByteArray(20'000'000, 'x'));
    QTRY_COMPARE_WITH_TIMEOUT(server.closed, 1, 20'000);
    QCOMPARE(server.listener.streams().count(), 0);
#else
    QSKIP("the time is set by Linux's TCP_USER_TIMEOUT");
#endif
}

void tst_StreamHub::noticesAPeerThatCloses()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    wire.socket.disconnectFromHost();
    QTRY_COMPARE(server.closed, 1);
    QCOMPARE(server.listener.streams().count(), 0);
}

void tst_StreamHub::noticesAPeerThatResets()
{
#ifdef Q_OS_UNIX
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    const linger reset{1, 0};
    const int descriptor = int(wire.socket.socketDescriptor());
    QCOMPARE(::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), 0);
    wire.socket.abort();
    StreamSocket *stream = server.streams.first();
    for (int i = 0; i < 10; ++i)
        stream->write("into the void"); // no signal, no crash, and no closed() from in here
    QCOMPARE(server.closed, 0);
    QTRY_COMPARE(server.closed, 1);
#else
    QSKIP("resets are asked for by setsockopt()");
#endif
}

void tst_StreamHub::noticesAPeerThatLeavesUnread()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    wire.stopReading();
    StreamSocket *stream = server.streams.first();
    stream->write(QByteArray(20'000'000, 'x'));
    QTRY_VERIFY(!stream->isDrained());
    wire.socket.abort();
    QTRY_COMPARE(server.closed, 1);
    QCOMPARE(server.drained, 0);
}

void tst_StreamHub::discardsWhatThePeerSends()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream + "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"_ba); // pipelined behind it
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    wire.send(QByteArray(3'000'000, 'x'));
    QTRY_COMPARE(wire.socket.bytesToWrite(), 0);
    server.streams.first()->write("still here");
    QTRY_COMPARE(bodyOf(wire), "still here"_ba);
}

void tst_StreamHub::abortsWithoutACleanEnd()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(server.streams.size(), 1);
    StreamSocket *stream = server.streams.first();
    stream->write("a");
    stream->flush();
    QTRY_COMPARE(bodyOf(wire), "a"_ba);
    stream->abort();
    stream->abort();
    QVERIFY(!stream->isOpen());
    QVERIFY(!stream->write("b"));
    QCOMPARE(server.closed, 0); // not out of abort()
    QTRY_COMPARE(server.closed, 1);
    QVERIFY(wire.waitForClose());
    QCOMPARE(wire.received, QByteArray(streamHead) + "1\r\na\r\n");
}

void tst_StreamHub::saysItsLastWordBeforeItAborts()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    StreamSocket *stream = server.streams.first();
    stream->write("a");
    stream->flush();
    stream->abort();
    QVERIFY(wire.waitForClose());
    QCOMPARE(wire.received, QByteArray(streamHead) + "1\r\na\r\n");
}

void tst_StreamHub::finishesWithTheLastChunk()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(server.streams.size(), 1);
    StreamSocket *stream = server.streams.first();
    stream->write("a");
    stream->finish();
    QVERIFY(!stream->write("b"));
    QVERIFY(wire.waitForClose());
    QCOMPARE(wire.received, QByteArray(streamHead) + "1\r\na\r\n0\r\n\r\n");
    QTRY_COMPARE(server.closed, 1);
}

void tst_StreamHub::finishesAfterASlowReader()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    wire.stopReading();
    const QByteArray frame(20'000'000, 'x');
    server.streams.first()->write(frame);
    server.streams.first()->finish();
    QTRY_VERIFY(!server.streams.first()->isDrained());
    wire.goOnReading();
    QVERIFY(wire.waitForClose());
    QVERIFY(wire.received.endsWith("x\r\n0\r\n\r\n"));
    QVERIFY(bodyOf(wire) == frame);
    QTRY_COMPARE(server.closed, 1);
}

void tst_StreamHub::endsHttp10WithTheConnection()
{
    Streaming server;
    Client wire(server.listener);
    wire.send("GET /stream HTTP/1.0\r\nHost: h\r\n\r\n");
    QTRY_COMPARE(server.streams.size(), 1);
    server.streams.first()->write("a");
    server.streams.first()->finish();
    QVERIFY(wire.waitForClose());
    QCOMPARE(
        wire.received,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\na"_ba);
}

void tst_StreamHub::answersHeadWithTheHead()
{
    Streaming server;
    Client wire(server.listener);
    wire.send("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(wire.waitFor("\r\n\r\n"));
    QVERIFY(wire.received.startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"));
    QCOMPARE(server.refused, 1);
    QCOMPARE(server.listener.streams().count(), 0);
}

void tst_StreamHub::opensAStreamLater()
{
    std::optional<Deferred> later;
    Answering handler([&](const Message &, Exchange &exchange) { later = exchange.defer(); });
    Listener listener({.ownStreams = form() != Form::Socket}, handler);
    QVERIFY(listenAt(listener));
    Client wire(listener);
    wire.send(getStream);
    QTRY_VERIFY(later);
    StreamSocket *stream = later->openStream("X-A: b\r\n");
    QVERIFY(stream);
    stream->write("a");
    QTRY_COMPARE(
        wire.received,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
        "X-A: b\r\nConnection: close\r\n\r\n1\r\na\r\n"_ba);
    wire.socket.abort();
    QTRY_COMPARE(listener.streams().count(), 0);
    QTRY_COMPARE(listener.connectionCount(), 0);
}

void tst_StreamHub::opensAStreamBehindAnUnreadAnswer()
{
    Streaming server;
    server.answerBody = QByteArray(7'000'000, 'x'); // more than the kernel takes
    Client wire(server.listener);
    QVERIFY(wire.isConnected());
    wire.stopReading();
    wire.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"_ba + getStream);
    QTRY_COMPARE(server.streams.size(), 1);
    server.streams.first()->write("a");
    wire.goOnReading();
    QVERIFY(wire.waitFor(QByteArray(streamHead) + "1\r\na\r\n"));
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Length: 7000000\r\n\r\n";
    QCOMPARE(wire.received.indexOf(streamHead), head.size() + 7'000'000);
}

void tst_StreamHub::closesWithItsListener()
{
    Streaming server;
    Client first(server.listener), second(server.listener);
    first.send(getStream);
    second.send(getStream);
    QTRY_COMPARE(server.streams.size(), 2);
    QTRY_COMPARE(first.received, QByteArray(streamHead));
    QTRY_COMPARE(second.received, QByteArray(streamHead));
    server.listener.close();
    QCOMPARE(server.closed, 2);
    QVERIFY(first.waitForClose());
    QVERIFY(second.waitForClose());
    QCOMPARE(first.received, QByteArray(streamHead)); // no last chunk
}

void tst_StreamHub::endsOthersFromACallback()
{
    Streaming server;
    std::vector<std::unique_ptr<Client>> wires;
    for (int i = 0; i < 20; ++i) {
        wires.push_back(std::make_unique<Client>(server.listener));
        wires.back()->send(getStream);
    }
    QTRY_COMPARE(server.streams.size(), 20);
    server.whenClosed = [&] {
        for (StreamSocket *stream : std::as_const(server.streams)) {
            stream->write("others");
            stream->abort();
        }
    };
    for (const auto &wire : wires)
        wire->socket.abort();
    QTRY_COMPARE(server.closed, 20);
    QCOMPARE(server.listener.streams().count(), 0);
}

void tst_StreamHub::letsGoOfTheSockets()
{
    Streaming server;
    Client wire(server.listener);
    wire.send(getStream);
    QTRY_COMPARE(wire.received, QByteArray(streamHead));
    QHttpServer &http = server.listener.http();
    if (form() == Form::Descriptor) {
        QTRY_COMPARE(server.listener.connectionCount(), 0);
        QTRY_VERIFY(http.findChildren<QTcpSocket *>().isEmpty());
        QCOMPARE(server.closed, 0);
    }
    server.streams.first()->write("a");
    QTRY_COMPARE(bodyOf(wire), "a"_ba);
    wire.socket.disconnectFromHost();
    QTRY_COMPARE(server.closed, 1);
    QTRY_COMPARE(server.listener.connectionCount(), 0);
    QTRY_VERIFY(http.findChildren<QTcpSocket *>().isEmpty());
}

int main(int argc, char **argv)
{
    const auto application = makeApplication(argc, argv);
    tst_StreamHub test;
    return hasWrongDispatcher() ? 1 : QTest::qExec(&test, argc, argv);
}

#include "tst_stream_hub.moc"

#include "wire.h"

#include <QElapsedTimer>
#include <QFile>
#include <QHttpServer>
#include <QTcpServer>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

using namespace BackState::Http;
using namespace std::chrono_literals;

// What one client may cost, and what happens when there is no more to be had.
class tst_Limits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { Served::addBothWays(); }
    void init() { Served::fetchWay(); }

    void cutsADrippingClient();
    void closesAnIdleConnection();
    void closesAConnectionThatSaysNothing();
    void cutsWhoeverReadsNothing();
    void keepsAnActiveConnection();
    void servesOthersBetweenPipelinedRequests();
    void turnsAwayTooManyConnections();
    void raisesTheLimitOfDescriptors();
    void lets4096ConnectionsWait();
    void goesOnAfterRunningOutOfDescriptors();
};

void tst_Limits::cutsADrippingClient()
{
    Served served({.request = 200ms});
    Wire wire(served.port());
    wire.send("GET /a HTTP/1.1\r\nHost: h\r\nX: ");
    QVERIFY(QTest::qWaitFor([&] {
        if (!wire.isClosed() && wire.received.isEmpty())
            wire.send("x");
        return wire.isClosed();
    }));
    QCOMPARE(
        wire.received,
        answer(
            "HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 15\r\nConnection: close\r\n",
            "Request Timeout"));
    QTRY_COMPARE(served.listener.connectionCount(), 0);
}

void tst_Limits::closesAnIdleConnection()
{
    Served served({.idle = 100ms});
    Wire wire(served.port());
    wire.send(getA);
    QVERIFY(wire.waitForClose());
    QCOMPARE(wire.received, okA());
    QTRY_COMPARE(served.listener.connectionCount(), 0);
}

void tst_Limits::closesAConnectionThatSaysNothing()
{
    Served served({.idle = 100ms});
    Wire wire(served.port());
    QVERIFY(wire.isConnected());
    QVERIFY(wire.waitForClose());
    QVERIFY(wire.received.isEmpty());
}

void tst_Limits::cutsWhoeverReadsNothing()
{
    const QByteArray body(50'000'000, 'x');
    Served served({.stalled = 100ms}, [&](const Message &, Exchange &exchange) {
        exchange.respond(200, {}, body);
    });
    Wire wire(served.port());
    wire.stopReading();
    wire.send(getA);
    QTRY_COMPARE(served.requests.size(), 1);
    QCOMPARE(served.listener.connectionCount(), 1);
    QTRY_COMPARE(served.listener.connectionCount(), 0);
}

void tst_Limits::keepsAnActiveConnection()
{
    Served served({.request = 150ms, .idle = 150ms});
    Wire wire(served.port());
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 500) {
        wire.received.clear();
        wire.send(getA);
        QTRY_COMPARE(wire.received, okA());
    }
}

void tst_Limits::servesOthersBetweenPipelinedRequests()
{
    Wire *other = nullptr;
    qsizetype before = -1; // requests of the first client when that of the other came
    Served *all = nullptr;
    Served served({}, [&](const Message &message, Exchange &exchange) {
        if (message.path == "/b")
            before = all->requests.size();
        else if (all->requests.size() == 1)
            other->send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
        exchange.respond(204, {}, {});
    });
    all = &served;
    Wire first(served.port()), second(served.port());
    other = &second;
    QVERIFY(first.isConnected() && second.isConnected());
    first.send(QByteArray(getA).repeated(1000));
    QTRY_COMPARE(served.requests.size(), 1001);
    QVERIFY2(before > 0 && before < 100, qPrintable(QString::number(before)));
}

void tst_Limits::turnsAwayTooManyConnections()
{
    Served served({.connections = 2});
    Wire first(served.port()), second(served.port());
    QTRY_COMPARE(served.listener.connectionCount(), 2);
    Wire third(served.port());
    QVERIFY(third.isConnected() || third.isClosed());
    QVERIFY(third.waitForClose());
    QVERIFY(third.received.isEmpty());
    first.socket.abort();
    QTRY_COMPARE(served.listener.connectionCount(), 1);
    Wire fourth(served.port());
    fourth.send(getA);
    QTRY_COMPARE(fourth.received, okA());
}

void tst_Limits::raisesTheLimitOfDescriptors()
{
#ifdef Q_OS_UNIX
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit few = before;
    few.rlim_cur = 200;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
    const QByteArray most = QByteArray::number(quint64(before.rlim_max));
    QTest::ignoreMessage(QtInfoMsg, "raised the limit of open files from 200 to " + most);
    const Served served;
    rlimit raised{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &raised), 0);
    QCOMPARE(raised.rlim_cur, before.rlim_max);
    QVERIFY(served.listener.connectionLimit() > 200);
#else
    QSKIP("descriptors are Unix's");
#endif
}

void tst_Limits::lets4096ConnectionsWait()
{
#ifdef Q_OS_LINUX
    Served served;
    QFile allowed(QStringLiteral("/proc/sys/net/core/somaxconn"));
    if (!allowed.open(QFile::ReadOnly))
        QSKIP("how many the kernel allows can't be read");
    const auto *server = served.listener.http().findChild<QTcpServer *>();
    tcp_info info{};
    socklen_t size = sizeof info;
    QCOMPARE(::getsockopt(int(server->socketDescriptor()), IPPROTO_TCP, TCP_INFO, &info, &size), 0);
    // Of a listening socket this field is its backlog.
    QCOMPARE(int(info.tcpi_sacked), std::min(4096, allowed.readAll().trimmed().toInt()));
#else
    QSKIP("only Linux tells");
#endif
}

void tst_Limits::goesOnAfterRunningOutOfDescriptors()
{
#ifdef Q_OS_UNIX
    Served served;
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);

    Wire first(served.port()); // lets Qt open what it needs
    first.send(getA);
    QTRY_COMPARE(first.received, okA());

    rlimit few = before;
    few.rlim_cur = 256;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
    QList<int> hoard;
    for (int fd = ::open("/dev/null", O_RDONLY); fd >= 0; fd = ::open("/dev/null", O_RDONLY))
        hoard.append(fd);
    ::close(hoard.takeLast()); // for the client
    QTest::ignoreMessage(QtWarningMsg, "out of descriptors: connections are turned away");
    Wire refused(served.port());
    const bool closed = refused.waitForClose();
    for (const int fd : std::as_const(hoard))
        ::close(fd);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY(closed);
    QVERIFY(refused.received.isEmpty());

    Wire served_again(served.port());
    served_again.send(getA);
    QTRY_COMPARE(served_again.received, okA());
    first.received.clear();
    first.send(getA);
    QTRY_COMPARE(first.received, okA());
#else
    QSKIP("descriptors are Unix's");
#endif
}

QTEST_GUILESS_MAIN(tst_Limits)
#include "tst_limits.moc"

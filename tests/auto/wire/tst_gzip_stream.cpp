#include "inflated.h"

#include <BackState/wire/gzip_stream.h>

#include <QTest>

#ifdef Q_OS_LINUX
#include <malloc.h>
#endif

using namespace BackState::Http;
using namespace Qt::StringLiterals;

class tst_GzipStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void canBeReadFrameByFrame_data();
    void canBeReadFrameByFrame();
    void makesTheSameOfAFrameForAll();
    void compressesAFrameForAllOnce();
    void remembersWhatItWasTold();
    void forgetsWhatOthersWereToldToo();
    void storesWhatWouldGrow();
    void mixesInAnyOrder();
    void costsNothingWhileItIsIdle();
};

namespace {

QByteArray frame(const QByteArray &json)
{
    return "event: datastar-patch-signals\ndata: signals " + json + "\n\n";
}

// Looks random, but is always the same.
QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 number = 7;
    for (char &c : bytes)
        c = char((number = number * 1'664'525 + 1'013'904'223) >> 24);
    return bytes;
}

} // namespace

void tst_GzipStream::canBeReadFrameByFrame_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("window");
    for (const int level : {1, 6, 9}) {
        for (const int window : {-1, 9, 12, 15, 99})
            QTest::addRow("level %d, window %d", level, window) << level << window;
    }
}

void tst_GzipStream::canBeReadFrameByFrame()
{
    QFETCH(int, level);
    QFETCH(int, window);
    SharedSegments shared;
    GzipStream stream(shared, {.level = level, .window = window});
    Inflater inflater;
    QCOMPARE(inflater.add(GzipStream::header()), ""_ba);
    const QByteArrayList frames{
        ": \n\n"_ba,
        frame("{\"a\":1}"),
        frame(QByteArray(200'000, 'x')),
        noise(150'000),
        "x"_ba,
        noise(65'536)};
    for (const QByteArray &one : frames) {
        QVERIFY(inflater.add(stream.encodeOwn(one)) == one);
        QVERIFY(inflater.add(stream.encodeShared(one)) == one);
    }
    QVERIFY(inflater.isGood);
    QVERIFY(!inflater.hasEnded());
    QCOMPARE(inflater.add(stream.trailer()), ""_ba);
    QVERIFY(inflater.hasEnded());
}

void tst_GzipStream::makesTheSameOfAFrameForAll()
{
    SharedSegments shared;
    GzipStream first(shared, {}), second(shared, {});
    second.encodeOwn(frame("{\"own\":true}"));
    const QByteArray both = frame("{\"chat\":\"" + "hello "_ba.repeated(50) + "\"}");
    const QByteArray one = first.encodeShared(both);
    const QByteArray other = second.encodeShared(both);
    QCOMPARE(one, other);
    QCOMPARE(one.constData(), other.constData()); // the bytes are there once
    QVERIFY(one.size() < both.size() / 3);
}

void tst_GzipStream::compressesAFrameForAllOnce()
{
    SharedSegments shared;
    const QByteArray big = noise(1'000'000).toHex();
    const SharedSegments::Segment *segment = &shared.of(big, 9);
    const char *bytes = segment->bytes.constData();
    QCOMPARE(shared.of(big, 9).bytes.constData(), bytes);
    QVERIFY(!big.isDetached()); // held, so that the address is not used again
    shared.endTurn();
    QVERIFY(big.isDetached());
}

void tst_GzipStream::remembersWhatItWasTold()
{
    SharedSegments shared;
    GzipStream stream(shared, {});
    const qsizetype first = stream.encodeOwn(frame("{\"_Counter\":{\"count\":1}}")).size();
    const qsizetype second = stream.encodeOwn(frame("{\"_Counter\":{\"count\":2}}")).size();
    QVERIFY2(second < 20 && second < first / 2, qPrintable(QString::number(second)));
}

void tst_GzipStream::forgetsWhatOthersWereToldToo()
{
    // What somebody else wrote must not make a stream's own secret shorter, whether the two are the
    // same or not.
    const auto sizeAfter = [](const QByteArray &fromOthers) {
        SharedSegments shared;
        GzipStream stream(shared, {});
        stream.encodeOwn(frame("{\"a\":1}"));
        stream.encodeShared(frame(fromOthers));
        return stream.encodeOwn(frame("{\"secret\":\"8f14e45fceea167a\"}")).size();
    };
    QCOMPARE(
        sizeAfter("{\"chat\":\"8f14e45fceea167a\"}"),
        sizeAfter("{\"chat\":\"0123456789abcdef\"}"));
}

void tst_GzipStream::storesWhatWouldGrow()
{
    SharedSegments shared;
    GzipStream stream(shared, {});
    QCOMPARE(stream.encodeShared(": \n\n"_ba), QByteArray("\0\4\0\xfb\xff: \n\n", 9));
    const QByteArray random = noise(1000);
    QCOMPARE(stream.encodeShared(random).size(), random.size() + 5);
}

void tst_GzipStream::mixesInAnyOrder()
{
    SharedSegments shared;
    GzipStream streams[3] = {{shared, {}}, {shared, {}}, {shared, {}}};
    Inflater inflaters[3];
    QByteArray expected[3], got[3];
    for (int i = 0; i < 3; ++i)
        got[i] = inflaters[i].add(GzipStream::header());
    quint32 number = 3;
    for (int turn = 0; turn < 500; ++turn) {
        const QByteArray common = frame(noise(turn).toBase64());
        for (int i = 0; i < 3; ++i) {
            number = number * 1'664'525 + 1'013'904'223;
            const QByteArray own = frame(QByteArray::number(number)).repeated(int(number >> 29));
            const bool isShared = number >> 28 & 1;
            if (!isShared && own.isEmpty())
                continue;
            expected[i] += isShared ? common : own;
            got[i] += inflaters[i].add(
                isShared ? streams[i].encodeShared(common) : streams[i].encodeOwn(own));
        }
        if (turn % 3 == 0)
            shared.endTurn();
    }
    for (int i = 0; i < 3; ++i) {
        QVERIFY(got[i] == expected[i]);
        inflaters[i].add(streams[i].trailer());
        QVERIFY(inflaters[i].hasEnded());
    }
}

void tst_GzipStream::costsNothingWhileItIsIdle()
{
    SharedSegments shared;
    GzipStream stream(shared, {});
    QVERIFY(!stream.hasEncoder());
    QVERIFY(sizeof stream <= 40);
#ifdef Q_OS_LINUX
    const std::size_t before = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
#endif
    stream.encodeOwn(frame("{\"a\":1}"));
    QVERIFY(stream.hasEncoder());
#ifdef Q_OS_LINUX
    const std::size_t cost = ::mallinfo2().uordblks + ::mallinfo2().hblkhd - before;
    QVERIFY2(cost < 40 * 1024, qPrintable(QString::number(cost))); // as ServerOptions says
#endif
    stream.encodeShared(": \n\n"_ba); // its heartbeat
    QVERIFY(!stream.hasEncoder());
}

QTEST_APPLESS_MAIN(tst_GzipStream)
#include "tst_gzip_stream.moc"

#include <BackState/wire/encoding.h>

#include <QTest>

#ifdef BACKSTATE_TEST_GZIP
#include "inflated.h"
#endif
#ifdef BACKSTATE_TEST_BROTLI
#include <brotli/decode.h>
#endif

using namespace BackState::Http;
using namespace Qt::StringLiterals;

class tst_Encoding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesWhatTheClientLikesBest_data();
    void choosesWhatTheClientLikesBest();
    void makesGzip_data();
    void makesGzip();
    void makesBrotli_data();
    void makesBrotli();
};

void tst_Encoding::choosesWhatTheClientLikesBest_data()
{
    if (!isAvailable(Encoding::Gzip) || !isAvailable(Encoding::Brotli))
        QSKIP("built without zlib or Brotli");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("name");

    QTest::addRow("nothing") << ""_ba << ""_ba;
    QTest::addRow("as Chromium") << "gzip, deflate, br, zstd"_ba << "br"_ba;
    QTest::addRow("gzip only") << "gzip"_ba << "gzip"_ba;
    QTest::addRow("capitals") << "GZip"_ba << "gzip"_ba;
    QTest::addRow("what we do not have") << "zstd, deflate"_ba << ""_ba;
    QTest::addRow("gzip rather") << "br;q=0.5, gzip;q=0.8"_ba << "gzip"_ba;
    QTest::addRow("brotli rather") << "gzip;q=0.8, br"_ba << "br"_ba;
    QTest::addRow("the same") << "gzip;q=0.3, br;q=0.3"_ba << "br"_ba;
    QTest::addRow("not brotli") << "gzip;q=0.1, br;q=0"_ba << "gzip"_ba;
    QTest::addRow("not brotli, three digits") << "gzip;q=0.1, br;q=0.000"_ba << "gzip"_ba;
    QTest::addRow("blanks") << " gzip ; q=0.2 ,\tbr ;q = 0.1"_ba << "gzip"_ba;
    QTest::addRow("anything") << "*"_ba << "br"_ba;
    QTest::addRow("anything else") << "br;q=0, *;q=0.5"_ba << "gzip"_ba;
    QTest::addRow("nothing else") << "gzip, *;q=0"_ba << "gzip"_ba;
    QTest::addRow("identity rather") << "identity, gzip;q=0.5"_ba << ""_ba;
    QTest::addRow("identity if need be") << "gzip, identity;q=0.5"_ba << "gzip"_ba;
    QTest::addRow("no number") << "gzip;q=much, br;q=2"_ba << ""_ba;
    QTest::addRow("only commas") << ",,;;"_ba << ""_ba;
}

void tst_Encoding::choosesWhatTheClientLikesBest()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, name);
    constexpr Encoding offered[] = {Encoding::Brotli, Encoding::Gzip};
    QCOMPARE(encodingName(chosenEncoding(field, offered)).toByteArray(), name);
}

static void bodies()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("level");

    QByteArray random(100'000, Qt::Uninitialized);
    quint32 number = 1;
    for (char &c : random)
        c = char((number = number * 1'664'525 + 1'013'904'223) >> 24);
    for (const int level : {1, 5, 9, 100, -3}) {
        QTest::addRow("empty, level %d", level) << ""_ba << level;
        QTest::addRow("repetitive, level %d", level) << "<li>one</li>"_ba.repeated(10'000) << level;
        QTest::addRow("random, level %d", level) << random << level;
        // These sizes are about where a larger window is taken.
        for (const int size : {1, 511, 513, 1007, 1009, 1025, 32'767, 32'769})
            QTest::addRow("%d bytes, level %d", size, level)
                << random.first(size).toBase64().first(size) << level;
    }
}

void tst_Encoding::makesGzip_data()
{
    bodies();
}

void tst_Encoding::makesGzip()
{
#ifdef BACKSTATE_TEST_GZIP
    QFETCH(QByteArray, body);
    QFETCH(int, level);
    Inflater inflater;
    QVERIFY(inflater.add(encoded(Encoding::Gzip, body, level)) == body);
    QVERIFY(inflater.hasEnded()); // its checksum is right, too
#else
    QSKIP("built without zlib");
#endif
}

void tst_Encoding::makesBrotli_data()
{
    bodies();
}

void tst_Encoding::makesBrotli()
{
#ifdef BACKSTATE_TEST_BROTLI
    QFETCH(QByteArray, body);
    QFETCH(int, level);
    const QByteArray bytes = encoded(Encoding::Brotli, body, level);
    QByteArray decoded(body.size() + 1, Qt::Uninitialized);
    auto size = std::size_t(decoded.size());
    QCOMPARE(
        BrotliDecoderDecompress(
            std::size_t(bytes.size()),
            reinterpret_cast<const quint8 *>(bytes.constData()),
            &size,
            reinterpret_cast<quint8 *>(decoded.data())),
        BROTLI_DECODER_RESULT_SUCCESS);
    decoded.truncate(qsizetype(size));
    QVERIFY(decoded == body);
#else
    QSKIP("built without Brotli");
#endif
}

QTEST_APPLESS_MAIN(tst_Encoding)
#include "tst_encoding.moc"

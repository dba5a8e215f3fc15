#include <BackState/visitors/seal.h>
#include <BackState/visitors/secret.h>

#include <QTest>

using namespace BackState::Http;
using namespace Qt::StringLiterals;

class tst_Seal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWhatItClosed_data();
    void opensWhatItClosed();
    void isAnotherOneEachTime();
    void opensForNothingElse();
    void noticesEveryChange();
    void opensNothingShort();
    void derivesKeysAsTheStandardSays();
};

static Seal seal(char letter = 'k')
{
    return Seal(QByteArray(32, letter));
}

void tst_Seal::opensWhatItClosed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << ""_ba;
    QTest::newRow("some") << "{\"price\":5}"_ba;
    QTest::newRow("bytes") << QByteArray("\0\xff\n", 3);
    QTest::newRow("much") << QByteArray(1024 * 1024, 'x');
}

void tst_Seal::opensWhatItClosed()
{
    QFETCH(QByteArray, text);
    const QByteArray closed = seal().close(text, "Cart");
    QVERIFY(!closed.isEmpty());
    const std::optional<QByteArray> opened = seal().open(closed, "Cart");
    QVERIFY(opened.has_value());
    QCOMPARE(*opened, text);
    QVERIFY(seal().close(QByteArray(1024 * 1024 + 1, 'x'), "Cart").isEmpty());
}

void tst_Seal::isAnotherOneEachTime()
{
    QVERIFY(seal().close("same", "Cart") != seal().close("same", "Cart"));
}

void tst_Seal::opensForNothingElse()
{
    const QByteArray closed = seal().close("text", "Cart");
    QVERIFY(seal().open(closed, "Cart"));
    QVERIFY(!seal().open(closed, "Card"));
    QVERIFY(!seal().open(closed, ""));
    QVERIFY(!seal('j').open(closed, "Cart"));
    QVERIFY(!Seal().open(closed, "Cart"));
    QVERIFY(Seal().close("text", "Cart").isEmpty());
}

void tst_Seal::noticesEveryChange()
{
    const auto encoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    const QByteArray closed = seal().close("{\"price\":5}", "Cart");
    const QByteArray bytes = QByteArray::fromBase64(closed, encoding);
    QCOMPARE(bytes.size(), 1 + 12 + 11 + 16);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        QByteArray changed = bytes;
        changed[i] = char(changed[i] ^ 1);
        QVERIFY2(
            !seal().open(changed.toBase64(encoding), "Cart"),
            QByteArray::number(i).constData());
    }
}

void tst_Seal::opensNothingShort()
{
    const QByteArray closed = seal().close("text", "Cart");
    for (qsizetype i = 0; i < closed.size(); ++i)
        QVERIFY(!seal().open(closed.first(i), "Cart"));
    QVERIFY(!seal().open(closed + '%', "Cart"));
    QVERIFY(!seal().open(closed + closed, "Cart"));
}

// RFC 5869, appendix A.3: no salt, no info.
void tst_Seal::derivesKeysAsTheStandardSays()
{
    const Secret secret(QByteArray(22, 0x0b));
    QCOMPARE(
        secret.derivedKey({}).toHex(),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"_ba);
    QVERIFY(secret.derivedKey("a") != secret.derivedKey("b"));
}

QTEST_APPLESS_MAIN(tst_Seal)
#include "tst_seal.moc"

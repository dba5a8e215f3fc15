#include <BackState/visitors/secret.h>

#include <QTest>

using namespace BackState::Http;
using namespace Qt::StringLiterals;

// What was signed or sealed before an update of the library has to be good after it: the bytes are
// fixed.
class tst_Secret : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void derivesTheSameKeysForEver();
    void signsTheSameForEver();
    void knowsItsSignatures();

private:
    const Secret m_secret{"0123456789abcdef0123456789abcdef"_ba};
};

void tst_Secret::derivesTheSameKeysForEver()
{
    QCOMPARE(
        m_secret.derivedKey("BackState seal").toHex(),
        "817abecb4e292e3a89e46a98dc15f67c5993144bfc0166ca803aec7c4e7db354"_ba);
    QCOMPARE(
        m_secret.derivedKey("").toHex(),
        "bd0ea8e91331410fa20002fb40f324907651b706840405c3009d20b9a9861932"_ba);
    QCOMPARE(
        Secret(QByteArray(100, 'x')).derivedKey("a purpose"_ba).toHex(),
        "5e279a8cc0346564b76c6784088ea8c4957a5bd33682d6e871ee02c11145359e"_ba);
}

void tst_Secret::signsTheSameForEver()
{
    QCOMPARE(m_secret.sign("session", "abc"), "o76yL4rC0a0Fne47dlCTjw"_ba);
}

void tst_Secret::knowsItsSignatures()
{
    const QByteArray signature = m_secret.sign("session", "abc");
    QVERIFY(m_secret.isSignature(signature, "session", "abc"));
    QVERIFY(!m_secret.isSignature(signature, "session", "abd"));
    QVERIFY(!m_secret.isSignature(signature, "tab", "abc"));
    QVERIFY(!m_secret.isSignature(signature.chopped(1), "session", "abc"));
    QVERIFY(!m_secret.isSignature(signature + 'A', "session", "abc"));
    QVERIFY(!m_secret.isSignature("", "session", "abc"));
    QByteArray other = signature;
    other[3] = other[3] == 'A' ? 'B' : 'A';
    QVERIFY(!m_secret.isSignature(other, "session", "abc"));
}

QTEST_APPLESS_MAIN(tst_Secret)
#include "tst_secret.moc"

#include <BackState/html/tags.h>
#include <BackState/text/number.h>

#include <QTest>

#include <limits>

using namespace BackState::Html;
using namespace BackState::Private;
using namespace Qt::StringLiterals;

class tst_Number : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsAsJavaScriptDoes_data();
    void printsAsJavaScriptDoes();
    void printsIntegersInFull();
    void printsFloatsWithTheirOwnDigits();
};

void tst_Number::printsAsJavaScriptDoes_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QByteArray>("text");

    // what String(number) returns in a browser
    QTest::addRow("zero") << 0.0 << "0"_ba;
    QTest::addRow("negative zero") << -0.0 << "0"_ba;
    QTest::addRow("integer") << 42.0 << "42"_ba;
    QTest::addRow("negative integer") << -42.0 << "-42"_ba;
    QTest::addRow("fraction") << 0.1 << "0.1"_ba;
    QTest::addRow("sum of fractions") << 0.1 + 0.2 << "0.30000000000000004"_ba;
    QTest::addRow("negative") << -1.5 << "-1.5"_ba;
    QTest::addRow("price") << 1234.56 << "1234.56"_ba;
    QTest::addRow("a million") << 1e6 << "1000000"_ba;
    QTest::addRow("a hundred million") << 1e8 << "100000000"_ba;
    QTest::addRow("2^53") << 9007199254740992.0 << "9007199254740992"_ba;
    QTest::addRow("2^60: digits that matter, then zeros")
        << 1152921504606846976.0 << "1152921504606847000"_ba;
    QTest::addRow("the last without exponent")
        << 123456789012345680000.0 << "123456789012345680000"_ba;
    QTest::addRow("the first with exponent") << 1e21 << "1e+21"_ba;
    QTest::addRow("large") << 1.5e300 << "1.5e+300"_ba;
    QTest::addRow("small without exponent") << 0.000001 << "0.000001"_ba;
    QTest::addRow("small, several digits") << 0.00000123 << "0.00000123"_ba;
    QTest::addRow("the first small with exponent") << 0.0000001 << "1e-7"_ba;
    QTest::addRow("small") << -1.25e-10 << "-1.25e-10"_ba;
    QTest::addRow("smallest") << std::numeric_limits<double>::denorm_min() << "5e-324"_ba;
    QTest::addRow("largest") << std::numeric_limits<double>::max() << "1.7976931348623157e+308"_ba;
    QTest::addRow("lowest") << std::numeric_limits<double>::lowest()
                            << "-1.7976931348623157e+308"_ba;
    QTest::addRow("a third") << 1.0 / 3 << "0.3333333333333333"_ba;
    QTest::addRow("infinity") << std::numeric_limits<double>::infinity() << ""_ba;
    QTest::addRow("negative infinity") << -std::numeric_limits<double>::infinity() << ""_ba;
    QTest::addRow("not a number") << std::numeric_limits<double>::quiet_NaN() << ""_ba;
}

void tst_Number::printsAsJavaScriptDoes()
{
    QFETCH(const double, number);
    QFETCH(const QByteArray, text);

    QByteArray out = "= "_ba;
    appendNumber(out, number);
    QCOMPARE(out, "= " + text);
    QCOMPARE(Fragment(number).bytes(), text);
}

void tst_Number::printsIntegersInFull()
{
    QCOMPARE(Fragment(std::numeric_limits<qint64>::min()).bytes(), "-9223372036854775808"_ba);
    QCOMPARE(Fragment(std::numeric_limits<quint64>::max()).bytes(), "18446744073709551615"_ba);
    QCOMPARE(Fragment(qint8(-128), " ", quint8(255), " ", short(7)).bytes(), "-128 255 7"_ba);
}

void tst_Number::printsFloatsWithTheirOwnDigits()
{
    QCOMPARE(Fragment(0.1F).bytes(), "0.1"_ba);
    QCOMPARE(Fragment(16777216.0F).bytes(), "16777216"_ba);
    QCOMPARE(Fragment(2.5L).bytes(), "2.5"_ba);
}

QTEST_APPLESS_MAIN(tst_Number)
#include "tst_number.moc"

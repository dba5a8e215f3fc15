#include "convert_types.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_ConvertText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { registerTestTypes(); }
    void displays_data();
    void displays();
    void readsTextOfArguments_data();
    void readsTextOfArguments();
    void escapesWhatMeansSomething_data();
    void escapesWhatMeansSomething();
};

void tst_ConvertText::displays_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("text");

    QTest::newRow("text") << QVariant(u"<$b>"_s) << u"<$b>"_s;
    QTest::newRow("bool") << QVariant(true) << u"true"_s;
    QTest::newRow("0.1 + 0.2") << QVariant(0.1 + 0.2) << u"0.30000000000000004"_s;
    QTest::newRow("-0") << QVariant(-0.0) << u"0"_s;
    QTest::newRow("1e21") << QVariant(1e21) << u"1e+21"_s;
    QTest::newRow("1.5e-10") << QVariant(1.5e-10) << u"1.5e-10"_s;
    QTest::newRow("0.1f") << QVariant(0.1f) << u"0.1"_s;
    QTest::newRow("beyond 2^53") << QVariant(qint64(9007199254740993)) << u"9007199254740993"_s;
    QTest::newRow("what isn't finite") << QVariant(std::nan("")) << u""_s;
    QTest::newRow("what isn't finite, in a list")
        << QVariant::fromValue(QList<float>{1, std::numeric_limits<float>::infinity()}) << u"1, "_s;
    QTest::newRow("an empty optional") << QVariant::fromValue(std::optional<int>()) << u""_s;
    QTest::newRow("a full optional") << QVariant::fromValue(std::optional<int>(5)) << u"5"_s;
    QTest::newRow("a list") << QVariant(QStringList{u"a"_s, u"b"_s}) << u"a, b"_s;
    QTest::newRow("lists of lists")
        << QVariant(QVariantList{1, QVariantList{2, 3}}) << u"1, 2, 3"_s;
    QTest::newRow("a date") << QVariant(QDate(2026, 1, 2)) << u"2026-01-02"_s;
    QTest::newRow("an enum") << QVariant::fromValue(Drawing::Mode::Fast) << u"Fast"_s;
    QTest::newRow("a gadget") << QVariant::fromValue(Point{1, 2}) << u"{\"x\":1,\"y\":2}"_s;
    QTest::newRow("a map") << QVariant(QVariantMap{{u"b"_s, u"<"_s}, {u"10"_s, 1}, {u"9"_s, 1}})
                           << u"{\"9\":1,\"10\":1,\"b\":\"<\"}"_s;
    QTest::newRow("a JSON value") << QVariant(QJsonValue(QJsonArray{1, u"a"_s})) << u"1, a"_s;
    QTest::newRow("nothing") << QVariant() << u""_s;
}

void tst_ConvertText::displays()
{
    QFETCH(QVariant, value);
    QFETCH(QString, text);
    QCOMPARE(toDisplay(value), text);
}

void tst_ConvertText::readsTextOfArguments_data()
{
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("written");

    const auto add
        = [](const char *name, QMetaType type, const QString &text, const QByteArray &written) {
              QTest::newRow(name) << type << text << written;
          };
    add("text is itself", QMetaType::fromType<QString>(), u"\"a\""_s, "\"\\\"a\\\"\"");
    add("an int", QMetaType::fromType<int>(), u"42"_s, "42");
    add("a great int",
        QMetaType::fromType<quint64>(),
        u"18446744073709551615"_s,
        "\"18446744073709551615\"");
    add("a double", QMetaType::fromType<double>(), u"1.5"_s, "1.5");
    add("a bool", QMetaType::fromType<bool>(), u"true"_s, "true");
    add("a date", QMetaType::fromType<QDate>(), u"2026-11-30"_s, "\"2026-11-30\"");
    add("an enum", QMetaType::fromType<Drawing::Mode>(), u"Fast"_s, "\"Fast\"");
    add("an optional text", QMetaType::fromType<std::optional<QString>>(), u"a"_s, "[\"a\"]");
    add("an optional int", QMetaType::fromType<std::optional<int>>(), u"5"_s, "[5]");
    add("an empty optional", QMetaType::fromType<std::optional<int>>(), u"[]"_s, "[]");
    add("a list", QMetaType::fromType<QList<int>>(), u"[1,2]"_s, "[1,2]");
    add("a gadget", QMetaType::fromType<Point>(), u"{\"y\":1,\"x\":2}"_s, "{\"x\":2,\"y\":1}");
}

void tst_ConvertText::readsTextOfArguments()
{
    QFETCH(QMetaType, type);
    QFETCH(QString, text);
    QFETCH(QByteArray, written);

    const auto value = fromText(text, type);
    QVERIFY2(value, qPrintable(value.error().message));
    QCOMPARE(json(*value), written);
}

void tst_ConvertText::escapesWhatMeansSomething_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("quotes") << u"\"'`\\"_s << "\"\\\"\\u0027\\u0060\\\\\""_ba;
    QTest::newRow("a script's end") << u"</script>"_s << "\"\\u003c/script\\u003e\""_ba;
    QTest::newRow("an action") << u"@post(1)"_s << "\"\\u0040post(1)\""_ba;
    QTest::newRow("a signal") << u"$Chat.draft"_s << "\"\\u0024Chat.draft\""_ba;
    QTest::newRow("a reference") << u"&lt;"_s << "\"\\u0026lt;\""_ba;
    QTest::newRow("lines") << u"\r\n\t\b\f"_s << "\"\\r\\n\\t\\b\\f\""_ba;
    QTest::newRow("controls") << QString(QChar(0)) + QChar(0x1f) << "\"\\u0000\\u001f\""_ba;
    QTest::newRow("separators") << QString(QChar(0x2028)) + QChar(0x2029)
                                << "\"\\u2028\\u2029\""_ba;
    QTest::newRow("half a pair") << QString(QChar(0xd83d)) << "\"\\ud83d\""_ba;
    QTest::newRow("widths of UTF-8")
        << u"\u007f\u0080\u07ff\u0800\uffff"_s << "\"\u007f\u0080\u07ff\u0800\uffff\""_ba;
}

void tst_ConvertText::escapesWhatMeansSomething()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, bytes);

    QByteArray out;
    appendJsonString(out, text);
    QCOMPARE(out, bytes);
    QCOMPARE(parsed(bytes).toString(), text);
    QByteArray key;
    appendJson(key, QJsonObject{{text, 1}});
    QCOMPARE(key, '{' + bytes + ":1}");
}

QTEST_GUILESS_MAIN(tst_ConvertText)

#include "tst_convert_text.moc"

#include "convert_types.h"

#include <QSet>
#include <QTest>
#include <QTimeZone>
#include <QUrl>
#include <QUuid>

#include <cmath>
#include <limits>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_Convert : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void writesAndReadsBack_data();
    void writesAndReadsBack();
    void givesTheSameThroughAJsonValue_data() { writesAndReadsBack_data(); }
    void givesTheSameThroughAJsonValue();
    void goesThroughTextAndBack_data() { writesAndReadsBack_data(); }
    void goesThroughTextAndBack();
    void saysTheWireForm();
    void readsOtherSpellings_data();
    void readsOtherSpellings();
    void boxesVariants();
    void neverWritesNull();
    void keepsNullOfAPatch();
    void writesNothingForWhatIsNotFinite();
    void writesLocalTimeWithItsOffset();
    void seesTypesRegisteredLater();
};

Q_DECLARE_METATYPE(std::optional<Point>)

void tst_Convert::initTestCase()
{
    registerTestTypes();
}

template<typename T>
void addValue(const char *name, const T &value, const QByteArray &bytes)
{
    registerType<T>();
    QTest::newRow(name) << QVariant::fromValue(value) << bytes;
}

static void addNumbers()
{
    addValue("bool", true, "true");
    addValue("char", char(65), "65");
    addValue("least schar", std::numeric_limits<signed char>::min(), "-128");
    addValue("greatest uchar", uchar(255), "255");
    addValue("short", short(-32768), "-32768");
    addValue("ushort", ushort(65535), "65535");
    addValue("least int", std::numeric_limits<int>::min(), "-2147483648");
    addValue("uint", 4294967295u, "4294967295");
    addValue("long", -5l, "-5");
    addValue("2^53", qint64(9007199254740992), "9007199254740992");
    addValue("2^53 + 1", qint64(9007199254740993), "\"9007199254740993\"");
    addValue("-2^53", qint64(-9007199254740992), "-9007199254740992");
    addValue("least qint64", std::numeric_limits<qint64>::min(), "\"-9223372036854775808\"");
    addValue("greatest quint64", std::numeric_limits<quint64>::max(), "\"18446744073709551615\"");
    addValue("float", 0.1f, "0.1");
    addValue("double", 0.1, "0.1");
    addValue("a whole double", 3.0, "3");
    addValue("1e21", 1e21, "1e+21");
    addValue("a great double below 1e21", 123456789012345680000.0, "123456789012345680000");
    addValue("1e-7", 1e-7, "1e-7");
    addValue("a small double above 1e-7", 0.0000012, "0.0000012");
    addValue("the greatest double", std::numeric_limits<double>::max(), "1.7976931348623157e+308");
    addValue("the least double", std::numeric_limits<double>::denorm_min(), "5e-324");
}

static void addTexts()
{
    addValue("text", u"Grüße, 🌍"_s, "\"Grüße, 🌍\"");
    addValue("no text", QString(), "\"\"");
    addValue(
        "a mark of byte order",
        QString(QChar(QChar::ByteOrderMark)) + u"a"_s,
        "\"\xEF\xBB\xBF"
        "a\"");
    addValue("a character", QChar(u'x'), "\"x\"");
    addValue("bytes", QByteArray("\0\xff\x7f", 3), "\"AP9/\"");
    addValue("a date", QDate(2026, 11, 30), "\"2026-11-30\"");
    addValue("no date", QDate(), "\"\"");
    addValue("a time", QTime(9, 5), "\"09:05:00\"");
    addValue("a time with milliseconds", QTime(9, 5, 7, 40), "\"09:05:07.040\"");
    addValue(
        "UTC",
        QDateTime(QDate(2026, 11, 30), QTime(9, 5), QTimeZone::utc()),
        "\"2026-11-30T09:05:00Z\"");
    addValue(
        "an offset",
        QDateTime(QDate(2026, 11, 30), QTime(9, 5, 0, 1), QTimeZone(-5400)),
        "\"2026-11-30T09:05:00.001-01:30\"");
    addValue("a URL", QUrl(u"https://example.org/ä?q=1"_s), "\"https://example.org/%C3%A4?q=1\"");
    addValue(
        "a UUID",
        QUuid(u"{67c8770b-44f1-410a-ab9a-f9b5446f13ee}"_s),
        "\"67c8770b-44f1-410a-ab9a-f9b5446f13ee\"");
    addValue("an enum", Drawing::Mode::Turbo, "\"Turbo\"");
    addValue("flags", Drawing::Options(Drawing::Grid | Drawing::Snap), "\"Grid|Snap\"");
    addValue("flags with a key for two", Drawing::Options(Drawing::Both), "\"Both\"");
    addValue("no flags", Drawing::Options(), "\"\"");
    addValue("an enum of Qt", Qt::Vertical, "\"Vertical\"");
}

static void addContainers()
{
    addValue("a list", QStringList{u"a"_s, u"$b"_s}, "[\"a\",\"\\u0024b\"]");
    addValue("an empty list", QStringList(), "[]");
    addValue("a list of bytes", QByteArrayList{"a"}, "[\"YQ==\"]");
    addValue("a list of int", QList<int>{1, 2}, "[1,2]");
    addValue("a vector of bool", std::vector<bool>{true, false}, "[true,false]");
    addValue("a set, known by Qt", QSet<int>{1}, "[1]");
    addValue("lists of lists", QList<QList<int>>{{1}, {}}, "[[1],[]]");
    addValue("no int", std::optional<int>(), "[]");
    addValue("an optional int", std::optional<int>(5), "[5]");
    addValue("an optional list", std::optional(QList<int>{1}), "[[1]]");
    addValue("optionals in optionals", std::optional<std::optional<int>>(std::in_place), "[[]]");
    addValue("a list of optionals", QList<std::optional<QString>>{u"a"_s, {}}, "[[\"a\"],[]]");
    addValue("a map", QMap<QString, int>{{u"b"_s, 2}, {u"a"_s, 1}}, "[{\"a\":1,\"b\":2}]");
    addValue(
        "a map by number",
        QMap<int, bool>{{10, true}, {9, false}},
        "[{\"9\":false,\"10\":true}]");
    addValue("a map by enum", QMap<Drawing::Mode, int>{{Drawing::Mode::Fast, 1}}, "[{\"Fast\":1}]");
    addValue("a map of std", std::map<qint64, QString>{{-1, u"a"_s}}, "[{\"-1\":\"a\"}]");
    addValue("a map of maps", QMap<QString, QMap<QString, int>>{{u"a"_s, {}}}, "[{\"a\":{}}]");
    addValue(
        "a hash",
        QHash<QString, int>{{u"b"_s, 1}, {u"a"_s, 2}, {u"7"_s, 3}},
        "[{\"7\":3,\"a\":2,\"b\":1}]");
    addValue(
        "a JSON object",
        QJsonObject{{u"a"_s, QJsonArray{1, u"<"_s}}},
        "[{\"a\":[1,\"\\u003c\"]}]");
    addValue("a JSON value", QJsonValue(1.5), "[1.5]");
    addValue("a JSON array", QJsonArray{1, true}, "[1,true]");
    addValue(
        "a variant list",
        QVariantList{qint64(1), u"a"_s, QVariantList{true}},
        "[1,\"a\",[true]]");
    addValue(
        "a variant map",
        QVariantMap{{u"a"_s, QVariantMap{{u"b"_s, 0.5}}}},
        "[{\"a\":{\"b\":0.5}}]");
    addValue("a gadget", Point{1, 0.5}, "{\"x\":1,\"y\":0.5}");
    addValue("a gadget or none", std::optional(Point{1, 2}), "[{\"x\":1,\"y\":2}]");
    addValue(
        "a tree",
        Tree{{Tree{}, Tree{}}},
        "{\"children\":[{\"children\":[]},{\"children\":[]}]}");
    Drawing drawing{u"it's"_s, {Point{1, 2}}, Point{3, 4}, {{u"k"_s, true}}};
    addValue(
        "gadgets in a gadget",
        QList<Drawing>{drawing},
        "[{\"title\":\"it\\u0027s\",\"points\":[{\"x\":1,\"y\":2}],\"focus\":[{\"x\":3,\"y\":4}],"
        "\"notes\":[{\"k\":true}],\"count\":1}]");
}

void tst_Convert::writesAndReadsBack_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("bytes");
    addNumbers();
    addTexts();
    addContainers();
}

void tst_Convert::writesAndReadsBack()
{
    QFETCH(QVariant, value);
    QFETCH(QByteArray, bytes);

    QCOMPARE(whyNotConvertible(value.metaType()), QString());
    QCOMPARE(json(value), bytes);
    const auto back = fromJson(parsed(bytes), value.metaType());
    QVERIFY2(back, qPrintable(back.error().message));
    QCOMPARE(back->metaType(), value.metaType());
    QCOMPARE(json(*back), bytes);
    QVERIFY(*back == value || !value.metaType().isEqualityComparable());
}

void tst_Convert::givesTheSameThroughAJsonValue()
{
    QFETCH(QVariant, value);
    QFETCH(QByteArray, bytes);

    const auto viaValue = toJson(value);
    QVERIFY(viaValue);
    QCOMPARE(*viaValue, parsed(bytes));
}

void tst_Convert::goesThroughTextAndBack()
{
    QFETCH(QVariant, value);
    QFETCH(QByteArray, bytes);

    const auto back = fromText(Private::readUtf8(toText(value)), value.metaType());
    QVERIFY2(back, qPrintable(back.error().message));
    QCOMPARE(back->metaType(), value.metaType());
    QCOMPARE(json(*back), bytes);
}

void tst_Convert::saysTheWireForm()
{
    QCOMPARE(wireForm(QMetaType::fromType<int>()), WireForm::Plain);
    QCOMPARE(wireForm(QMetaType::fromType<QVariantList>()), WireForm::Plain);
    QCOMPARE(wireForm(QMetaType::fromType<Point>()), WireForm::Plain);
    QCOMPARE(wireForm(QMetaType::fromType<std::optional<int>>()), WireForm::Optional);
    QCOMPARE(wireForm(QMetaType::fromType<QVariant>()), WireForm::Boxed);
    QCOMPARE(wireForm(QMetaType::fromType<QVariantHash>()), WireForm::Boxed);
    QCOMPARE(wireForm(QMetaType::fromType<QMap<QString, int>>()), WireForm::Boxed);
    QCOMPARE(wireForm(QMetaType::fromType<QJsonObject>()), WireForm::Boxed);
    QCOMPARE(wireForm(QMetaType::fromType<QJsonArray>()), WireForm::Plain);
}

void tst_Convert::readsOtherSpellings_data()
{
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("written");

    const auto add
        = [](const char *name, QMetaType type, const QByteArray &given, const QByteArray &written) {
              QTest::newRow(name) << type << given << written;
          };
    add("1.0 for an int", QMetaType::fromType<int>(), "1.0", "1");
    add("1e2 for an int", QMetaType::fromType<int>(), "1e2", "100");
    add("text for an int", QMetaType::fromType<int>(), "\"-42\"", "-42");
    add("a great number",
        QMetaType::fromType<qint64>(),
        "9007199254740993",
        "\"9007199254740993\"");
    add("plain for an optional", QMetaType::fromType<std::optional<int>>(), "5", "[5]");
    add("null for an optional", QMetaType::fromType<std::optional<int>>(), "null", "[]");
    add("a plain map", QMetaType::fromType<QVariantMap>(), "{\"a\":1}", "[{\"a\":1}]");
    add("a time without seconds", QMetaType::fromType<QTime>(), "\"09:30\"", "\"09:30:00\"");
    add("tenths", QMetaType::fromType<QTime>(), "\"09:30:01.5\"", "\"09:30:01.500\"");
    add("UTC with milliseconds",
        QMetaType::fromType<QDateTime>(),
        "\"2026-11-30T09:30:00.000Z\"",
        "\"2026-11-30T09:30:00Z\"");
    add("an offset",
        QMetaType::fromType<QDateTime>(),
        "\"2026-11-30T09:30+02:00\"",
        "\"2026-11-30T09:30:00+02:00\"");
    add("flags with spaces",
        QMetaType::fromType<Drawing::Options>(),
        "\"Ruler | Snap\"",
        "\"Ruler|Snap\"");
    add("flags by a key of zero", QMetaType::fromType<Drawing::Options>(), "\"None\"", "\"\"");
}

void tst_Convert::readsOtherSpellings()
{
    QFETCH(QMetaType, type);
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, written);

    const auto value = fromJson(parsed(given), type);
    QVERIFY2(value, qPrintable(value.error().message));
    QCOMPARE(json(*value), written);
}

void tst_Convert::boxesVariants()
{
    const QMetaType variant = QMetaType::fromType<QVariant>();

    QCOMPARE(json(5, variant), "[5]");
    QCOMPARE(json(u"a"_s, variant), "[\"a\"]");
    QCOMPARE(json(QVariantList{1}, variant), "[[1]]");
    QCOMPARE(json(QVariant(), variant), "[]");
    QCOMPARE(*fromJson(parsed("[5]"), variant), QVariant(5));
    QCOMPARE(*fromJson(parsed("[[5]]"), variant), QVariant(QVariantList{5}));
    QCOMPARE(*fromJson(parsed("[]"), variant), QVariant());
    QCOMPARE(*fromJson(parsed("1.5"), variant), QVariant(1.5));
    QCOMPARE(*fromText(u"[\"a\"]"_s, variant), QVariant(u"a"_s));
    QCOMPARE(toText(u"a"_s, variant), "[\"a\"]");
}

void tst_Convert::neverWritesNull()
{
    QCOMPARE(json(QVariantList{QVariant(), 1}), "[\"\",1]");
    QCOMPARE(json(QVariantMap{{u"a"_s, QVariant()}, {u"b"_s, 1}}), "[{\"b\":1}]");
    QCOMPARE(json(QJsonArray{QJsonValue()}), "[\"\"]");
    QCOMPARE(json(QJsonObject{{u"a"_s, QJsonValue()}}), "[{}]");
    QCOMPARE(json(QJsonValue()), "[]");
    QCOMPARE(json(QVariant::fromValue(nullptr), QMetaType::fromType<QVariant>()), "[]");
    QCOMPARE(json(QVariantList{QJsonValue()}), "[\"\"]");
}

void tst_Convert::keepsNullOfAPatch()
{
    QByteArray out;
    appendJson(out, QJsonObject{{u"a"_s, QJsonValue()}, {u"b"_s, QJsonArray{QJsonValue()}}});
    QCOMPARE(out, "{\"a\":null,\"b\":[null]}");
}

// What nobody measured has no value that somebody might have.
void tst_Convert::writesNothingForWhatIsNotFinite()
{
    const double infinity = std::numeric_limits<double>::infinity();
    QCOMPARE(json(std::nan("")), "\"\""_ba);
    QCOMPARE(json(-std::numeric_limits<float>::infinity()), "\"\""_ba);
    QCOMPARE(json(QVariant(QVariantList{1.5, infinity})), "[1.5,\"\"]"_ba);
    QCOMPARE(jsonOf(Point{1, -infinity}), "{\"x\":1,\"y\":\"\"}"_ba);
    QCOMPARE(toText(QVariant(infinity)), ""_ba);
    const Expected<QJsonValue> value = toJson(QVariant(infinity));
    QVERIFY(value);
    QCOMPARE(*value, QJsonValue(QString()));
}

void tst_Convert::writesLocalTimeWithItsOffset()
{
    const QMetaType type = QMetaType::fromType<QDateTime>();
    const QDateTime local(QDate(2026, 7, 1), QTime(12, 0));
    const QByteArray written = json(local);
    QCOMPARE(written.size(), "\"2026-07-01T12:00:00+00:00\""_ba.size());
    QVERIFY(written.startsWith("\"2026-07-01T12:00:00"));
    QCOMPARE(fromJson(parsed(written), type)->toDateTime(), local);
    QCOMPARE(fromJson(u"2026-07-01T12:00"_s, type)->toDateTime(), local);

    // Amsterdam was 19 minutes and 32 seconds ahead once, which ISO 8601 can't say.
    const QDateTime old(QDate(1900, 1, 1), QTime(12, 0), QTimeZone(1172));
    QCOMPARE(json(old), "\"1900-01-01T11:40:28Z\"");
}

void tst_Convert::seesTypesRegisteredLater()
{
    using Later = std::optional<Tree>;
    const QMetaType type = QMetaType::fromType<Later>();
    QVERIFY(whyNotConvertible(type).contains(u"registerType<std::optional<Tree>>()"_s));
    registerType<Later>();
    QCOMPARE(whyNotConvertible(type), QString());
    QCOMPARE(json(QVariant::fromValue(Later(Tree{}))), "[{\"children\":[]}]");
}

QTEST_GUILESS_MAIN(tst_Convert)

#include "tst_convert.moc"

#include "convert_types.h"

#include <QTest>
#include <QUrl>
#include <QUuid>

#include <cmath>
#include <limits>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_ConvertRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { registerTestTypes(); }
    void saysWhatWasExpected_data();
    void saysWhatWasExpected();
    void refusesText_data();
    void refusesText();
    void takes32LevelsAndNoMore();
    void refusesWhatHasNoJson_data();
    void refusesWhatHasNoJson();
    void saysWhyATypeCannotTravel_data();
    void saysWhyATypeCannotTravel();
    void changesReadOnlyMembersNever();
};

template<typename T>
static void
add(const char *name, const QByteArray &given, const QString &message, const QByteArray &path = {})
{
    registerType<T>();
    QTest::newRow(name) << QMetaType::fromType<T>() << given << message << path;
}

void tst_ConvertRefusals::saysWhatWasExpected_data()
{
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("path");

    add<uchar>("too great", "256", u"expected a whole number from 0 to 255, got 256"_s);
    add<uchar>("negative", "-1", u"expected a whole number from 0 to 255, got -1"_s);
    add<signed char>("too small", "-129", u"expected a whole number from -128 to 127, got -129"_s);
    add<int>(
        "a fraction",
        "1.5",
        u"expected a whole number from -2147483648 to 2147483647, got 1.5"_s);
    add<int>(
        "text",
        "\"a\"",
        u"expected a whole number from -2147483648 to 2147483647, got text"_s);
    add<int>("an empty text", "\"\"", u"a number is needed"_s);
    add<int>(
        "a sign",
        "\"+1\"",
        u"expected a whole number from -2147483648 to 2147483647, got text"_s);
    add<int>(
        "spaces",
        "\" 1\"",
        u"expected a whole number from -2147483648 to 2147483647, got text"_s);
    add<int>(
        "null",
        "null",
        u"expected a whole number from -2147483648 to 2147483647, got nothing"_s);
    add<qint64>(
        "beyond qint64",
        "\"9223372036854775808\"",
        u"expected a whole number from -9223372036854775808 to 9223372036854775807, got text"_s);
    add<quint64>(
        "beyond quint64",
        "1e20",
        u"expected a whole number from 0 to 18446744073709551615, got 100000000000000000000"_s);
    add<bool>("a number for a bool", "1", u"expected true or false, got 1"_s);
    add<double>("text for a number", "\"1\"", u"expected a number, got text"_s);
    add<float>("beyond a float", "1e39", u"expected a number, got 1e+39"_s);
    add<QString>("a number for text", "5", u"expected text, got 5"_s);
    add<QString>("null for text", "null", u"expected text, got nothing"_s);
    add<QChar>("two characters", "\"ab\"", u"expected a single character, got something else"_s);
    add<QByteArray>("no Base64", "\"a\"", u"expected bytes in Base64, got something else"_s);
    add<QByteArray>(
        "Base64 with spaces",
        "\"YQ= =\"",
        u"expected bytes in Base64, got something else"_s);
    add<QDate>(
        "no day",
        "\"2026-02-30\"",
        u"expected a date such as 2026-11-30, got something else"_s);
    add<QDate>(
        "short",
        "\"2026-2-3\"",
        u"expected a date such as 2026-11-30, got something else"_s);
    add<QTime>("24:00", "\"24:00\"", u"expected a time such as 09:30:00, got something else"_s);
    add<QDateTime>(
        "no time",
        "\"2026-11-30\"",
        u"expected a date and time such as 2026-11-30T09:30:00Z, got something else"_s);
    add<QDateTime>(
        "a far offset",
        "\"2026-11-30T09:30:00+15:00\"",
        u"expected a date and time such as 2026-11-30T09:30:00Z, got something else"_s);
    add<QUrl>("no URL", "\"http://a b:c\"", u"expected a URL, got something else"_s);
    add<QUuid>("no UUID", "\"67c8770b\"", u"expected a UUID, got something else"_s);
    add<Drawing::Mode>(
        "no key",
        "\"fast\"",
        u"expected one of Slow, Fast, Turbo, got something else"_s);
    add<Drawing::Mode>("a number for an enum", "1", u"expected one of Slow, Fast, Turbo, got 1"_s);
    add<Drawing::Options>(
        "no flag",
        "\"Grid|grid\"",
        u"expected any of None|Grid|Ruler|Both|Snap, got something else"_s);
    add<QList<int>>("no list", "5", u"expected a list, got 5"_s);
    add<QList<int>>(
        "in a list",
        "[1,\"a\"]",
        u"expected a whole number from -2147483648 to 2147483647, got text"_s,
        "[1]");
    add<std::optional<int>>(
        "two for an optional",
        "[1,2]",
        u"expected a list of one value or none, got a list"_s);
    add<QMap<QString, bool>>("in a map", "{\"a\":1}", u"expected true or false, got 1"_s, ".a");
    add<QMap<QString, bool>>(
        "under a key of any kind",
        "{\"$a b\":1}",
        u"expected true or false, got 1"_s,
        "[?]");
    add<QMap<int, bool>>(
        "a key",
        "{\"a\":true}",
        u"expected a whole number from -2147483648 to 2147483647 as key"_s,
        ".a");
    add<QMap<QString, int>>("an empty box", "[]", u"expected an object, got a list"_s);
    add<QVariantMap>(
        "a prototype",
        "{\"__proto__\":1}",
        u"__proto__ can't be a key"_s,
        ".__proto__");
    add<QJsonObject>(
        "a prototype in JSON",
        "{\"a\":{\"__proto__\":1}}",
        u"__proto__ can't be a key"_s,
        ".a");
    add<QJsonObject>("null in JSON", "{\"a\":[null]}", u"expected a value, got nothing"_s, ".a[0]");
    add<QVariant>("null for a variant", "[null]", u"expected a value, got nothing"_s);
    add<QVariant>("two for a variant", "[1,2]", u"expected a list of one value, got a list"_s);
    add<Point>("a missing member", "{\"x\":1}", u"is missing"_s, ".y");
    add<Point>("an unknown member", "{\"x\":1,\"y\":2,\"z\":3}", u"is not known"_s, ".z");
    add<Point>("a list for a gadget", "[1,2]", u"expected an object, got a list"_s);
    add<QList<Point>>(
        "deep inside",
        "[{\"x\":1,\"y\":2},{\"x\":true,\"y\":2}]",
        u"expected a whole number from -2147483648 to 2147483647, got true"_s,
        "[1].x");
    add<Plain>(
        "a type of no use",
        "{}",
        u"Plain is not a type that can travel; make it a Q_GADGET with a Q_PROPERTY(… MEMBER …) "
        "for each member"_s);
}

void tst_ConvertRefusals::saysWhatWasExpected()
{
    QFETCH(QMetaType, type);
    QFETCH(QByteArray, given);
    QFETCH(QString, message);
    QFETCH(QByteArray, path);

    const auto value = fromJson(parsed(given), type);
    QVERIFY(!value);
    QCOMPARE(value.error().message, message);
    QCOMPARE(value.error().name, path);
    QCOMPARE(Error(value.error()).within("property").name, "property" + path);
}

void tst_ConvertRefusals::refusesText_data()
{
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QString>("text");

    QTest::newRow("nothing for an int") << QMetaType::fromType<int>() << QString();
    QTest::newRow("a fraction") << QMetaType::fromType<int>() << u"1.5"_s;
    QTest::newRow("two values") << QMetaType::fromType<int>() << u"1,2"_s;
    QTest::newRow("a way out of the list") << QMetaType::fromType<int>() << u"1],[2"_s;
    QTest::newRow("NaN") << QMetaType::fromType<double>() << u"NaN"_s;
    QTest::newRow("infinity") << QMetaType::fromType<double>() << u"1e999"_s;
    QTest::newRow("nothing for a double") << QMetaType::fromType<double>() << QString();
    QTest::newRow("yes") << QMetaType::fromType<bool>() << u"yes"_s;
    QTest::newRow("no JSON") << QMetaType::fromType<Point>() << u"{x:1,y:2}"_s;
    QTest::newRow("an optional of the wrong kind")
        << QMetaType::fromType<std::optional<int>>() << u"a"_s;
}

void tst_ConvertRefusals::refusesText()
{
    QFETCH(QMetaType, type);
    QFETCH(QString, text);
    QVERIFY(!fromText(text, type));
}

static QByteArray nested(int levels)
{
    return QByteArray(levels, '[') + QByteArray(levels, ']');
}

void tst_ConvertRefusals::takes32LevelsAndNoMore()
{
    for (const QMetaType type :
         {QMetaType::fromType<QVariantList>(), QMetaType::fromType<QJsonArray>()}) {
        const auto fits = fromJson(parsed(nested(32)), type);
        QVERIFY(fits);
        QCOMPARE(json(*fits), nested(32));
        const auto tooDeep = fromJson(parsed(nested(33)), type);
        QVERIFY(!tooDeep);
        QCOMPARE(tooDeep.error().message, u"nested too deeply"_s);

        QVariantList list;
        QJsonArray array;
        list.append(*fits);
        array.append(fits->toJsonArray());
        const bool isList = type == QMetaType::fromType<QVariantList>();
        const QVariant deeper = isList ? QVariant(list) : QVariant(array);
        QByteArray out;
        const auto error = appendJson(out, deeper);
        QVERIFY(error);
        QCOMPARE(error->message, u"nested too deeply"_s);
        QCOMPARE(out, QByteArray(32, '[') + "\"\"" + QByteArray(32, ']'));
        QVERIFY(!toJson(deeper));
    }
    Tree tree;
    for (int i = 0; i < 16; ++i)
        tree = Tree{{tree}};
    QVERIFY(!toJson(QVariant::fromValue(tree)));
    QVERIFY(toJson(QVariant::fromValue(tree.children.first())));
}

void tst_ConvertRefusals::refusesWhatHasNoJson_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("message");

    QTest::newRow("a value without key") << QVariant::fromValue(Drawing::Mode(7)) << "\"\""_ba
                                         << ""_ba << u"expected one of Slow, Fast, Turbo"_s;
    QTest::newRow("a flag without key") << QVariant::fromValue(Drawing::Options(0x10)) << "\"\""_ba
                                        << ""_ba << u"expected any of None|Grid|Ruler|Both|Snap"_s;
    QTest::newRow("a prototype") << QVariant(QVariantMap{{u"__proto__"_s, 1}, {u"a"_s, 2}})
                                 << "[{\"a\":2}]"_ba
                                 << ".__proto__"_ba << u"__proto__ can't be a key"_s;
    QTest::newRow("a type of no use in a variant")
        << QVariant(QVariantList{QVariant::fromValue(Plain{})}) << "[\"\"]"_ba
        << "[0]"_ba << u"Plain is not a type that can travel"_s;
    QTest::newRow("a year of five digits") << QVariant(QDate(12026, 1, 1)) << "\"\""_ba
                                           << ""_ba << u"expected a date such as 2026-11-30"_s;
}

void tst_ConvertRefusals::refusesWhatHasNoJson()
{
    QFETCH(QVariant, value);
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, path);
    QFETCH(QString, message);

    QByteArray out;
    const auto error = appendJson(out, value);
    QVERIFY(error);
    QCOMPARE(error->name, path);
    QCOMPARE(error->message, message);
    QCOMPARE(out, bytes);
    QVERIFY(!toJson(value));
}

enum class Unknown { A };

struct Empty
{
    Q_GADGET
};

struct Misnamed
{
    Q_GADGET
    Q_PROPERTY(int a__b MEMBER a__b)

public:
    int a__b = 0;
};

void tst_ConvertRefusals::saysWhyATypeCannotTravel_data()
{
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QString>("sentence");

    QTest::newRow("an aggregate")
        << QMetaType::fromType<QList<Plain>>()
        << u"Plain is not a type that can travel; make it a Q_GADGET with a Q_PROPERTY(… MEMBER "
           "…) for each member"_s;
    QTest::newRow("a pointer")
        << QMetaType::fromType<QObject *>()
        << u"QObject* is a pointer; only values travel, so keep the data in a Q_GADGET"_s;
    QTest::newRow("an enum of its own")
        << QMetaType::fromType<Unknown>()
        << u"Unknown is an enum that Qt does not know; declare it with Q_ENUM, Q_ENUM_NS or "
           "Q_FLAG"_s;
    QTest::newRow("a gadget without properties")
        << QMetaType::fromType<Empty>()
        << u"Empty has no Q_PROPERTY; give it a Q_PROPERTY(… MEMBER …) for each member"_s;
    QTest::newRow("a member's name")
        << QMetaType::fromType<Misnamed>()
        << u"Misnamed::a__b: its name contains '__', which can't be in the name of a signal; "
           "rename it"_s;
    QTest::newRow("a map's keys")
        << QMetaType::fromType<QMap<double, int>>()
        << u"QMap<double,int> has keys that are neither text, whole numbers nor enums"_s;
    QTest::newRow("no type") << QMetaType()
                             << u"its type is not known here; include the header that defines it"_s;
}

void tst_ConvertRefusals::saysWhyATypeCannotTravel()
{
    QFETCH(QMetaType, type);
    QFETCH(QString, sentence);
    registerType<QList<Plain>>();
    QCOMPARE(whyNotConvertible(type), sentence);
}

void tst_ConvertRefusals::changesReadOnlyMembersNever()
{
    const QMetaType type = QMetaType::fromType<Drawing>();
    const QByteArray beginning
        = "{\"title\":\"\",\"points\":[{\"x\":1,\"y\":2}],\"focus\":[],\"notes\":[{}],\"count\":";
    QVERIFY(fromJson(parsed(beginning + "1}"), type));
    const auto changed = fromJson(parsed(beginning + "2}"), type);
    QVERIFY(!changed);
    QCOMPARE(changed.error().name, ".count");
    QCOMPARE(changed.error().message, u"can't be changed"_s);
}

QTEST_GUILESS_MAIN(tst_ConvertRefusals)

#include "tst_convert_refusals.moc"

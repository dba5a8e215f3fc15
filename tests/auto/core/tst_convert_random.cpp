#include "convert_types.h"

#include <QRandomGenerator>
#include <QTest>
#include <QUrl>
#include <QUuid>

#include <functional>

using namespace BackState;
using namespace Qt::StringLiterals;

// Any JSON for any type: refused or taken, and what is taken is written and read as the same again.
class tst_ConvertRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { registerTestTypes(); }
    void takesOrRefusesAnyJson();
    void takesOrRefusesAnyText();
};

static QRandomGenerator seeded(20261130);

static QString randomText()
{
    static const QStringList some{
        {},
        u"a"_s,
        u"-1"_s,
        u"255"_s,
        u"1e5"_s,
        u"18446744073709551616"_s,
        u"Fast"_s,
        u"Grid|Snap"_s,
        u"2026-11-30"_s,
        u"2026-11-30T10:00:00+01:00"_s,
        u"23:59:59.999"_s,
        u"AP9/"_s,
        u"67c8770b-44f1-410a-ab9a-f9b5446f13ee"_s,
        u"https://example.org/%zz"_s,
        u"$a @b('c') </script>"_s,
        u"__proto__"_s,
        QString(QChar(0xdc00)),
        QString(QChar(0))};
    return some.at(seeded.bounded(some.size()));
}

static QJsonValue randomJson(int depth)
{
    switch (seeded.bounded(depth > 0 ? 12 : 8)) {
    case 0: return QJsonValue();
    case 1: return seeded.bounded(2) == 0;
    case 2: return seeded.bounded(-300, 300);
    case 3: return double(seeded.generate64()) * (seeded.bounded(2) ? 1 : -1);
    case 4: return seeded.generateDouble() * 1e10;
    case 5: return qint64(seeded.generate64());
    case 6:
    case 7: return randomText();
    case 8:
    case 9: {
        QJsonArray array;
        for (int i = seeded.bounded(4); i > 0; --i)
            array.append(randomJson(depth - 1));
        return array;
    }
    default: {
        static const QStringList names{u"x"_s, u"y"_s, u"title"_s, u"children"_s, u"7"_s};
        QJsonObject object;
        for (int i = seeded.bounded(4); i > 0; --i)
            object.insert(
                seeded.bounded(3) ? names.at(seeded.bounded(names.size())) : randomText(),
                randomJson(depth - 1));
        return object;
    }
    }
}

static QList<QMetaType> types()
{
    registerType<QMap<int, QList<std::optional<Point>>>>();
    registerType<QMap<Drawing::Mode, QVariant>>();
    registerType<QList<QJsonValue>>();
    registerType<std::vector<Drawing>>();
    return {
        QMetaType::fromType<bool>(),
        QMetaType::fromType<char>(),
        QMetaType::fromType<ushort>(),
        QMetaType::fromType<int>(),
        QMetaType::fromType<qint64>(),
        QMetaType::fromType<quint64>(),
        QMetaType::fromType<float>(),
        QMetaType::fromType<double>(),
        QMetaType::fromType<QString>(),
        QMetaType::fromType<QChar>(),
        QMetaType::fromType<QByteArray>(),
        QMetaType::fromType<QStringList>(),
        QMetaType::fromType<QVariantList>(),
        QMetaType::fromType<QVariantMap>(),
        QMetaType::fromType<QVariant>(),
        QMetaType::fromType<QJsonValue>(),
        QMetaType::fromType<QJsonObject>(),
        QMetaType::fromType<QJsonArray>(),
        QMetaType::fromType<QDate>(),
        QMetaType::fromType<QTime>(),
        QMetaType::fromType<QDateTime>(),
        QMetaType::fromType<QUrl>(),
        QMetaType::fromType<QUuid>(),
        QMetaType::fromType<Drawing::Mode>(),
        QMetaType::fromType<Drawing::Options>(),
        QMetaType::fromType<Point>(),
        QMetaType::fromType<Tree>(),
        QMetaType::fromType<std::optional<Point>>(),
        QMetaType::fromType<QMap<int, QList<std::optional<Point>>>>(),
        QMetaType::fromType<QMap<Drawing::Mode, QVariant>>(),
        QMetaType::fromType<QList<QJsonValue>>(),
        QMetaType::fromType<std::vector<Drawing>>()};
}

static bool hasNull(const QJsonValue &json)
{
    if (json.isArray() || json.isObject()) {
        const QVariantList parts = json.isArray() ? json.toArray().toVariantList()
                                                  : json.toObject().toVariantMap().values();
        for (const QVariant &part : parts) {
            if (hasNull(QJsonValue::fromVariant(part)))
                return true;
        }
    }
    return json.isNull();
}

static void compareAfterRoundTrip(const QVariant &value, QMetaType type)
{
    QByteArray bytes;
    QVERIFY(!appendJson(bytes, value, type));
    QVERIFY2(!bytes.contains('$') && !bytes.contains('<') && !hasNull(parsed(bytes)), bytes);
    const auto again = fromJson(parsed(bytes), type);
    QVERIFY2(again, bytes);
    QCOMPARE(json(*again, type), bytes);
    toDisplay(value);
    // Half a surrogate pair is no UTF-8, which a URL's text is.
    if (bytes.contains("\\udc00"))
        return;
    const auto viaText = fromText(QString::fromUtf8(toText(value, type)), type);
    QVERIFY2(viaText, bytes);
    QCOMPARE(json(*viaText, type), bytes);
}

void tst_ConvertRandom::takesOrRefusesAnyJson()
{
    const QList<QMetaType> all = types();
    int taken = 0;
    for (int i = 0; i < 4000; ++i) {
        const QJsonValue given = randomJson(4);
        for (const QMetaType type : all) {
            const auto value = fromJson(given, type);
            if (value) {
                ++taken;
                compareAfterRoundTrip(*value, type);
            } else {
                QVERIFY(!value.error().message.isEmpty());
            }
            if (QTest::currentTestFailed())
                return;
        }
    }
    QVERIFY(taken > 1000);
}

void tst_ConvertRandom::takesOrRefusesAnyText()
{
    const QList<QMetaType> all = types();
    for (int i = 0; i < 2000; ++i) {
        QString text = randomText();
        if (seeded.bounded(2)) {
            text = QString::fromUtf8(
                QJsonDocument(QJsonArray{randomJson(2)}).toJson(QJsonDocument::Compact));
            text = text.sliced(1).chopped(1 + seeded.bounded(2) * (text.size() > 2));
        }
        for (const QMetaType type : all) {
            if (const auto value = fromText(text, type))
                compareAfterRoundTrip(*value, type);
            if (QTest::currentTestFailed())
                return;
        }
    }
}

QTEST_GUILESS_MAIN(tst_ConvertRandom)

#include "tst_convert_random.moc"

#include "convert_types.h"

#include <BackState/core/entry.h>

#include <QTest>
#include <QUrl>

using namespace BackState;
using namespace BackState::Private;
using namespace Qt::StringLiterals;

// What a control of a form can hold, and what the fields of one stand for.
class tst_Entry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysTheKind_data();
    void saysTheKind();
    void readsFields_data();
    void readsFields();
    void refusesFields_data();
    void refusesFields();
};

void tst_Entry::initTestCase()
{
    registerTestTypes();
    registerType<std::optional<int>>();
    registerType<std::optional<bool>>();
    registerType<std::optional<QString>>();
    registerType<std::optional<QDate>>();
    registerType<QList<Drawing::Mode>>();
    registerType<QList<QDate>>();
}

void tst_Entry::saysTheKind_data()
{
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QByteArray>("kind");

    const auto add = [](QMetaType type, const char *kind) {
        QTest::addRow("%s", type.name()) << type << QByteArray(kind);
    };
    add(QMetaType::fromType<QString>(), "text");
    add(QMetaType::fromType<QUrl>(), "text");
    add(QMetaType::fromType<Drawing::Mode>(), "text");
    add(QMetaType::fromType<Drawing::Options>(), "flags");
    add(QMetaType::fromType<bool>(), "bool");
    add(QMetaType::fromType<uchar>(), "integer");
    add(QMetaType::fromType<quint64>(), "integer");
    add(QMetaType::fromType<float>(), "real");
    add(QMetaType::fromType<QDate>(), "date");
    add(QMetaType::fromType<QTime>(), "time");
    add(QMetaType::fromType<QDateTime>(), "moment");
    add(QMetaType::fromType<QStringList>(), "list text");
    add(QMetaType::fromType<QList<int>>(), "list integer");
    add(QMetaType::fromType<QList<Drawing::Mode>>(), "list text");
    add(QMetaType::fromType<std::optional<int>>(), "optional integer");
    add(QMetaType::fromType<std::optional<QDate>>(), "optional date");
    add(QMetaType::fromType<QVariant>(), "");
    add(QMetaType::fromType<QVariantMap>(), "");
    add(QMetaType::fromType<QVariantList>(), "");
    add(QMetaType::fromType<Point>(), "");
    add(QMetaType::fromType<QList<Point>>(), "");
}

void tst_Entry::saysTheKind()
{
    QFETCH(const QMetaType, type);
    QFETCH(const QByteArray, kind);
    QCOMPARE(entryKind(type), kind);
}

template<typename T>
static void add(const char *name, const QStringList &texts, const T &value)
{
    QTest::addRow("%s", name) << texts << QVariant::fromValue(value);
}

void tst_Entry::readsFields_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<QVariant>("value");

    add("text", {u"a"_s, u"b"_s}, u"b"_s);
    add("no text", {QString()}, QString());
    add("a ticked box", {u"on"_s}, true);
    add("a hidden field and a box", {u"false"_s, u"true"_s}, true);
    add("no ticked box", {}, false);
    add("a number", {u"-12"_s}, -12);
    add("no date", {QString()}, QDate());
    add("texts", {u"b"_s, u"[a]"_s, u""_s}, QStringList{u"b"_s, u"[a]"_s, u""_s});
    add("no texts", {}, QStringList());
    add("one text that looks like a list", {u"[\"a\"]"_s}, QStringList{u"[\"a\"]"_s});
    add("numbers", {u"2"_s, u"1"_s}, QList<int>{2, 1});
    add("enums", {u"Fast"_s}, QList<Drawing::Mode>{Drawing::Mode::Fast});
    add("dates", {u"2026-01-31"_s}, QList<QDate>{QDate(2026, 1, 31)});
    add("flags", {u"Grid"_s, u"Snap"_s}, Drawing::Options(Drawing::Grid | Drawing::Snap));
    add("no flags", {}, Drawing::Options());
    add("an optional number", {u"5"_s}, std::optional<int>(5));
    add("no optional number", {QString()}, std::optional<int>());
    add("no optional text", {QString()}, std::optional<QString>());
    add("no optional date", {QString()}, std::optional<QDate>());
    add("an optional box that is not ticked", {}, std::optional<bool>(false));
}

void tst_Entry::readsFields()
{
    QFETCH(const QStringList, texts);
    QFETCH(const QVariant, value);
    const Expected<QVariant> read = fromFields(texts, value.metaType());
    QVERIFY2(read, qPrintable(read.error().message));
    QCOMPARE(read->metaType(), value.metaType());
    QCOMPARE(json(*read), json(value));
}

void tst_Entry::refusesFields_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<QMetaType>("type");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("message");

    QTest::addRow("an emptied number") << QStringList{QString()} << QMetaType::fromType<int>()
                                       << QByteArray() << u"a number is needed"_s;
    QTest::addRow("no number at all") << QStringList() << QMetaType::fromType<double>()
                                      << QByteArray() << u"a number is needed"_s;
    QTest::addRow("a list with one of another type")
        << QStringList{u"1"_s, u"x"_s} << QMetaType::fromType<QList<int>>() << QByteArray("[1]")
        << u"expected a whole number from -2147483648 to 2147483647, got text"_s;
}

void tst_Entry::refusesFields()
{
    QFETCH(const QStringList, texts);
    QFETCH(const QMetaType, type);
    QFETCH(const QByteArray, name);
    QFETCH(const QString, message);
    const Expected<QVariant> read = fromFields(texts, type);
    QVERIFY(!read);
    QCOMPARE(read.error().name, name);
    QCOMPARE(read.error().message, message);
}

QTEST_GUILESS_MAIN(tst_Entry)
#include "tst_entry.moc"

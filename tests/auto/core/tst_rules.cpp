#include <BackState/core/settings.h>
#include <BackState/core/state.h>

#include <QDate>
#include <QTest>

#include <optional>

using namespace BackState;
using namespace Qt::StringLiterals;

class Form : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Form, QString, name)
    BACKSTATE_EDITABLE(Form, QString, code)
    BACKSTATE_EDITABLE(Form, int, age, 18)
    BACKSTATE_EDITABLE(Form, double, share, 0.5)
    BACKSTATE_EDITABLE(Form, bool, agrees, false)
    BACKSTATE_EDITABLE(Form, QDate, birthday)
    BACKSTATE_EDITABLE(Form, QStringList, colors)
    BACKSTATE_EDITABLE(Form, std::optional<int>, guests)
    BACKSTATE_EDITABLE(Form, std::optional<QDate>, due)
    BACKSTATE_EDITABLE(Form, QString, free)
    BACKSTATE_RULES(name, .required = true, .minLength = 2, .maxLength = 5)
    BACKSTATE_RULES(code, .pattern = "[A-Z]+|x")
    BACKSTATE_RULES(age, .min = 18, .max = 120, .sentence = "Only for adults.")
    BACKSTATE_RULES(share, .min = 0.25, .max = 1)
    BACKSTATE_RULES(agrees, .required = true)
    BACKSTATE_RULES(birthday, .min = "1900-01-01", .max = "2026-12-31")
    BACKSTATE_RULES(colors, .required = true)
    BACKSTATE_RULES(guests, .min = 1, .max = 8)
    BACKSTATE_RULES(due, .required = true, .min = "2026-01-01")
};

class Wrong : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Wrong, int, number, 0)
    BACKSTATE_EDITABLE(Wrong, int, other, 0)
    BACKSTATE_EDITABLE(Wrong, QString, text)
    BACKSTATE_EDITABLE(Wrong, QString, length)
    BACKSTATE_EDITABLE(Wrong, QString, bounded)
    BACKSTATE_RULES(nothing, .required = true)
    BACKSTATE_RULES(number, .min = 1.5)
    BACKSTATE_RULES(other, .min = 2, .max = 1, .pattern = "a")
    BACKSTATE_RULES(text, .pattern = "(")
    BACKSTATE_RULES(length, .minLength = 3, .maxLength = 2)
    BACKSTATE_RULES(bounded, .max = 3)
};

class Strict : public Form
{
    Q_OBJECT
    BACKSTATE_RULES(free, .required = true)
};

class tst_Rules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuseValues_data();
    void refuseValues();
    void areRefusedWhereTheyDoNotFit();
    void areOfSubclassesToo();
};

void tst_Rules::refuseValues_data()
{
    QTest::addColumn<QByteArray>("property");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("sentence");

    const auto add = [](const char *property, const QVariant &value, const QString &sentence = {}) {
        QTest::addRow("%s %s", property, qPrintable(value.toString()))
            << QByteArray(property) << value << sentence;
    };
    const auto addHeld = [](const char *property, const auto &value, const QString &sentence = {}) {
        QTest::addRow("%s of %s", property, qPrintable(QVariant(*value).toString()))
            << QByteArray(property) << QVariant::fromValue(value) << sentence;
    };
    add("name", u"Anna"_s);
    add("name", u""_s, u"Please fill in this field."_s);
    add("name", u"A"_s, u"Please use at least 2 characters."_s);
    add("name", u"Ab"_s);
    add("name", u"Abcde"_s);
    add("name", u"Abcdef"_s, u"Please use at most 5 characters."_s);
    add("code", u""_s);
    add("code", u"ABC"_s);
    add("code", u"x"_s);
    add("code", u"ABCx"_s, u"This does not have the expected form."_s);
    add("code", u"ABC\n"_s, u"This does not have the expected form."_s);
    add("age", 17, u"Only for adults."_s);
    add("age", 18);
    add("age", 120);
    add("age", 121, u"Only for adults."_s);
    add("share", 0.2, u"The value must be 0.25 or more."_s);
    add("share", 0.25);
    add("share", 1.01, u"The value must be 1 or less."_s);
    add("agrees", true);
    add("agrees", false, u"Please tick this box."_s);
    add("birthday", QDate());
    add("birthday", QDate(1899, 12, 31), u"The date must be 1900-01-01 or later."_s);
    add("birthday", QDate(1900, 1, 1));
    add("birthday", QDate(2027, 1, 1), u"The date must be 2026-12-31 or earlier."_s);
    add("colors", QStringList(), u"Please fill in this field."_s);
    add("colors", QStringList{u"red"_s});
    add("guests", QVariant::fromValue(std::optional<int>()));
    addHeld("guests", std::optional<int>(0), u"The value must be 1 or more."_s);
    addHeld("guests", std::optional<int>(8));
    addHeld("guests", std::optional<int>(9), u"The value must be 8 or less."_s);
    add("due", QVariant::fromValue(std::optional<QDate>()), u"Please fill in this field."_s);
    addHeld(
        "due",
        std::optional<QDate>(QDate(2025, 12, 31)),
        u"The date must be 2026-01-01 or later."_s);
    addHeld("due", std::optional<QDate>(QDate(2026, 1, 1)));
}

void tst_Rules::refuseValues()
{
    QFETCH(QByteArray, property);
    QFETCH(QVariant, value);
    QFETCH(QString, sentence);
    const Schema &schema = Schema::of<Form>();
    QCOMPARE(schema.problems(), QStringList());
    QVERIFY(schema.property(property)->rules);
    QCOMPARE(schema.property(property)->rules->refusal(value), sentence);
    QVERIFY(!schema.property("free")->rules);
}

void tst_Rules::areRefusedWhereTheyDoNotFit()
{
    const QStringList problems = Schema::of<Wrong>().problems();
    const QString all = problems.join(u'\n');
    QVERIFY2(
        all.contains(u"Wrong::nothing: BACKSTATE_RULES names no property of this class"_s),
        qPrintable(all));
    QVERIFY2(
        all.contains(u"Wrong::number: BACKSTATE_RULES: .min expected a whole number"_s),
        qPrintable(all));
    QVERIFY2(all.contains(u"Wrong::other: BACKSTATE_RULES: .max is below .min"_s), qPrintable(all));
    QVERIFY2(
        all.contains(
            u"Wrong::other: BACKSTATE_RULES: .minLength, .maxLength and .pattern are for text"_s),
        qPrintable(all));
    QVERIFY2(
        all.contains(u"Wrong::text: BACKSTATE_RULES: .pattern is no regular expression"_s),
        qPrintable(all));
    QVERIFY2(
        all.contains(
            u"Wrong::length: BACKSTATE_RULES: .minLength and .maxLength allow no length"_s),
        qPrintable(all));
    QVERIFY2(
        all.contains(u"Wrong::bounded: BACKSTATE_RULES: .min and .max are for numbers"_s),
        qPrintable(all));
    QCOMPARE(problems.size(), 7);
}

void tst_Rules::areOfSubclassesToo()
{
    const Schema &schema = Schema::of<Strict>();
    QCOMPARE(schema.problems(), QStringList());
    QVERIFY(schema.property("free")->rules);
    QVERIFY(schema.property("age")->rules);
    QVERIFY(!Schema::of<Form>().property("free")->rules);
}

QTEST_APPLESS_MAIN(tst_Rules)
#include "tst_rules.moc"

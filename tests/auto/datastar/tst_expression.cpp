#include "states.h"

#include <QTest>

#include <limits>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_Expression : public QObject
{
    Q_OBJECT

private slots:
    void joinsOperands_data();
    void joinsOperands();
    void keepsTextsFromBecomingCode_data();
    void keepsTextsFromBecomingCode();
    void writesNumbers_data();
    void writesNumbers();
    void readsTheValueWithin();
    void comparesEnumsByKey();
    void takesScriptsAsTheyAre();
    void knowsWhatItIsNow();
    void namesItsProperty();
    void readsObjectsInBothDialects();
    void checksNamesOfLocalSignals();
};

void tst_Expression::joinsOperands_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");

    Counter counter;
    const Signal count = signal(counter.count);
    const Signal open = signal(counter.isOpen);
    const Signal label = signal(counter.label);
    QTest::addRow("a signal") << count.text() << "$_Counter.count"_ba;
    QTest::addRow("not") << (!open).text() << "!$_Counter.isOpen"_ba;
    QTest::addRow("not twice") << (!!open).text() << "!!$_Counter.isOpen"_ba;
    QTest::addRow("not of a comparison") << (!(count > 3)).text() << "!($_Counter.count > 3)"_ba;
    QTest::addRow("equal") << (count == 3).text() << "$_Counter.count === 3"_ba;
    QTest::addRow("a literal first") << (3 == count).text() << "3 === $_Counter.count"_ba;
    QTest::addRow("unequal") << (label != "a").text() << "$_Counter.label !== 'a'"_ba;
    QTest::addRow("less") << (count < 3).text() << "$_Counter.count < 3"_ba;
    QTest::addRow("at most") << (count <= 3).text() << "$_Counter.count <= 3"_ba;
    QTest::addRow("at least") << (count >= -3).text() << "$_Counter.count >= -3"_ba;
    QTest::addRow("and binds more than or")
        << ((open || count == 1) && !open).text()
        << "($_Counter.isOpen || $_Counter.count === 1) && !$_Counter.isOpen"_ba;
    QTest::addRow("or of ands")
        << ((open && count == 1) || open).text()
        << "$_Counter.isOpen && $_Counter.count === 1 || $_Counter.isOpen"_ba;
    QTest::addRow("minus keeps its spaces") << (count - 1).text() << "$_Counter.count - 1"_ba;
    QTest::addRow("minus a difference")
        << (count - (count - 1)).text() << "$_Counter.count - ($_Counter.count - 1)"_ba;
    QTest::addRow("a difference minus")
        << (count - 1 - count).text() << "$_Counter.count - 1 - $_Counter.count"_ba;
    QTest::addRow("a product of sums")
        << ((count + 1) * (count - 1)).text() << "($_Counter.count + 1) * ($_Counter.count - 1)"_ba;
    QTest::addRow("a negative factor") << (count * -2).text() << "$_Counter.count * -2"_ba;
    QTest::addRow("the opposite of a negative") << (-(-count)).text() << "-(-$_Counter.count)"_ba;
    QTest::addRow("division") << (count / 2 % 3).text() << "$_Counter.count / 2 % 3"_ba;
    QTest::addRow("text beside a number") << (count + "%").text() << "$_Counter.count + '%'"_ba;
    QTest::addRow("text first") << ("n: " + label).text() << "'n: ' + $_Counter.label"_ba;
    QTest::addRow("if") << if_(open, "yes", 0).text() << "$_Counter.isOpen ? 'yes' : 0"_ba;
    QTest::addRow("if in if")
        << if_(open, if_(count > 1, 1, 2), if_(open, 3, 4)).text()
        << "$_Counter.isOpen ? ($_Counter.count > 1 ? 1 : 2) : $_Counter.isOpen ? 3 : 4"_ba;
    QTest::addRow("if beside others")
        << (if_(open, 1, 2) + 3).text() << "($_Counter.isOpen ? 1 : 2) + 3"_ba;
    QTest::addRow("true") << (open == true).text() << "$_Counter.isOpen === true"_ba;
}

void tst_Expression::joinsOperands()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(text, expected);
}

void tst_Expression::keepsTextsFromBecomingCode_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("expected");

    QTest::addRow("plain") << u"a b-c_d.e(f){g}[h]#%!"_s << "'a b-c_d.e(f){g}[h]#%!'"_ba;
    QTest::addRow("single quote") << u"a'+alert(1)+'b"_s << "'a\\u0027+alert(1)+\\u0027b'"_ba;
    QTest::addRow("double quote") << u"a\"b"_s << "'a\\u0022b'"_ba;
    QTest::addRow("backslash") << u"a\\"_s << "'a\\u005c'"_ba;
    QTest::addRow("backtick") << u"`${x}`"_s << "'\\u0060\\u0024{x}\\u0060'"_ba;
    QTest::addRow("signal") << u"$Chat.draft"_s << "'\\u0024Chat.draft'"_ba;
    QTest::addRow("action") << u"@get('/x')"_s << "'\\u0040get(\\u0027\\u002fx\\u0027)'"_ba;
    QTest::addRow("end of a statement") << u"a;return b"_s << "'a\\u003breturn b'"_ba;
    QTest::addRow("tag") << u"</script><!--"_s << "'\\u003c\\u002fscript\\u003e\\u003c!--'"_ba;
    QTest::addRow("entity") << u"&quot;"_s << "'\\u0026quot\\u003b'"_ba;
    QTest::addRow("line ends") << u"a\nb\r\u2028\u2029"_s << "'a\\u000ab\\u000d\\u2028\\u2029'"_ba;
    QTest::addRow("NUL") << QString(QChar(u'\0')) << "'\\u0000'"_ba;
    QTest::addRow("letters of others") << u"äß日本"_s << "'äß日本'"_ba;
    QTest::addRow("Datastar's own escape")
        << u"\U0001F595JS_DS\U0001F680"_s << "'\\ud83d\\udd95JS_DS\\ud83d\\ude80'"_ba;
    QTest::addRow("nothing") << QString() << "''"_ba;
}

void tst_Expression::keepsTextsFromBecomingCode()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(Expression(text).text(), expected);
    QCOMPARE(Expression(text.toUtf8()).text(), expected);
}

void tst_Expression::writesNumbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");

    QTest::addRow("int") << Expression(-7).text() << "-7"_ba;
    QTest::addRow("double") << Expression(0.1).text() << "0.1"_ba;
    QTest::addRow("large") << Expression(1e21).text() << "1e+21"_ba;
    QTest::addRow("2^53") << Expression(qint64(9007199254740992)).text() << "9007199254740992"_ba;
    QTest::addRow("beyond 2^53 it is a text")
        << Expression(qint64(9007199254740993)).text() << "'9007199254740993'"_ba;
    QTest::addRow("so is the least")
        << Expression(std::numeric_limits<qint64>::min()).text() << "'-9223372036854775808'"_ba;
    QTest::addRow("the greatest") << Expression(std::numeric_limits<quint64>::max()).text()
                                  << "'18446744073709551615'"_ba;
    QTest::addRow("infinite") << Expression(-std::numeric_limits<double>::infinity()).text()
                              << "-Infinity"_ba;
    QTest::addRow("no number") << Expression(std::numeric_limits<double>::quiet_NaN()).text()
                               << "NaN"_ba;
    QTest::addRow("bool") << Expression(true).text() << "true"_ba;
}

void tst_Expression::writesNumbers()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(text, expected);
}

void tst_Expression::readsTheValueWithin()
{
    Counter counter;
    QCOMPARE((signal(counter.limit) > 3).text(), "$_Counter.limit[0] > 3"_ba);
    QCOMPARE(signal(counter.details).text(), "$_Counter.details[0]"_ba);
    QCOMPARE(signal(counter.names).text(), "$_Counter.names"_ba);
}

void tst_Expression::comparesEnumsByKey()
{
    Sensor sensor;
    QCOMPARE(
        (signal<&Sensor::mode>(sensor) == Sensor::Mode::Alarm).text(),
        "$_Sensor.mode === 'Alarm'"_ba);
    QCOMPARE((signal<&Sensor::mode>(sensor) == Sensor::Mode::Calm).isTrue(), true);
    QCOMPARE(signal(sensor, "celsius").text(), "$_Sensor.celsius"_ba);
}

void tst_Expression::takesScriptsAsTheyAre()
{
    QCOMPARE(script(" evt.key === 'Enter' ").text(), "evt.key === 'Enter'"_ba);
    QCOMPARE((script("a, b") + 1).text(), "(a, b) + 1"_ba);
    QVERIFY(!script("true").isTrue());
}

void tst_Expression::knowsWhatItIsNow()
{
    Counter counter;
    counter.count = 4;
    counter.label = "";
    const Signal count = signal(counter.count);
    const Signal label = signal(counter.label);
    const Expression unknown = script("x");
    QCOMPARE(count.isTrue(), true);
    QCOMPARE((!count).isTrue(), false);
    QCOMPARE(label.isTrue(), false);
    QCOMPARE((count > 3).isTrue(), true);
    QCOMPARE((count <= 3).isTrue(), false);
    QCOMPARE((count == 4).isTrue(), true);
    QCOMPARE((count != 4).isTrue(), false);
    QCOMPARE((count % 2).isTrue(), false);
    QCOMPARE((label == "").isTrue(), true);
    QCOMPARE((count > 3 && label == "a").isTrue(), false);
    QCOMPARE((count > 3 || unknown).isTrue(), true);
    QCOMPARE((unknown && label).isTrue(), false);
    QCOMPARE(if_(count > 3, 0, 1).isTrue(), false);
    QVERIFY(!unknown.isTrue());
    QVERIFY(!(!unknown).isTrue());
    QVERIFY(!(count + unknown).isTrue());
    QVERIFY(!(unknown || label).isTrue());
    QVERIFY(!signal(counter.limit).isTrue());
}

void tst_Expression::namesItsProperty()
{
    Counter counter;
    Private::Rendering rendering;
    const Signal count = signal(counter.count);
    QCOMPARE(count.reference().object, &counter);
    QCOMPARE(count.reference().property->name, "count"_ba);
    QCOMPARE(rendering.names().size(), 1U);
    QCOMPARE(signal(counter, "none").text(), "''"_ba);
    QCOMPARE(rendering.problems().size(), 1);
}

void tst_Expression::readsObjectsInBothDialects()
{
    Counter counter;
    QCOMPARE(signal(counter.point).text(), "$_Counter.point"_ba);
    const Speaking beta11(Dialect::beta11());
    QCOMPARE(signal(counter.point).text(), "ctx.signals.values()._Counter.point"_ba);
    QCOMPARE(signal(counter.count).text(), "$_Counter.count"_ba);
}

void tst_Expression::checksNamesOfLocalSignals()
{
    Private::Rendering rendering;
    QCOMPARE(local("isOpen2").text(), "$_local.isOpen2"_ba);
    QCOMPARE(rendering.locals().size(), 1);
    for (const char *name : {"", "Open", "a b", "a__b", "_a", "1a", "a.b", "a-b"})
        QCOMPARE(local(name).text(), "''"_ba);
    QCOMPARE(rendering.problems().size(), 8);
}

QTEST_GUILESS_MAIN(tst_Expression)
#include "tst_expression.moc"

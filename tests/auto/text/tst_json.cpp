#include <BackState/text/json.h>

#include <QTest>

#include <utility>

using namespace BackState::Private;
using namespace Qt::StringLiterals;

class tst_Json : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void escapesStrings_data();
    void escapesStrings();
    void writesMembers();
    void goesOnWithAnObject();
};

void tst_Json::escapesStrings_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("literal");

    QTest::addRow("empty") << u""_s << R"("")"_ba << R"("")"_ba << "''"_ba;
    QTest::addRow("plain") << u"Hello"_s << R"("Hello")"_ba << R"("Hello")"_ba << "'Hello'"_ba;
    QTest::addRow("quotes") << u"\"'`"_s << R"("\"'`")"_ba << R"("\"\u0027\u0060")"_ba
                            << R"('\u0022\u0027\u0060')"_ba;
    QTest::addRow("letters") << u"\b\f\n\r\t\\"_s << R"("\b\f\n\r\t\\")"_ba
                             << R"("\b\f\n\r\t\\")"_ba
                             << R"('\u0008\u000c\u000a\u000d\u0009\u005c')"_ba;
    QTest::addRow("controls") << u"\u0001\u007f"_s << "\"\\u0001\x7f\""_ba << "\"\\u0001\x7f\""_ba
                              << R"('\u0001\u007f')"_ba;
    QTest::addRow("signs of expressions")
        << u"$a@b<c>&"_s << R"("$a@b<c>&")"_ba << R"("\u0024a\u0040b\u003cc\u003e\u0026")"_ba
        << R"('\u0024a\u0040b\u003cc\u003e\u0026')"_ba;
    QTest::addRow("signs of statements")
        << u"a;b/c"_s << R"("a;b/c")"_ba << R"("a;b/c")"_ba << R"('a\u003bb\u002fc')"_ba;
    QTest::addRow("two bytes") << u"ä\u0085"_s << "\"ä\u0085\""_ba << "\"ä\u0085\""_ba
                               << "'ä\\u0085'"_ba;
    QTest::addRow("three bytes") << u"€"_s << "\"€\""_ba << "\"€\""_ba << "'€'"_ba;
    QTest::addRow("four bytes") << u"\U0001F595"_s << "\"\U0001F595\""_ba << "\"\U0001F595\""_ba
                                << R"('\ud83d\udd95')"_ba;
    QTest::addRow("separators") << u"\u2028\u2029"_s << "\"\u2028\u2029\""_ba
                                << R"("\u2028\u2029")"_ba << R"('\u2028\u2029')"_ba;
    QTest::addRow("half a pair") << QString(QChar(0xd83d)) + u'x' << R"("\ud83dx")"_ba
                                 << R"("\ud83dx")"_ba << R"('\ud83dx')"_ba;
}

void tst_Json::escapesStrings()
{
    QFETCH(QString, text);
    for (const auto &[escape, column] :
         {std::pair(Escape::Json, "json"),
          std::pair(Escape::Expression, "expression"),
          std::pair(Escape::Literal, "literal")}) {
        QByteArray out = "x";
        appendJsonText(out, escape, text);
        QCOMPARE(
            out,
            'x' + *static_cast<QByteArray *>(QTest::qData(column, QMetaType::QByteArray)));
    }
}

void tst_Json::writesMembers()
{
    QByteArray out = "{";
    JsonMembers members(out);
    members.name("a");
    members.out().append('1');
    members.open("b");
    members.name("c");
    members.out().append('2');
    members.name("d");
    members.out().append('3');
    members.close();
    members.open("e");
    members.close();
    out.append('}');
    QCOMPARE(out, R"({"a":1,"b":{"c":2,"d":3},"e":{}})"_ba);
}

void tst_Json::goesOnWithAnObject()
{
    QByteArray out = R"({"a":{})";
    JsonMembers members(out);
    members.name("b");
    out.append("1}");
    QCOMPARE(out, R"({"a":{},"b":1})"_ba);
}

QTEST_APPLESS_MAIN(tst_Json)
#include "tst_json.moc"

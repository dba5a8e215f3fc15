#include <BackState/datastar/requests.h>
#include <BackState/text/url.h>

#include <QJsonDocument>
#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_Requests : public QObject
{
    Q_OBJECT

private slots:
    void readSignalsWhereTheyAre_data();
    void readSignalsWhereTheyAre();
    void refuseWhatIsNoObject_data();
    void refuseWhatIsNoObject();
    void keepToTheLimits();
    void decodePercents_data();
    void decodePercents();
    void encodePercents();
    void splitQueries();
};

void tst_Requests::readSignalsWhereTheyAre_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("json");

    const QByteArray none;
    const QByteArray query = "a=1&datastar=%7B%22x%22%3A%22a+b%22%7D&b=2";
    const QByteArray type = "application/json";
    QTest::addRow("GET, query") << "GET"_ba << query << none << none << "{\"x\":\"a b\"}"_ba;
    QTest::addRow("GET, no body") << "GET"_ba << none << type << "{\"y\":1}"_ba << "{}"_ba;
    QTest::addRow("DELETE, query")
        << "DELETE"_ba << query << type << "{\"y\":1}"_ba << "{\"x\":\"a b\"}"_ba;
    QTest::addRow("DELETE of beta.11, body")
        << "DELETE"_ba << none << type << "{\"y\":1}"_ba << "{\"y\":1}"_ba;
    QTest::addRow("POST, body") << "POST"_ba << query << type << "{\"y\":1}"_ba << "{\"y\":1}"_ba;
    QTest::addRow("PUT, body") << "PUT"_ba << none << "application/json; charset=utf-8"_ba
                               << "{\"y\":[1]}"_ba
                               << "{\"y\":[1]}"_ba;
    QTest::addRow("a body without type")
        << "PATCH"_ba << none << none << "{\"y\":1}"_ba << "{\"y\":1}"_ba;
    QTest::addRow("a form has none")
        << "POST"_ba << none << "application/x-www-form-urlencoded"_ba << "y=1"_ba
        << "{}"_ba;
    QTest::addRow("a form with files has none")
        << "POST"_ba << none << "multipart/form-data; boundary=x"_ba
        << "--x--"_ba << "{}"_ba;
    QTest::addRow("nothing") << "POST"_ba << none << type << none << "{}"_ba;
    QTest::addRow("spaces") << "POST"_ba << none << type << " \n"_ba << "{}"_ba;
}

void tst_Requests::readSignalsWhereTheyAre()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, contentType);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, json);

    const Expected<QJsonObject> values = Private::readSignals(method, query, contentType, body);
    QVERIFY(values);
    QCOMPARE(QJsonDocument(*values).toJson(QJsonDocument::Compact), json);
}

void tst_Requests::refuseWhatIsNoObject_data()
{
    QTest::addColumn<QByteArray>("body");

    QTest::addRow("no JSON") << "{a:1}"_ba;
    QTest::addRow("half of it") << "{\"a\":1"_ba;
    QTest::addRow("a list") << "[1]"_ba;
    QTest::addRow("two") << "{}{}"_ba;
    QTest::addRow("a number") << "1"_ba;
}

void tst_Requests::refuseWhatIsNoObject()
{
    QFETCH(QByteArray, body);
    const Expected<QJsonObject> values = Private::readSignals("POST", "", "application/json", body);
    QVERIFY(!values);
    QCOMPARE(values.error().kind, Error::Kind::Invalid);
    QCOMPARE(values.error().name, "datastar"_ba);
    QVERIFY(values.error().message.endsWith(u'.'));
}

void tst_Requests::keepToTheLimits()
{
    const Private::SignalLimits limits{40, 3};
    const auto kindOf = [&](const QByteArray &body) {
        const auto values = Private::readSignals("POST", "", "", body, limits);
        return values ? std::optional<Error::Kind>() : values.error().kind;
    };
    QVERIFY(!kindOf("{\"a\":[{\"b\":\"[[[[{{{{\\\"[[[\"}]}"));
    QCOMPARE(kindOf("{\"a\":[{\"b\":[]}]}"), Error::Kind::TooLarge);
    QCOMPARE(kindOf("{\"a\":\"" + QByteArray(40, 'x') + "\"}"), Error::Kind::TooLarge);
    QVERIFY(!Private::readSignals("POST", "", "", QByteArray(1000, '[')));
}

void tst_Requests::decodePercents_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("decoded");

    QTest::addRow("plain") << "abc"_ba << "abc"_ba;
    QTest::addRow("escapes") << "a%20b%C3%a4"_ba << "a b\xc3\xa4"_ba;
    QTest::addRow("NUL") << "a%00b"_ba << QByteArray("a\0b", 3);
    QTest::addRow("no escapes") << "100%, %2, %zz, %"_ba << "100%, %2, %zz, %"_ba;
    QTest::addRow("once only") << "%2541"_ba << "%41"_ba;
    QTest::addRow("plus") << "a+b"_ba << "a+b"_ba;
}

void tst_Requests::decodePercents()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, decoded);
    QCOMPARE(Private::percentDecoded(text), decoded);
    QCOMPARE(Private::percentDecoded("a+b", true), "a b"_ba);
}

void tst_Requests::encodePercents()
{
    QByteArray all;
    for (int byte = 0; byte < 256; ++byte)
        all.append(char(byte));
    QByteArray encoded = "x";
    encoded.append(all.toPercentEncoding());
    QCOMPARE(Private::percentDecoded(encoded), "x" + all);
    encoded = "aZ09-._~ $'/?&=+%@"_ba.toPercentEncoding();
    QCOMPARE(encoded, "aZ09-._~%20%24%27%2F%3F%26%3D%2B%25%40"_ba);
}

void tst_Requests::splitQueries()
{
    const QList<std::pair<QByteArray, QByteArray>>
        fields{{"a", "1"}, {"b c", ""}, {"a", "2=3"}, {"", "x"}, {"d", "&"}};
    QCOMPARE(Private::queryFields("a=1&&b+c&a=2=3&=x&d=%26"), fields);
    QCOMPARE(Private::queryField("a=1&a=2", "a"), "1"_ba);
    QCOMPARE(Private::queryField("a=1", "b"), ""_ba);
    QVERIFY(Private::queryFields("").isEmpty());
}

QTEST_APPLESS_MAIN(tst_Requests)
#include "tst_requests.moc"

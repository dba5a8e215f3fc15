#include <BackState/text/reading.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace BackState::Private;
using namespace Qt::StringLiterals;

class tst_Reading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAMarkOfByteOrder_data();
    void keepsAMarkOfByteOrder();
    void keepsItInJson();
    void passesOverAMarkBeforeJson();
    void saysWhatIsNoJson();
};

static const QString mark = QString(QChar(QChar::ByteOrderMark));

void tst_Reading::keepsAMarkOfByteOrder_data()
{
    QTest::addColumn<QString>("text");

    QTest::addRow("nothing") << QString();
    QTest::addRow("none") << u"a"_s;
    QTest::addRow("the mark alone") << mark;
    QTest::addRow("at the beginning") << QString(mark + u"a"_s);
    QTest::addRow("twice") << QString(mark + mark + u"a"_s);
    QTest::addRow("in the middle") << QString(u"a"_s + mark + u"b"_s);
}

void tst_Reading::keepsAMarkOfByteOrder()
{
    QFETCH(const QString, text);
    QCOMPARE(readUtf8(text.toUtf8()), text);
    const QByteArray json = "[\"" + text.toUtf8() + "\"]";
    QCOMPARE(readJson(json).array().at(0).toString(), text);
}

void tst_Reading::keepsItInJson()
{
    const QJsonObject object{{u"a"_s, QString(mark + u"b\n"_s)}, {QString(mark + u"c"_s), 1}};
    QCOMPARE(readJson(QJsonDocument(object).toJson()).object(), object);
}

// Files of some editors begin so.
void tst_Reading::passesOverAMarkBeforeJson()
{
    QCOMPARE(
        readJson(mark.toUtf8() + "[\"" + mark.toUtf8() + "\"]").array().at(0),
        QJsonValue(mark));
}

void tst_Reading::saysWhatIsNoJson()
{
    for (const QByteArray &json :
         {"["_ba,
          "\xEF\xBB\xBF["_ba,
          "[\xEF\xBB\xBF"
          "1]"_ba}) {
        QJsonParseError error;
        QVERIFY(readJson(json, &error).isNull());
        QVERIFY(error.error != QJsonParseError::NoError);
    }
}

QTEST_GUILESS_MAIN(tst_Reading)
#include "tst_reading.moc"

#include <BackState/text/merge.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using BackState::Private::merge;

class tst_Merge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsWhatWasTypedOntoAChangedText_data();
    void putsWhatWasTypedOntoAChangedText();
    void leavesNoHalfOfAPair();
};

// The same cases are those of the browser's function, see tests/browser/merging.test.mjs.
void tst_Merge::putsWhatWasTypedOntoAChangedText_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("mine");
    QTest::addColumn<QString>("theirs");
    QTest::addColumn<QString>("merged");

    QFile file(QFINDTESTDATA("merge.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).array();
    QVERIFY(cases.size() > 10);
    for (const QJsonValue &row : cases) {
        QTest::addRow("%s", qPrintable(row[0].toString()))
            << row[1].toString() << row[2].toString() << row[3].toString() << row[4].toString();
    }
}

void tst_Merge::putsWhatWasTypedOntoAChangedText()
{
    QFETCH(QString, base);
    QFETCH(QString, mine);
    QFETCH(QString, theirs);
    QFETCH(QString, merged);
    QCOMPARE(merge(base, mine, theirs), merged);
}

void tst_Merge::leavesNoHalfOfAPair()
{
    const QStringList texts{
        {},
        QStringLiteral("x"),
        QStringLiteral("\U0001F600"),
        QStringLiteral("\U0001F601"),
        QStringLiteral("\U0001FA00"),
        QStringLiteral("a\U0001F600\U0001F601b"),
        QStringLiteral("\U0001FA00\U0001F600"),
        QStringLiteral("a\U0001F601\U0001FA00")};
    for (const QString &base : texts) {
        for (const QString &mine : texts) {
            for (const QString &theirs : texts) {
                const QString merged = merge(base, mine, theirs);
                QCOMPARE(QString::fromUtf8(merged.toUtf8()), merged);
            }
        }
    }
}

QTEST_GUILESS_MAIN(tst_Merge)
#include "tst_merge.moc"

// The cases of Datastar's own conformance suites, as frames.
#include "../../golden/golden.h"

using namespace BackState;

class tst_Golden : public QObject
{
    Q_OBJECT

private slots:
    void hasAllCases();
    void equalsTheOfficialFrames_data();
    void equalsTheOfficialFrames();
};

static QString golden()
{
    return QStringLiteral(QT_TESTCASE_SOURCEDIR "/../../golden/");
}

void tst_Golden::hasAllCases()
{
    const auto count = [](const char *folder) {
        return QDir(golden() + QLatin1StringView(folder))
            .entryList(QDir::Dirs | QDir::NoDotAndDotDot)
            .size();
    };
    QCOMPARE(count("v1/get"), 19);
    QCOMPARE(count("v1/post"), 1);
    QCOMPARE(count("beta.11/get"), 18);
    QCOMPARE(count("beta.11/post"), 1);
}

void tst_Golden::equalsTheOfficialFrames_data()
{
    Golden::addRows(golden());
}

void tst_Golden::equalsTheOfficialFrames()
{
    QFETCH(QString, folder);
    QFETCH(bool, isV1);

    const auto input
        = QJsonDocument::fromJson(Golden::contents(folder + QStringLiteral("/input.json")));
    QVERIFY(input.isObject());
    const Dialect &dialect = isV1 ? Dialect::v1() : Dialect::beta11();
    Golden::compare(Golden::frames(input.object(), dialect), folder);
}

QTEST_APPLESS_MAIN(tst_Golden)
#include "tst_golden.moc"

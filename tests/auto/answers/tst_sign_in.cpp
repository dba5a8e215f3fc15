// What is remembered of sign-ins and sign-outs, and for how long.
#include <BackState/answers/attempts.h>
#include <BackState/visitors/ended_sessions.h>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace BackState::Http;

class tst_SignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsAFewAttemptsPass();
    void makesEachFurtherAttemptWaitLonger();
    void waitsAMinuteAtMost();
    void forgetsWhoSucceeded();
    void takesAnAttemptBack();
    void forgetsAfterAWhile();
    void remembersNoMoreThanThereIsRoomFor();

    void remembersWhoSignedOut();
    void remembersItInAFile();
    void keepsOutOfTheFileWhatNeedsNoKeeping();
    void forgetsWhatIsTooOld();
    void endsEverythingWhenThereIsNoRoom();
    void endsNobodyElseForSessionsWithoutAUser();
    void endsEverythingWhenTheFileCantBeRead();
};

constexpr qint64 start = 1'000'000; // ms, any

void tst_SignIn::letsAFewAttemptsPass()
{
    Attempts attempts;
    for (int i = 0; i < 5; ++i)
        QVERIFY(attempts.begin("ada", 5, start));
    QVERIFY(!attempts.begin("ada", 5, start));
    QVERIFY(attempts.begin("bob", 5, start));
}

void tst_SignIn::makesEachFurtherAttemptWaitLonger()
{
    Attempts attempts;
    qint64 now = start;
    QVERIFY(attempts.begin("ada", 1, now));
    for (const qint64 wait : {1000, 2000, 4000, 8000}) {
        QVERIFY(!attempts.begin("ada", 1, now + wait - 1));
        now += wait;
        QVERIFY(attempts.begin("ada", 1, now));
    }
}

void tst_SignIn::waitsAMinuteAtMost()
{
    Attempts attempts;
    qint64 now = start;
    for (int i = 0; i < 100; ++i) {
        QVERIFY(attempts.begin("ada", 1, now));
        now += 64'000;
    }
}

void tst_SignIn::forgetsWhoSucceeded()
{
    Attempts attempts;
    QVERIFY(attempts.begin("ada", 1, start));
    QVERIFY(!attempts.begin("ada", 1, start));
    attempts.succeeded("ada");
    QCOMPARE(attempts.count(), 0);
    QVERIFY(attempts.begin("ada", 1, start));
}

void tst_SignIn::takesAnAttemptBack()
{
    Attempts attempts;
    for (int i = 0; i < 100; ++i) {
        QVERIFY(attempts.begin("here", 2, start));
        attempts.takeBack("here");
    }
    QVERIFY(attempts.begin("here", 2, start));
    QVERIFY(attempts.begin("here", 2, start));
    QVERIFY(!attempts.begin("here", 2, start));
}

void tst_SignIn::forgetsAfterAWhile()
{
    Attempts attempts;
    QVERIFY(attempts.begin("ada", 1, start));
    QVERIFY(attempts.begin("bob", 1, start + 15 * 60 * 1000 + 1));
    QCOMPARE(attempts.count(), 1);
}

void tst_SignIn::remembersNoMoreThanThereIsRoomFor()
{
    Attempts attempts;
    for (int i = 0; i < 20'000; ++i)
        QVERIFY(attempts.begin(QByteArray::number(i), 1, start));
    QCOMPARE(attempts.count(), 10'000);
    QVERIFY(!attempts.begin("19999", 1, start)); // the oldest were forgotten
    QVERIFY(attempts.begin("0", 1, start));
}

void tst_SignIn::remembersWhoSignedOut()
{
    EndedSessions ended;
    ended.add(QStringLiteral("one"), 200, true, 100);
    QVERIFY(ended.contains(QStringLiteral("one")));
    QVERIFY(!ended.contains(QStringLiteral("two")));
    QVERIFY(!ended.isBefore(1));
}

void tst_SignIn::remembersItInAFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("ended"));
    EndedSessions before;
    before.setFile(path, 100);
    before.add(QStringLiteral("one"), 200, true, 100);
    before.add(QStringLiteral("two"), 300, true, 100);
    EndedSessions after;
    after.setFile(path, 250);
    QVERIFY(!after.contains(QStringLiteral("one"))); // its cookie is too old by itself
    QVERIFY(after.contains(QStringLiteral("two")));
    EndedSessions later; // what was read was written again
    later.setFile(path, 250);
    QVERIFY(later.contains(QStringLiteral("two")));
}

void tst_SignIn::keepsOutOfTheFileWhatNeedsNoKeeping()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("ended"));
    EndedSessions before;
    before.setFile(path, 100);
    before.add(QStringLiteral("nobody"), 200, false, 100);
    QVERIFY(before.contains(QStringLiteral("nobody")));
    EndedSessions after;
    after.setFile(path, 100);
    QVERIFY(!after.contains(QStringLiteral("nobody")));
}

void tst_SignIn::forgetsWhatIsTooOld()
{
    EndedSessions ended;
    for (int i = 0; i < 50'000; ++i)
        ended.add(QString::number(i), 200 + i / 100, true, 100 + i / 100);
    QVERIFY(ended.count() < 25'000);
    QVERIFY(ended.contains(QStringLiteral("49999")));
    QVERIFY(!ended.isBefore(1));
}

void tst_SignIn::endsEverythingWhenThereIsNoRoom()
{
    EndedSessions ended;
    for (int i = 0; i < 100'001; ++i)
        ended.add(QString::number(i), 1'000'000, true, 500);
    QVERIFY(ended.count() < 100'000);
    QVERIFY(ended.isBefore(500)); // none of those that were forgotten comes back
    QVERIFY(!ended.isBefore(501));
}

// Which everybody can make and end.
void tst_SignIn::endsNobodyElseForSessionsWithoutAUser()
{
    EndedSessions ended;
    ended.add(QStringLiteral("ada"), 1'000'000, true, 500);
    for (int i = 0; i < 250'000; ++i)
        ended.add(QString::number(i), 1'000'000, false, 500);
    QVERIFY(ended.count() <= 100'000);
    QVERIFY(ended.contains(QStringLiteral("ada")));
    QVERIFY(!ended.isBefore(1));
}

void tst_SignIn::endsEverythingWhenTheFileCantBeRead()
{
    const QTemporaryDir folder; // a folder can't be opened as a file, by nobody
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(QStringLiteral("who signed out can't be remembered.*")));
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(QStringLiteral("who signed out can't be remembered.*")));
    EndedSessions ended;
    ended.setFile(folder.path(), 500);
    QVERIFY(ended.isBefore(500));
    QVERIFY(!ended.isBefore(501));
}

QTEST_GUILESS_MAIN(tst_SignIn)
#include "tst_sign_in.moc"

// A server that is killed while it is used, and started again with its file.
#include "browser.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

using namespace BackState;

class tst_Kill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void losesNothingOlderThanTheDelay();

private:
    quint16 start(); // 0: it does not serve
    void kill();
    QString integrity() const;

    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath("states.sqlite");
    std::unique_ptr<QProcess> m_server;
};

quint16 tst_Kill::start()
{
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_server->start(SURVIVOR, {m_file});
    return waitUntil([this] { return m_server->canReadLine(); })
        ? m_server->readLine().trimmed().toUShort()
        : 0;
}

void tst_Kill::kill()
{
    m_server->kill(); // SIGKILL
    QVERIFY(m_server->waitForFinished());
    QCOMPARE(m_server->exitStatus(), QProcess::CrashExit);
}

QString tst_Kill::integrity() const
{
    QString told;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "check");
        database.setDatabaseName(m_file);
        QSqlQuery query(database);
        if (database.open() && query.exec("PRAGMA integrity_check") && query.next())
            told = query.value(0).toString();
    }
    QSqlDatabase::removeDatabase("check");
    return told;
}

void tst_Kill::losesNothingOlderThanTheDelay()
{
    constexpr qint64 delay = 250; // ServerOptions::saveDelay
    constexpr qint64 margin = 500; // for the disk, and for a machine that does much else
    quint16 port = start();
    QVERIFY(port > 0);
    Browser browser(port);
    Tab tab = browser.load();
    int before = 0;
    for (int round = 0; round < 3; ++round) {
        QList<qint64> clicks; // when each was answered
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < delay + margin + 200) {
            const Answer answer = tab.post("/Counter/increment");
            QCOMPARE(answer.status, 200);
            clicks.append(timer.elapsed());
        }
        kill();
        const qint64 killed = timer.elapsed();
        const auto old = std::count_if(clicks.cbegin(), clicks.cend(), [killed](qint64 click) {
            return click < killed - delay - margin;
        });
        QVERIFY(old > 0);
        QCOMPARE(integrity(), QString("ok"));

        port = start();
        QVERIFY(port > 0);
        browser.port = port;
        const int now = browser.load().value("_Counter.count").toInt();
        QVERIFY2(
            now >= before + int(old),
            qPrintable(QString("%1 of %2").arg(now - before).arg(old)));
        QVERIFY(now <= before + int(clicks.size()));
        before = now;
        QCOMPARE(tab.post("/Counter/increment?amount=0").status / 100, 2); // the open page goes on
    }
    kill();
}

QTEST_GUILESS_MAIN(tst_Kill)
#include "tst_kill.moc"

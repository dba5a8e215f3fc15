// What asks a process to end, ends it saved.
#include "browser.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <csignal>

using namespace BackState;

class Program
{
public:
    explicit Program(const QStringList &arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(SURVIVOR, arguments);
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    quint16 port() // 0: it does not serve
    {
        return waitUntil([this] { return m_process.canReadLine(); })
            ? m_process.readLine().trimmed().toUShort()
            : 0;
    }
    void tell(int signal) { ::kill(pid_t(m_process.processId()), signal); }
    // Its exit code; -1 if it was killed, -2 if it does not end.
    int end()
    {
        if (!waitUntil([this] { return m_process.state() == QProcess::NotRunning; }))
            return -2;
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    bool isRunning() const { return m_process.state() == QProcess::Running; }

private:
    QProcess m_process;
};

class tst_Stop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void endsSaved_data();
    void endsSaved();
    void leavesTheProgramsOwnSignalsAlone();
    void endsWheneverItIsTold();
    void endsWhileItWaitsForTheStore();

private:
    QString file() const { return m_folder->filePath("states.sqlite"); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_Stop::endsSaved_data()
{
    QTest::addColumn<int>("number");
    QTest::addRow("SIGTERM") << SIGTERM;
    QTest::addRow("SIGINT") << SIGINT;
    QTest::addRow("SIGHUP") << SIGHUP;
}

void tst_Stop::endsSaved()
{
    QFETCH(int, number);
    Browser browser(0);
    for (int round = 0; round < 5; ++round) {
        Program program({file()});
        browser.port = program.port();
        QVERIFY(browser.port > 0);
        Tab tab = browser.load();
        QCOMPARE(tab.value("_Counter.count"), QJsonValue(round * 3));
        for (int i = 0; i < 3; ++i)
            QVERIFY(tab.post("/Counter/increment").status < 300);
        program.tell(number); // before the delay of a save is over
        QCOMPARE(program.end(), 0);
    }
}

void tst_Stop::leavesTheProgramsOwnSignalsAlone()
{
    Program program({file(), "own"});
    QVERIFY(program.port() > 0);
    program.tell(SIGTERM);
    QCOMPARE(program.end(), 7);
}

// Before it serves, while it does not yet run an event loop, or just after.
void tst_Stop::endsWheneverItIsTold()
{
    for (int wait = 0; wait < 200; wait += 5) {
        Program program({file()});
        QThread::msleep(ulong(wait));
        program.tell(SIGTERM);
        QVERIFY(program.end() != -2);
    }
}

void tst_Stop::endsWhileItWaitsForTheStore()
{
    Program first({file()});
    QVERIFY(first.port() > 0);
    Program second({file()});
    QTest::qWait(500); // so that it waits by now; if it does not yet, the test says less
    QVERIFY(second.isRunning());
    second.tell(SIGTERM);
    QCOMPARE(second.end(), 1); // it never served
    QVERIFY(first.isRunning());
}

QTEST_GUILESS_MAIN(tst_Stop)
#include "tst_stop.moc"

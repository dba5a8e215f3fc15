// Servers and their database are killed, stopped and frozen, in any order: what was accepted is
// there in the end. BACKSTATE_OUTAGES says how many times something happens, else a few.
#include "../store/postgres.h"
#include "browser.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <csignal>

using namespace BackState;

namespace {

constexpr qint64 delay = 250; // ServerOptions::saveDelay
constexpr qint64 margin = 500; // for the disk, and for a machine that does much else

// One server process after the other, on the same database.
class Program
{
public:
    explicit Program(QString address)
        : m_address(std::move(address))
    {
    }
    ~Program() { end(SIGKILL); }

    void start()
    {
        m_port = 0;
        m_process = std::make_unique<QProcess>();
        m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process->start(SURVIVOR, {m_address});
    }
    // 0 as long as it does not serve.
    quint16 port()
    {
        if (m_port == 0 && m_process && m_process->canReadLine())
            m_port = m_process->readLine().trimmed().toUShort();
        return m_port;
    }
    bool isRunning() const { return m_process && m_process->state() != QProcess::NotRunning; }
    // Whether it ended within the time that it promises.
    bool end(int signal)
    {
        if (!isRunning())
            return true;
        ::kill(pid_t(m_process->processId()), signal);
        return m_process->waitForFinished(20'000);
    }

private:
    const QString m_address;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
};

// Clicks, and when each was accepted.
class Clicks
{
public:
    Clicks() { m_timer.start(); }

    // Clicks once, if somebody is there.
    void click(quint16 port)
    {
        if (port == 0)
            return;
        if (port != m_port) {
            m_port = port;
            m_browser.port = port;
            m_tab = std::make_unique<Tab>(m_browser.load());
        }
        if (m_tab->page.status != 200) {
            m_port = 0;
            return;
        }
        ++m_tried;
        const Answer answer = m_tab->post("/Counter/increment");
        const bool isRefused = answer.body.contains("Try again in a moment");
        if (answer.status >= 200 && answer.status < 300 && !isRefused)
            m_accepted.append(m_timer.elapsed());
    }
    // Those that a kill may have taken are not expected any more, and may be there.
    void killed()
    {
        const qint64 now = m_timer.elapsed();
        m_lost += m_accepted.removeIf([now](qint64 at) { return at > now - delay - margin; });
        m_port = 0;
    }
    void gone() { m_port = 0; }

    qsizetype expected() const { return m_accepted.size(); }
    qsizetype tried() const { return m_tried; }
    qsizetype mayBeLost() const { return m_lost; }
    int found(quint16 port)
    {
        m_browser.port = port;
        return m_browser.load().value("_Counter.count").toInt();
    }

private:
    Browser m_browser{0};
    std::unique_ptr<Tab> m_tab;
    quint16 m_port = 0;
    QElapsedTimer m_timer;
    QList<qint64> m_accepted;
    qsizetype m_lost = 0;
    qsizetype m_tried = 0;
};

} // namespace

// After a kill the one that had the database has some time to come back to it.
static bool serves(Program &program)
{
    const auto isThere = [&program] { return program.port() > 0; };
    return waitUntil(isThere) || waitUntil(isThere) || waitUntil(isThere);
}

class tst_Outages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loseNothing_data();
    void loseNothing();
};

void tst_Outages::loseNothing_data()
{
    QTest::addColumn<bool>("isFile");
    QTest::addRow("SQLite") << true;
    if (Postgres::isAvailable())
        QTest::addRow("PostgreSQL") << false;
}

void tst_Outages::loseNothing()
{
    QFETCH(bool, isFile);
    bool isNumber = false;
    const int given = qEnvironmentVariableIntValue("BACKSTATE_OUTAGES", &isNumber);
    const int outages = isNumber ? given : 6;
    const QTemporaryDir folder;
    std::unique_ptr<Postgres> postgres;
    if (!isFile) {
        postgres = std::make_unique<Postgres>();
        QVERIFY(postgres->start());
    }
    Program program(isFile ? folder.filePath("states.sqlite") : postgres->url());
    Clicks clicks;
    QStringList happened;
    auto *random = QRandomGenerator::global();
    const auto clickFor = [&](qint64 time) {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < time) {
            clicks.click(program.port());
            QTest::qWait(5);
        }
    };
    // The session exists, and its counter is kept, before anything happens.
    program.start();
    QVERIFY(waitUntil([&program] { return program.port() > 0; }));
    clickFor(1000);
    for (int outage = 0; outage < outages; ++outage) {
        const auto what = random->bounded(isFile ? 3 : 6);
        happened.append(QString::number(what));
        switch (what) {
        case 0: // the server is killed
            QVERIFY(program.end(SIGKILL));
            clicks.killed();
            break;
        case 1: // it is told to end
            QVERIFY(program.end(SIGTERM));
            clicks.gone();
            break;
        case 2: // the same while it starts
            QVERIFY(program.end(SIGTERM));
            clicks.gone();
            program.start();
            QTest::qWait(random->bounded(100));
            QVERIFY(program.end(SIGTERM));
            break;
        case 3: // the database is restarted
            postgres->stop();
            clickFor(random->bounded(500));
            QVERIFY(postgres->start());
            break;
        case 4: // it stands still for a while
            postgres->setFrozen(true);
            clickFor(random->bounded(500));
            postgres->setFrozen(false);
            break;
        case 5: // the server starts without it
            QVERIFY(program.end(SIGTERM));
            clicks.gone();
            postgres->stop();
            program.start();
            clickFor(random->bounded(2000));
            QVERIFY(postgres->start());
            break;
        }
        if (!program.isRunning())
            program.start();
        QVERIFY(serves(program));
        clickFor(200 + random->bounded(1500));
    }
    QVERIFY(program.end(SIGTERM));
    program.start();
    QVERIFY(serves(program));
    const int found = clicks.found(program.port());
    qInfo().noquote() << happened.join(' ');
    qInfo().noquote() << QString("%1 outages: %2 clicks, %3 accepted and to be found, %4 within "
                                 "the delay of a kill, %5 found")
                             .arg(outages)
                             .arg(clicks.tried())
                             .arg(clicks.expected())
                             .arg(clicks.mayBeLost())
                             .arg(found);
    QVERIFY(clicks.expected() > 0);
    QVERIFY(found >= int(clicks.expected()));
    QVERIFY(found <= int(clicks.tried()));
}

QTEST_GUILESS_MAIN(tst_Outages)
#include "tst_outages.moc"

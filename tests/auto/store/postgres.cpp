#include "postgres.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QThread>

#include <csignal>
#include <pwd.h>
#include <unistd.h>

#ifndef BACKSTATE_POSTGRES
#define BACKSTATE_POSTGRES ""
#endif

namespace {

constexpr int patience = 60'000; // ms

// PostgreSQL refuses to run as root.
const passwd *otherUser()
{
    if (geteuid() != 0)
        return nullptr;
    const passwd *user = getpwnam("postgres");
    return user ? user : getpwnam("nobody");
}

} // namespace

bool Postgres::isAvailable()
{
    return !QByteArray(BACKSTATE_POSTGRES).isEmpty() && QSqlDatabase::isDriverAvailable("QPSQL");
}

Postgres::Postgres()
    : m_data(m_folder.filePath("data"))
{
    QTcpServer any;
    any.listen(QHostAddress::LocalHost);
    m_port = any.serverPort();
    if (const passwd *user = otherUser()) {
        if (chown(m_folder.path().toLocal8Bit().constData(), user->pw_uid, user->pw_gid) != 0)
            qWarning("the folder of the server can't be given away");
    }
}

Postgres::~Postgres()
{
    stop();
}

QStringList Postgres::asUser(const QString &program) const
{
    const QString path = QFileInfo(BACKSTATE_POSTGRES).dir().filePath(program);
    QStringList command{"setpriv", "--pdeathsig", "INT"};
    if (const passwd *user = otherUser())
        command << "--reuid" << QString::number(user->pw_uid) << "--regid"
                << QString::number(user->pw_gid) << "--clear-groups";
    return command << path;
}

bool Postgres::makeCluster()
{
    QStringList command = asUser("initdb");
    command << "--no-sync" << "--auth=trust" << "--username=tester" << "--encoding=UTF8"
            << "--locale=C"
            << "-D" << m_data;
    QProcess initdb;
    initdb.setWorkingDirectory(m_folder.path());
    initdb.start(command.takeFirst(), command);
    return initdb.waitForFinished(patience) && initdb.exitCode() == 0;
}

bool Postgres::start()
{
    if (!QFileInfo::exists(m_data) && !makeCluster())
        return false;
    QStringList command = asUser("postgres");
    command << "-D" << m_data << "-p" << QString::number(m_port) << "-c"
            << "listen_addresses=127.0.0.1"
            << "-c" << "unix_socket_directories=" << "-c" << "fsync=off" << "-c"
            << "shared_buffers=16MB";
    m_process = std::make_unique<QProcess>();
    m_process->setWorkingDirectory(m_folder.path());
    m_process->start(command.takeFirst(), command);
    if (!m_process->waitForStarted())
        return false;
    const QDeadlineTimer deadline(patience);
    while (!answers() && !deadline.hasExpired() && m_process->state() == QProcess::Running)
        QThread::msleep(20);
    return answers();
}

// Returns whether the server could be reached, and took all of them.
bool Postgres::execute(const QStringList &statements) const
{
    const QString name = "administrator";
    bool isDone = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QPSQL", name);
        database.setHostName("127.0.0.1");
        database.setPort(m_port);
        database.setUserName("tester");
        database.setDatabaseName("postgres");
        isDone = database.open();
        for (const QString &statement : statements)
            isDone = isDone && QSqlQuery(database).exec(statement);
    }
    QSqlDatabase::removeDatabase(name);
    return isDone;
}

bool Postgres::answers() const
{
    return execute({});
}

bool Postgres::setReadOnly(bool isReadOnly)
{
    return execute(
        {"SET default_transaction_read_only = off",
         QString("ALTER SYSTEM SET default_transaction_read_only = ") + (isReadOnly ? "on" : "off"),
         "SELECT pg_reload_conf()"});
}

bool Postgres::cutConnections()
{
    return execute({"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                    "pg_backend_pid() AND backend_type = 'client backend'"});
}

void Postgres::setFrozen(bool isFrozen)
{
    const auto pid = pid_t(m_process->processId());
    const int number = isFrozen ? SIGSTOP : SIGCONT;
    ::kill(pid, number); // before it starts others
    QFile children(QString("/proc/%1/task/%1/children").arg(pid));
    if (children.open(QFile::ReadOnly)) {
        for (const QByteArray &child : children.readAll().simplified().split(' '))
            ::kill(pid_t(child.toInt()), number);
    }
}

void Postgres::stop()
{
    if (!m_process)
        return;
    setFrozen(false);
    ::kill(pid_t(m_process->processId()), SIGINT); // "fast": without waiting for connections to end
    m_process->waitForFinished(patience);
    m_process.reset();
}

QString Postgres::url() const
{
    return QString("postgresql://tester:none@127.0.0.1:%1/postgres").arg(m_port);
}

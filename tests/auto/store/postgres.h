// A PostgreSQL server that a test starts, stops and starts again. It and its folder end with the
// object.
#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

class Postgres
{
public:
    static bool isAvailable(); // if the build found the programs, and Qt has the driver

    Postgres(); // for a free port
    ~Postgres();

    bool start(); // returns whether it answers
    void stop(); // as an administrator does; cuts all connections
    // As after a failover: who is connected stays so. Returns whether it worked.
    bool setReadOnly(bool isReadOnly);
    // All its processes stand still, and keep their connections, until that is taken back.
    void setFrozen(bool isFrozen);
    // Cuts all connections. Returns whether it worked.
    bool cutConnections();
    QString url() const;

private:
    QStringList asUser(const QString &program) const;
    bool makeCluster();
    bool answers() const;
    bool execute(const QStringList &statements) const;

    QTemporaryDir m_folder;
    QString m_data;
    quint16 m_port = 0;
    std::unique_ptr<QProcess> m_process;
};

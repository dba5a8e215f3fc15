// StopSignals: ends a program as the system asks for it, saved. Internal.
#pragma once

#include <QList>
#include <QMutex>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace BackState {

class Server;

// SIGTERM, SIGINT and SIGHUP on Unix, the events of the console on Windows: they close all servers
// that listen, and end the event loop of the application. A signal that the program handles itself,
// or ignores, stays its own. There is one of this, in the thread of the application.
class StopSignals final : public QObject
{
    Q_OBJECT

public:
    // From now on; any thread.
    static void close(Server *server);
    // Whether one has come.
    static bool haveCome();

private:
    StopSignals();
    static StopSignals *instance();
    void start(); // in the application's thread
    void stop();

    QMutex m_mutex;
    QList<QPointer<Server>> m_servers;
    bool m_isStarted = false;
    QTimer m_ending;
};

} // namespace BackState

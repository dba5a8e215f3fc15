#include "stop_signals_p.h"

#include <BackState/server.h>

#include <QCoreApplication>
#include <QSemaphore>
#include <QThread>

#include <atomic>
#include <memory>
#include <utility>

#ifdef Q_OS_UNIX
#include <QSocketNotifier>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#elif defined(Q_OS_WIN)
#include <qt_windows.h>
#endif

namespace BackState {

namespace {

std::atomic<bool> hasCome = false;

// For a server in another thread, which may not run its event loop.
constexpr std::chrono::milliseconds longestWait = std::chrono::seconds(10);

// Closes a server, and waits for that where it lives in another thread.
void closeInItsThread(const QPointer<Server> &server)
{
    if (!server)
        return;
    if (server->thread() == QThread::currentThread()) {
        server->close();
        return;
    }
    // Shared with what may run after this.
    const auto closed = std::make_shared<QSemaphore>();
    QMetaObject::invokeMethod(
        server,
        [server, closed] {
            if (server)
                server->close();
            closed->release();
        },
        Qt::QueuedConnection);
    closed->tryAcquire(1, int(longestWait.count()));
}

#ifdef Q_OS_UNIX

int stopPipe[2] = {-1, -1};

// A handler may call hardly anything, but it may call write().
void writeToPipe(int)
{
    const int error = errno; // of what it came in between
    hasCome = true;
    [[maybe_unused]] const ssize_t written = ::write(stopPipe[1], "", 1);
    errno = error;
}

// Whether nobody has handled it or ignored it.
bool isLeftToSystem(int number)
{
    struct sigaction current = {};
    return ::sigaction(number, nullptr, &current) == 0 && !(current.sa_flags & SA_SIGINFO)
        && current.sa_handler == SIG_DFL;
}

#elif defined(Q_OS_WIN)

QSemaphore stopped;
void (*whenAsked)() = nullptr;

// Called in a thread of the system's, which ends the process when it returns from some of them.
BOOL WINAPI handleConsole(DWORD event)
{
    hasCome = true;
    whenAsked();
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        stopped.tryAcquire(1, 5000);
    return TRUE;
}

#endif

} // namespace

// Its timer moves with it into the application's thread.
StopSignals::StopSignals()
    : m_ending(this)
{
}

StopSignals *StopSignals::instance()
{
    static StopSignals *const instance = new StopSignals; // as long as the process
    return instance;
}

bool StopSignals::haveCome()
{
    return hasCome;
}

void StopSignals::close(Server *server)
{
    StopSignals *own = instance();
    QCoreApplication *app = QCoreApplication::instance();
    const QMutexLocker lock(&own->m_mutex);
    own->m_servers.removeIf([](const QPointer<Server> &known) { return known.isNull(); });
    if (!own->m_servers.contains(server))
        own->m_servers.append(server);
    if (!app || std::exchange(own->m_isStarted, true))
        return;
    own->moveToThread(app->thread());
    QMetaObject::invokeMethod(own, [own] { own->start(); });
}

#ifdef Q_OS_UNIX

void StopSignals::start()
{
    if (::pipe(stopPipe) != 0)
        return; // the signals then end the process, as they do by default
    for (const int descriptor : stopPipe)
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    auto *notifier = new QSocketNotifier(stopPipe[0], QSocketNotifier::Read, this);
    QObject::connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        [[maybe_unused]] const ssize_t count = ::read(stopPipe[0], &byte, 1);
        stop();
    });
    struct sigaction action = {};
    action.sa_handler = writeToPipe;
    action.sa_flags = int(SA_RESTART | SA_RESETHAND); // a second one ends the process at once
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
        if (isLeftToSystem(number))
            ::sigaction(number, &action, nullptr);
    }
}

#elif defined(Q_OS_WIN)

void StopSignals::start()
{
    whenAsked = [] {
        QMetaObject::invokeMethod(instance(), [] { instance()->stop(); }, Qt::QueuedConnection);
    };
    ::SetConsoleCtrlHandler(handleConsole, TRUE);
}

#else

void StopSignals::start() { }

#endif

void StopSignals::stop()
{
    QList<QPointer<Server>> servers;
    {
        const QMutexLocker lock(&m_mutex);
        servers = m_servers;
    }
    for (const QPointer<Server> &server : std::as_const(servers))
        closeInItsThread(server);
    // The application may run no event loop yet, or another one than its own: then once it does.
    QObject::connect(&m_ending, &QTimer::timeout, this, [] { QCoreApplication::exit(0); });
    m_ending.start(std::chrono::milliseconds(50));
    QCoreApplication::exit(0);
#ifdef Q_OS_WIN
    stopped.release();
#endif
}

} // namespace BackState

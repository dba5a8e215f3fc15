#include "stop_signals.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QtGlobal>

#ifdef Q_OS_UNIX

#include <csignal>
#include <unistd.h>

namespace {

int stopPipe[2];

// A handler may call hardly anything, and not QCoreApplication::quit(), but it may call write().
void writeToPipe(int)
{
    [[maybe_unused]] const ssize_t written = ::write(stopPipe[1], "", 1);
}

} // namespace

void quitOnStopSignals(QCoreApplication &app)
{
    if (::pipe(stopPipe) != 0)
        return; // the signals of the system then end the process, as they do by default
    auto *notifier = new QSocketNotifier(stopPipe[0], QSocketNotifier::Read, &app);
    QObject::connect(notifier, &QSocketNotifier::activated, &app, &QCoreApplication::quit);

    struct sigaction action = {};
    action.sa_handler = writeToPipe;
    action.sa_flags = int(SA_RESTART | SA_RESETHAND); // a second Ctrl-C ends the process at once
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

#else

void quitOnStopSignals(QCoreApplication &) { }

#endif

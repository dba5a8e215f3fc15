// Ctrl-C and SIGTERM end the program as a closed window would.
#pragma once

class QCoreApplication;

// Quits app, whose exec() then returns 0, when the system asks the process to stop.
void quitOnStopSignals(QCoreApplication &app);

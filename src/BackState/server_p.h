// ServerPrivate: the parts of a Server, and how they go together. Internal.
#pragma once

#include "startup_checks_p.h"

#include <BackState/answers/site.h>
#include <BackState/program/options.h>
#include <BackState/wire/limits.h>
#include <BackState/wire/listener.h>

#include <QLoggingCategory>
#include <QString>
#include <QStringList>

namespace BackState {

Q_DECLARE_LOGGING_CATEGORY(lcServer)

class ServerPrivate
{
public:
    ServerPrivate();

    Http::Limits limits() const; // as the options say
    void noteMistake(const QString &sentence);
    void noteRefusal(const QString &sentence);
    void tell(const QString &sentence); // of a call that was refused
    void noteAdded(); // of a call that was not
    void addLoginPage();
    QStringList problems(); // empty if the server may listen
    void start(); // the listener listens

    ServerOptions options;
    QString errorString;
    bool hasListened = false;
    Http::Site site;
    StartupChecks checks;
    QStringList told; // sentences that are in the log
    Http::Listener listener; // goes before the site that its handler uses

private:
    QString secretFile() const;
    QString endedFile() const;
    Http::Secret secret() const;
};

} // namespace BackState

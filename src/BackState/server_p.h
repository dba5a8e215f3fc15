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
    // Of a call that went wrong: listen() refuses to serve, also later if it serves already.
    void noteMistake(const QString &sentence);
    // Of a call that was refused because another one holds: a server that serves goes on.
    void noteRefusal(const QString &sentence);
    void noteAdded(); // of a call that was taken
    void tell(const QString &sentence); // the log, once
    void addLoginPage();
    QStringList problems(); // empty if the server may listen
    // Takes the store for this server, waiting for another one to let go of it, while requests are
    // answered by 503. Returns why it can't be had or used, or an empty string.
    QString claimStore();
    void start(); // the listener listens

    ServerOptions options;
    QString errorString;
    bool hasListened = false;
    Http::Site site;
    StartupChecks checks;
    QStringList told; // sentences that are in the log
    Http::Listener listener; // goes before the site that its handler uses

private:
    QStringList setNames();
    QString claim(StateStore &store, bool &isClaimed) const;
    QString secretFile() const;
    QString keptFile(const QString &suffix) const;
    Http::Secret secret() const;
};

} // namespace BackState

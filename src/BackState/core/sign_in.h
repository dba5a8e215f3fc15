// SignIn, SignOut: what an event returns to sign its caller in or out.
#pragma once

#include <BackState/core/export.h>

#include <QMetaType>
#include <QStringList>

namespace BackState {

/*!
    What an event returns to sign its caller in. The session gets a new cookie, and the browser goes
    to \c to.
*/
struct SignIn
{
    QString user; // the name that states of scope User belong to; not empty
    QStringList roles = {}; // words of BACKSTATE_EVENT(.roles) and PageOptions::roles
    QString to = QStringLiteral("/"); // where the browser goes: a path of this server
};

/*! What an event returns to sign its caller out. */
struct SignOut
{
    QString to = QStringLiteral("/");
};

} // namespace BackState

Q_DECLARE_METATYPE(BackState::SignIn)
Q_DECLARE_METATYPE(BackState::SignOut)

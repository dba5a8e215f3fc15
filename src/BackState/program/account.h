// Account: who signed in, as the program's own user directory knows them.
#pragma once

#include <QString>
#include <QStringList>

namespace BackState {

/*!
    Who signed in: the answer of the directory that Server::authenticate() was given, and of a
    SignIn. A value.
*/
struct Account
{
    //! The same for a user however it was typed: states of scope User are shared by it.
    QString name;
    /*!
        Words of PageOptions::roles and BACKSTATE_EVENT(.roles). They hold until the sign-in ends,
        unless Server::setRoles() or ServerOptions::rolesFor says otherwise.
    */
    QStringList roles = {};
};

} // namespace BackState

#include <BackState/core/sign_in.h>

namespace BackState {

/*!
    \struct BackState::SignIn
    \brief What an event returns to sign its caller in.

    A value. The session gets another cookie in the answer of that event, which opens states of
    scope User and what the \a roles open; a cookie of before is worth nothing any more. States of
    scope Session stay, unless somebody else was signed in. The browser goes to \a to, a path of
    this server (anything else counts as "/"); other pages of the session load themselves again.

    It has to be returned as it is: not by a QFuture or a Flow, whose results come after the answer.
    Where the user directory takes its time, give it to Server::authenticate().

    \code
    Q_INVOKABLE BackState::SignIn enter(const QString &badge)
    {
        return {nameOf(badge), {"staff"}, "/desk"};
    }
    \endcode
    \sa SignOut
*/

/*!
    \struct BackState::SignOut
    \brief What an event returns to sign its caller out.

    A value. The session and its states end, and its cookie is worth nothing any more, also after a
    restart (see ServerOptions::signedInFor). The browser goes to \a to with a new session. Without
    an event of the program's own, Html::signOut() is a button that does it.
    \sa SignIn
*/

} // namespace BackState

// SessionWatcher: who is told that a session ends. Internal.
#pragma once

#include <QtGlobal>

namespace BackState::Http {

class Session;

class SessionWatcher
{
public:
    // Its tabs must be gone when this returns. Its objects end after that.
    virtual void ending(Session &session) = 0;

protected:
    SessionWatcher() = default;
    ~SessionWatcher() = default;
    Q_DISABLE_COPY(SessionWatcher)
};

} // namespace BackState::Http

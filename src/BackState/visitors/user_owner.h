// UserOwner: a user who is signed in somewhere. Internal.
#pragma once

#include <BackState/visitors/owner.h>

#include <QString>

namespace BackState::Http {

class UserOwner final : public Owner
{
public:
    explicit UserOwner(const QString &user)
        : name(user)
    {
    }
    QByteArray key() const override;
    bool endsUnused() const override { return true; }
    State *find(const StateClass &stateClass) override;

    QString name;
    int sessions = 0; // in which the user is signed in
};

} // namespace BackState::Http

// Account: who signed in, as the program's own user directory knows them.
#pragma once

#include <QString>
#include <QStringList>

namespace BackState {

struct Account
{
    // The one name of that user, however it was typed; states of scope User belong to it
    QString name;
    QStringList roles = {};
};

} // namespace BackState

// Light or dark, as the user of this browser chose. The browser keeps it.
#pragma once

#include <BackState/BackState>

class Theme : public BackState::State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientLocal)
    BACKSTATE_EDITABLE(Theme, QString, scheme) // "light", "dark", or empty to follow the system
};

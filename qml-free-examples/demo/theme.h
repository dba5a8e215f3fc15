// Light or dark, as this browser's user chose; the browser keeps it.
#pragma once

#include <BackState/BackState>

class Theme : public BackState::State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientLocal)
    BACKSTATE_EDITABLE(Theme, QString, scheme) // empty: as the system says; else "light" or "dark"
};

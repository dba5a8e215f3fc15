// What the administrators decide for everybody. Pages show it, and only the admin page changes it.
#pragma once

#include <BackState/BackState>

class Settings : public BackState::State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Settings, QString, announcement) // empty if there is none
    BACKSTATE_PROPERTY(Settings, bool, isChatOpen, true)
};

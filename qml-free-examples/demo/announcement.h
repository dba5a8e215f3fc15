// What the administrators tell everybody, on every page.
#pragma once

#include <BackState/BackState>

class Announcement : public BackState::State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Announcement, QString, words)
};

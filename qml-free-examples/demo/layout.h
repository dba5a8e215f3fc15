// The layout around all pages of the demo.
#pragma once

#include <BackState/BackState>

// Gives the pages of the server the navigation, the announcement and the style sheet of the demo.
void addLayout(BackState::Server &server);

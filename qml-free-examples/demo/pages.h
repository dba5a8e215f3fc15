// The pages of the demo: each function adds one, with the states it shows.
#pragma once

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

void addHomePage(Server &server);
void addCounterPage(Server &server);
void addChatPage(Server &server);
void addProductPages(Server &server);
void addDashboardPage(Server &server);

// The pages of the demo: each function adds one, with the states it shows.
#pragma once

#include <BackState/BackState>

class Directory;

using namespace BackState;
using namespace BackState::Html;

void addHomePage(Server &server);
void addCounterPage(Server &server);
void addChatPage(Server &server);
void addProductPages(Server &server);
void addDashboardPage(Server &server);
// The directory has to live as long as the server.
void addLoginPage(Server &server, const Directory &directory);
void addProfilePage(Server &server);
void addAdminPage(Server &server);
void addFormsPage(Server &server);
void addStatusPage(Server &server);
void addKeepsakesPage(Server &server);

// What each example brings into the program that serves them all: a function that adds its page.
#pragma once

#include <BackState/Server>

void counterExample(BackState::Server &server);
void greetingExample(BackState::Server &server);
void todoExample(BackState::Server &server);
void clockExample(BackState::Server &server);
void chatExample(BackState::Server &server);
void progressExample(BackState::Server &server);
void cartExample(BackState::Server &server);
void formsExample(BackState::Server &server);

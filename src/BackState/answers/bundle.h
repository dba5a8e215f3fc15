#pragma once

#include <QtCore/QByteArray>

// The Datastar bundle that is embedded, and what belongs to it. Internal: not installed.
namespace BackState::Bundle {

// Defined in bundle_facts.cpp, which CMake writes for each bundle (see embed.cmake).
const char *version(); // "1.0.4"
const char *dialect(); // "1.0" or "beta.11"
const char *source(); // "cdn": nothing is embedded

// Where pages load the bundle from, and the hash browsers check it by. Empty if it is embedded.
const char *url();
const char *integrity();

// The embedded files: views of memory that lives as long as the program.
QByteArray script();
QByteArray earlyScript(); // the one that is at work before the others have come
QByteArray pageScript();
QByteArray styleSheet();
QByteArray browserState(); // the script that keeps states in the browser's storage

} // namespace BackState::Bundle

// A server to be killed: serves a counter that is kept where it is told, and prints its port. With
// a second argument, "own", it handles SIGTERM itself.
#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace BackState;
using namespace BackState::Html;

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (app.arguments().value(2) == "own")
        std::signal(SIGTERM, [](int) { std::_Exit(7); });
    Server server;
    server.setOptions(testOptions());
    server.page("/", [](const Counter &counter) {
        return Main(allowEvents(counter), text(counter.count));
    });
    server.store(std::make_unique<SqlStore>(app.arguments().value(1)));
    if (!server.listen(0))
        return 1;
    std::printf("%d\n", server.port());
    std::fflush(stdout);
    return app.exec();
}

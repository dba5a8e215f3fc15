// The demo: one application of all that the library does. `qml-free-examples/run` starts it.
#include "directory.h"
#include "layout.h"
#include "pages.h"

#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    app.setApplicationName("BackState demo");

    QCommandLineParser parser;
    parser.setApplicationDescription("Serves the demo of BackState for Qt.");
    parser.addHelpOption();
    const QCommandLineOption portOption("port", "Where to listen; 0: any.", "number", "5001");
    const QCommandLineOption dataOption(
        "data",
        "Where values are kept.",
        "folder",
        QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation));
    const QCommandLineOption proxyOption("proxy", "A proxy that speaks for browsers.", "address");
    const QCommandLineOption hostOption("host", "A name by which it calls the demo.", "name");
    parser.addOptions({portOption, dataOption, proxyOption, hostOption});
    parser.process(app);
    bool isNumber = false;
    const quint16 port = parser.value(portOption).toUShort(&isNumber);
    if (!isNumber)
        parser.showHelp(1);

    const QDir data(parser.value(dataOption));
    data.mkpath(".");
    const Directory directory;
    ServerOptions options;
    options.proxies = parser.values(proxyOption);
    options.hosts = parser.values(hostOption);
    Server server;
    server.setOptions(options);
    server.store(std::make_unique<SqlStore>(data.filePath("states.sqlite")));
    addLayout(server);
    addHomePage(server);
    addCounterPage(server);
    addChatPage(server);
    addFormsPage(server);
    addKeepsakesPage(server);
    addProductPages(server);
    addDashboardPage(server);
    addLoginPage(server, directory);
    addProfilePage(server);
    addAdminPage(server);
    addStatusPage(server);
    if (!server.listen(port))
        return 1;
    std::printf("The demo: %s (Ctrl-C stops)\n", qPrintable(server.url().toString()));
    std::fflush(stdout);
    return app.exec();
}

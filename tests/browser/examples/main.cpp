// All numbered examples in one program, for the tests in Chromium. The examples run as they stand.
#include "examples.h"

#include <BackState/BackState>

#include <QCommandLineParser>

#include <cstdio>

using namespace BackState;
using namespace BackState::Html;

struct Example
{
    void (*addTo)(Server &server);
    const char *path;
    const char *title;
    const char *description;
};

static constexpr Example examples[] = {
    {counterExample, "/counter", "Counter", "A number that counts in every window."},
    {greetingExample, "/greeting", "Greeting", "What you type is a property in C++."},
    {todoExample, "/todo", "To do", "Rows that are added, ticked off and removed."},
    {clockExample, "/clock", "Clock", "A QTimer pushes, nobody clicks."},
    {chatExample, "/chat", "Chat", "One state for everybody."},
    {progressExample, "/progress", "Progress", "An event that goes on."},
    {cartExample, "/cart", "Cart", "A cart that the browser keeps, sealed."},
    {formsExample, "/forms", "Forms", "What it needs is said once, and checked on both sides."},
};

static Element startPage()
{
    const auto entry = [](const Example &example) {
        return Li(A(href(example.path), example.title), Br(), Small(example.description));
    };
    return Main(H1("BackState for Qt"), Ul(each(examples, entry)), P("Open one in two windows."));
}

// What all pages have around them: links to the others.
static Element layout(const Request &request, const Page &page)
{
    const auto link = [&request](const Example &example) {
        const bool isHere = request.path() == example.path;
        return A(href(example.path), when(isHere, aria("current", "page")), example.title);
    };
    return Fragment(Nav(A(href("/"), "BackState"), each(examples, link)), page.content);
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    app.setApplicationName("BackState examples");

    QCommandLineParser parser;
    parser.setApplicationDescription("Serves the examples of BackState for Qt.");
    parser.addHelpOption();
    const QCommandLineOption portOption("port", "Where to listen; 0: any.", "number", "5001");
    parser.addOption(portOption);
    parser.process(app);
    bool isNumber = false;
    const quint16 port = parser.value(portOption).toUShort(&isNumber);
    if (!isNumber)
        parser.showHelp(1);

    Server server;
    server.layout(layout);
    server.page("/", startPage);
    for (const Example &example : examples)
        example.addTo(server);
    if (!server.listen(port))
        return 1;
    std::printf("The examples: %s (Ctrl-C stops)\n", qPrintable(server.url().toString()));
    std::fflush(stdout);
    return app.exec();
}

#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

class Counter : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Counter, int, count, 0)

public:
    Q_INVOKABLE void increment(int amount = 1) { count += amount; }
    Q_INVOKABLE void reset() { count = 0; }
};

static Element counterPage(const Counter &counter)
{
    return Main(
        H1("Count: ", Span(text(counter.count))),
        Button(onClick<&Counter::increment>(counter, 1), "+1"),
        Button(onClick<&Counter::reset>(counter), "Reset"));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", counterPage); // the parameter list says which states the page shows
    return server.listen(5001) ? app.exec() : 1;
}

#include "main.moc"

// error: BackState: a page function takes states by const &
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

class Counter : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Counter, int, count, 0)

public:
    Q_INVOKABLE void increment(int amount = 1) { count += amount; }
};

void addTo(Server &server)
{
    server.page("/", [](Counter &counter) {
        counter.increment();
        return Main();
    });
}

// error: BackState: this argument can't be the value of that parameter
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

Element page(const Counter &counter)
{
    return Main(onClick<&Counter::increment>(counter, "one"));
}

// error: deleted
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

auto copyOf(const Counter &counter)
{
    auto copy = counter.count;
    return copy.value();
}

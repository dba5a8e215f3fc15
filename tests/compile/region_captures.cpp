// error: BackState: the function of a region captures nothing
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

Element page(const Counter &counter, int factor)
{
    return region(counter.count, [factor](const Counter &shown) {
        return P(shown.count * factor);
    });
}

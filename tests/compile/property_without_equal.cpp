// error: BackState: the type of a property needs operator==
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

struct Point
{
    int x = 0;
};

class Plot : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Plot, Point, origin)
};

// error: BackState: a Flow waits for after(500ms)
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

class Job : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE Flow<> run() { co_await std::suspend_always(); }
};

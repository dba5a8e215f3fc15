// error: is ambiguous
// error: class Sub
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

class Sub : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Sub, int, depth, 0)
};

static Element subPage(const Sub &sub)
{
    return Main(text(sub.depth));
}

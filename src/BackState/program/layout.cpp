#include <BackState/program/layout.h>

#include <BackState/datastar/rendering.h>

namespace BackState::Private {

using namespace Qt::StringLiterals;

const State *shownState(const StateClass &stateClass)
{
    Rendering *rendering = Rendering::current();
    if (!rendering)
        return nullptr;
    const State *state = rendering->resolve(stateClass.metaObject);
    if (state)
        rendering->show(*state);
    else
        rendering->problem(
            u"there is no %1 for the layout: give the server one by add(), or the class another "
            u"scope"_s.arg(QLatin1StringView(stateClass.metaObject->className())));
    return state;
}

} // namespace BackState::Private

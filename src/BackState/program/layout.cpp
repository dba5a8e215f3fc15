#include <BackState/program/layout.h>

namespace BackState::Private {

using namespace Qt::StringLiterals;

const QObject *objectForLayout(PageObjects &objects, const StateClass &stateClass)
{
    const QObject *object = objects.showObject(stateClass.metaObject);
    if (!object)
        objects.problem(
            u"there is no %1 for the layout: give the server one by add(), or the class another "
            u"scope"_s.arg(QLatin1StringView(stateClass.metaObject->className())));
    return object;
}

} // namespace BackState::Private

#include <BackState/core/property.h>

#include <BackState/text/log.h>

#include <QMetaObject>
#include <QThread>

namespace BackState::Private {

bool isOfThisThread(const QObject &object, const char *property)
{
    if (object.thread() == QThread::currentThread())
        return true;
    qCCritical(Http::log).noquote().nospace()
        << object.metaObject()->className() << "::" << property
        << " was set in another thread than its object's, and stays as it is: send the value there "
           "by QMetaObject::invokeMethod(object, [=] { ... }) or by a queued Qt signal";
    return false;
}

} // namespace BackState::Private

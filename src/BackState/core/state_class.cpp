#include <BackState/core/state_class.h>

#include <QHash>
#include <QMutex>

namespace BackState {

namespace {

struct Registry
{
    QMutex mutex;
    QHash<const QMetaObject *, const StateClass *> classes;
    ~Registry() { qDeleteAll(classes); }
};

Registry &registry()
{
    static Registry registry;
    return registry;
}

} // namespace

const StateClass &noteStateClass(const StateClass &description)
{
    const QMutexLocker lock(&registry().mutex);
    const StateClass *&noted = registry().classes[description.metaObject];
    if (!noted)
        noted = new StateClass(description);
    return *noted;
}

const StateClass *findStateClass(const QMetaObject *metaObject)
{
    const QMutexLocker lock(&registry().mutex);
    return registry().classes.value(metaObject);
}

} // namespace BackState

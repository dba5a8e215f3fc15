#include "schema_p.h"

#include <BackState/core/schema.h>

#include <QMutex>

#include <memory>
#include <unordered_map>

namespace BackState {

namespace {

// Filled before main() and by plugins; schemas of classes that are loaded later are made later.
struct EventRegistry
{
    QMutex mutex;
    std::unordered_map<const QMetaObject *, std::vector<DeclaredEvent>> events;

    static EventRegistry &instance()
    {
        static EventRegistry registry;
        return registry;
    }
};

struct SchemaRegistry
{
    QMutex mutex;
    std::unordered_map<const QMetaObject *, std::unique_ptr<const Schema>> schemas;

    static SchemaRegistry &instance()
    {
        static SchemaRegistry registry;
        return registry;
    }
};

// "isOpen" without "is" is "open". Empty if the name does not begin that way.
QByteArray withoutPrefix(QByteArrayView name, QByteArrayView prefix)
{
    if (!name.startsWith(prefix) || name.size() == prefix.size())
        return {};
    QByteArray rest = name.sliced(prefix.size()).toByteArray();
    if (prefix.back() == '_')
        return rest;
    if (rest.front() < 'A' || rest.front() > 'Z')
        return {};
    rest.front() = char(rest.front() - 'A' + 'a');
    return rest;
}

} // namespace

/*!
    \class BackState::Schema
    \brief What a state class offers to a browser: its properties, events and settings.

    Read once from the class's QMetaObject and kept for the life of the program, so references to it
    and its parts stay valid. Properties are those of the state's own classes, the base class's
    first, without those of State and QObject. Events are public Q_INVOKABLE methods and the slots
    that BACKSTATE_EVENT names.

    Mistakes in a class are not errors here: problems() has a sentence for each, and the server
    refuses to listen with them.

    \code
    const BackState::Schema &schema = BackState::Schema::of<Counter>();
    qDebug() << schema.nameSpace() << schema.problems();
    \endcode
*/

/*!
    \fn template<typename S> const BackState::Schema &BackState::Schema::of()
    \overload

    Returns the schema of the class \c S. Any thread.
*/

/*!
    Returns the schema of the class of \a metaObject, which is made at the first call. Any thread.
*/
const Schema &Schema::of(const QMetaObject *metaObject)
{
    SchemaRegistry &registry = SchemaRegistry::instance();
    const QMutexLocker locker(&registry.mutex);
    auto &schema = registry.schemas[metaObject];
    if (!schema)
        schema = std::make_unique<const Schema>(SchemaReader(metaObject).read());
    return *schema;
}

/*!
    Returns the property \a name, or null.
*/
const Schema::Property *Schema::property(QByteArrayView name) const
{
    const int index = m_propertyByName.find(name);
    return index < 0 ? nullptr : &m_properties.at(index);
}

/*!
    Returns the event \a name, or null.
*/
const Schema::Event *Schema::event(QByteArrayView name) const
{
    const int index = m_eventByName.find(name);
    return index < 0 ? nullptr : &m_events.at(index);
}

/*!
    Returns the property that a getter or data member called \a member stands for, or null: \c open
    for \c open, \c isOpen, \c hasOpen, \c getOpen, \c get_open and \c m_open. A property of exactly
    that name comes first.
*/
const Schema::Property *Schema::propertyOfMember(QByteArrayView member) const
{
    if (const Property *exact = property(member))
        return exact;
    for (const char *prefix : {"is", "has", "get", "get_", "m_"}) {
        const QByteArray name = withoutPrefix(member, prefix);
        if (!name.isEmpty()) {
            if (const Property *found = property(name))
                return found;
        }
    }
    return nullptr;
}

/*!
    Notes the \a options of the event \a method of a class. BACKSTATE_EVENT calls it before main();
    what it says is checked when the schema is read, and counts for subclasses too. Returns \c true.
    Any thread.
*/
bool declareEvent(const QMetaObject *metaObject, const char *method, const EventOptions &options)
{
    EventRegistry &registry = EventRegistry::instance();
    const QMutexLocker locker(&registry.mutex);
    registry.events[metaObject].push_back({method, options});
    return true;
}

std::vector<DeclaredEvent> declaredEvents(const QMetaObject *metaObject)
{
    EventRegistry &registry = EventRegistry::instance();
    const QMutexLocker locker(&registry.mutex);
    const auto it = registry.events.find(metaObject);
    return it == registry.events.end() ? std::vector<DeclaredEvent>() : it->second;
}

} // namespace BackState

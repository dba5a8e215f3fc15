// Records: what is shared by keys, and how long it lives while nobody shows it. Internal.
#pragma once

#include <QByteArray>
#include <QHash>

#include <list>
#include <utility>

QT_BEGIN_NAMESPACE
struct QMetaObject;
QT_END_NAMESPACE

namespace BackState {
struct ServerOptions;
}

namespace BackState::Http {

class KeyOwner;
class ObjectMaker;

// Of records, and of what is shared by a key of the program's own (Server::keyBy()): the latter is
// meant wherever `isKeyed` is true. Times are milliseconds of the room's clock.
class Records
{
public:
    Records(const ServerOptions &options, ObjectMaker &maker);
    ~Records();
    Q_DISABLE_COPY_MOVE(Records)

    // Null if there is none.
    KeyOwner *find(const QMetaObject *metaObject, const QByteArray &key) const;
    KeyOwner *make(const QMetaObject *metaObject, const QByteArray &key, bool isKeyed);
    void use(KeyOwner &owner); // its time begins anew
    void setShown(KeyOwner &owner, bool isShown);

    // Ends those unused for longest while more than ServerOptions::maxIdleRecords are idle.
    void trim();
    void expire(qint64 now);
    void clear();

private:
    void end(KeyOwner *owner);

    const ServerOptions &m_options;
    ObjectMaker &m_maker;
    QHash<std::pair<const QMetaObject *, QByteArray>, KeyOwner *> m_owners;
    std::list<KeyOwner *> m_idle; // shown by nobody, in the order of their last use
};

} // namespace BackState::Http

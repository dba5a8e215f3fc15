// KeyOwner: of the object of one class that is shared by a key. Internal.
#pragma once

#include <BackState/visitors/owner.h>

#include <QByteArray>

#include <list>

namespace BackState::Http {

class Records;

// By a key of the program's own: Server::keyBy().
class KeyOwner : public Owner
{
public:
    KeyOwner(Records &records, const QMetaObject *ofClass, const QByteArray &key)
        : metaObject(ofClass)
        , name(key)
        , m_records(records)
    {
    }
    QByteArray key() const override { return "key/" + name; }
    void setShown(bool isShown) override;

    const QMetaObject *metaObject;
    QByteArray name;

private:
    friend class Records;
    Records &m_records;
    bool m_isShown = false;
    qint64 m_usedAt = 0; // ms, of the room's clock
    std::list<KeyOwner *>::iterator m_position; // among the idle ones, while it is not shown
};

} // namespace BackState::Http

#include "records_p.h"

#include "key_owner_p.h"
#include "object_maker_p.h"
#include "record_owner_p.h"
#include <BackState/core/schema.h>
#include <BackState/program/options.h>
#include <BackState/text/clock.h>

namespace BackState::Http {

namespace {

// What was asked for a moment ago is about to be shown, whatever the limits.
constexpr qint64 aMoment = 1000; // ms

} // namespace

Records::Records(const ServerOptions &options, ObjectMaker &maker)
    : m_options(options)
    , m_maker(maker)
{
}

Records::~Records()
{
    clear();
}

void Records::clear()
{
    while (!m_owners.isEmpty())
        end(*m_owners.cbegin());
}

KeyOwner *Records::find(const QMetaObject *metaObject, const QByteArray &key) const
{
    return m_owners.value({metaObject, key});
}

KeyOwner *Records::make(const QMetaObject *metaObject, const QByteArray &key, bool isKeyed)
{
    KeyOwner *owner
        = isKeyed ? new KeyOwner(*this, metaObject, key) : new RecordOwner(*this, metaObject, key);
    owner->m_position = m_idle.insert(m_idle.end(), owner);
    m_owners.insert({metaObject, key}, owner);
    return owner;
}

void Records::use(KeyOwner &owner)
{
    owner.m_usedAt = milliseconds();
    if (!owner.m_isShown)
        m_idle.splice(m_idle.end(), m_idle, owner.m_position);
}

void Records::setShown(KeyOwner &owner, bool isShown)
{
    if (owner.m_isShown == isShown)
        return;
    if (isShown)
        m_idle.erase(owner.m_position);
    else
        owner.m_position = m_idle.insert(m_idle.end(), &owner);
    owner.m_isShown = isShown;
    use(owner);
}

// More than the limit may be idle for a moment: nothing ends while the page that asked for it is
// being built.
void Records::trim()
{
    const qint64 before = milliseconds() - aMoment;
    while (m_idle.size() > std::size_t(m_options.maxIdleRecords)
           && m_idle.front()->m_usedAt < before)
        end(m_idle.front());
}

void Records::expire(qint64 now)
{
    trim();
    for (auto next = m_idle.begin(); next != m_idle.end();) {
        KeyOwner *owner = *next++;
        const int timeToLive = Schema::of(owner->metaObject).timeToLive();
        const qint64 grace
            = timeToLive > 0 ? qint64(timeToLive) * 1000 : m_options.tabGrace.count();
        if (owner->m_usedAt + grace <= now)
            end(owner);
    }
}

void Records::end(KeyOwner *owner)
{
    m_maker.end(*owner);
    m_owners.remove({owner->metaObject, owner->name});
    if (!owner->m_isShown)
        m_idle.erase(owner->m_position);
    delete owner;
}

} // namespace BackState::Http

// KnownPlaces: from where users have signed in before. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>
#include <QHash>

#include <list>

namespace BackState::Http {

// Those who guess passwords must not lock out the user whom they guess at. So a user who signed in
// from an address before is not slowed down there. A hundred failures in a row make it unknown
// again, which is the most that NIST SP 800-63B, 5.2.2, allows. The latest 10,000 are remembered,
// in memory.
class BACKSTATE_EXPORT KnownPlaces
{
public:
    // `place` is a name and an address.
    // Counts an attempt as a failure until succeeded() or takeBack() is called. Returns whether the
    // place is known.
    bool begin(const QByteArray &place);
    void succeeded(const QByteArray &place);
    void takeBack(const QByteArray &place); // it was no failure

private:
    struct Known
    {
        int failures = 0;
        std::list<QByteArray>::iterator position;
    };
    void forget(const QByteArray &place);

    QHash<QByteArray, Known> m_failures;
    std::list<QByteArray> m_order; // the latest is at the end
};

} // namespace BackState::Http

// Attempts: slows down those who guess passwords. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>
#include <QHash>

#include <list>

namespace BackState::Http {

// Counts attempts by whoever makes them, a name or an address. The first ones are free, then each
// makes the next wait longer, up to a minute. Forgotten after a quarter of an hour, or when there
// are too many to remember.
class BACKSTATE_EXPORT Attempts
{
public:
    // Counts one more; false: it is too early for another.
    bool begin(const QByteArray &who, int free, qint64 now);
    void succeeded(const QByteArray &who) { forget(who); }
    void takeBack(const QByteArray &who); // it was none: the last begin() is not counted

    qsizetype count() const { return m_known.size(); }

private:
    struct Known
    {
        int count = 0;
        qint64 last = 0; // ms
        qint64 next = 0; // ms, the earliest
        std::list<QByteArray>::iterator place;
    };
    void forget(const QByteArray &who);

    QHash<QByteArray, Known> m_known;
    std::list<QByteArray> m_order; // the one that tried last at the end
};

} // namespace BackState::Http

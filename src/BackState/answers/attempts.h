// Attempts: slows down those who guess passwords. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>
#include <QHash>

#include <list>

namespace BackState::Http {

// Counts attempts by whoever makes them, a name or an address. The first ones are free, then each
// makes the next wait longer, up to a minute. They are forgotten after a quarter of an hour, or
// when there are too many to remember.
class BACKSTATE_EXPORT Attempts
{
public:
    // Counts one more attempt. Returns false, and counts nothing, if it is too early for another.
    // `free` says how many may follow each other at once.
    bool begin(const QByteArray &who, int free, qint64 now);
    void succeeded(const QByteArray &who) { forget(who); }
    void takeBack(const QByteArray &who); // The last begin() does not count: it was no failure.

    qsizetype count() const { return m_known.size(); }

private:
    struct Known
    {
        int count = 0;
        qint64 last = 0; // when, in ms
        qint64 next = 0; // the earliest time of another attempt, in ms
        std::list<QByteArray>::iterator position;
    };
    void forget(const QByteArray &who);

    QHash<QByteArray, Known> m_known;
    std::list<QByteArray> m_order; // whoever tried last is at the end
};

} // namespace BackState::Http

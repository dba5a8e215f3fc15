// SqlClock: the time by which values of a store end. Internal.
#pragma once

#include <BackState/text/clock.h>

#include <algorithm>
#include <chrono>

namespace BackState {

// Counts for how long the store was in use, in ms, and goes on after a restart where it was when
// that was written: so what is over was not used for that long while servers ran, whatever the
// clock of the machine was set to meanwhile.
class SqlClock
{
public:
    qint64 now() const { return m_before + Http::milliseconds() - m_since; }
    // Several processes may have counted: the longest time holds.
    void join(qint64 ran)
    {
        m_before = std::max(now(), ran);
        m_since = Http::milliseconds();
    }

    // Whether it is time to write it down.
    bool isDue() const { return now() - m_written >= interval.count(); }
    void written() { m_written = now(); }

private:
    static constexpr std::chrono::milliseconds interval = std::chrono::minutes(1);

    qint64 m_before = 0;
    qint64 m_since = Http::milliseconds();
    qint64 m_written = 0;
};

} // namespace BackState

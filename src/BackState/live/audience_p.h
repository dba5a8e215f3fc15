// Audience: the tabs that show one object, and what was made for all of them together. Internal.
#pragma once

#include "builder_p.h"
#include "rows_history_p.h"
#include <BackState/core/state_data.h>
#include <BackState/visitors/view.h>
#include <BackState/wire/stream_socket.h>

#include <utility>
#include <vector>

namespace BackState::Http {

class Audience
{
public:
    // At least `interval` milliseconds are between two sendings.
    Audience(State &state, const Builder &builder, qint64 interval);

    State &state() const { return m_state; }
    StateData &data() const { return m_data; }

    void add(View &view);
    void remove(View &view);
    const std::vector<View *> &views() const { return m_views; }
    StreamSocket::Sharing sharing() const
    {
        return m_views.size() > 1 ? StreamSocket::Sharing::Shared : StreamSocket::Sharing::Own;
    }

    // The object has news for its views. Returns whether it had none before.
    bool becameDirty() { return !std::exchange(m_isDirty, true); }
    // Milliseconds until they may be sent; none, or fewer than none, if they may be sent now.
    qint64 wait(qint64 now) const { return m_flushedAt > 0 ? m_flushedAt + m_interval - now : 0; }
    // What follows is told to the views; a change meanwhile makes it dirty again.
    void beginFlush(qint64 now);
    // All views that keep up were told: older versions of rows are needed by few.
    void endFlush();

    // The frame with those of the shown properties that changed after the version `since`. Empty if
    // none did. Kept for the others that show the same and have the same version.
    const QByteArray &signalsFrame(const QList<int> &shown, quint64 since);

    struct News
    {
        QByteArray frames;
        // Its signals must be told before the frames are. On loan until the next such call.
        const Builder::Built &built;
        bool holdsOthers = true; // regions or rows, in the place of those that were there
    };
    // A region as it is now, for the tab of a view.
    News newsOfRegion(View &view, const Private::RegionUse &use);

    // A page was built with these rows. Returned is what its view keeps of them.
    View::Rows addRows(const Private::RowsUse &use);
    // What the browser of a view lacks of rows; afterwards it has them as they are now.
    News newsOfRows(View &view, View::Rows &rows);
    // What its rows would be now; nothing is taken for told. On loan until the next such call.
    const Builder::Built &builtRows(View &view, const View::Rows &rows);

    // Whether anything was built since the last call that endTurn() would forget.
    bool takeTouched() { return std::exchange(m_isTouched, false); }
    // Forgets what is good for one turn of the event loop only.
    void endTurn();
    // Forgets everything that was made of its values.
    void forgetBuilt();

private:
    struct SignalsFrame
    {
        const int *shown;
        quint64 since;
        QByteArray bytes;
    };
    struct BuiltRegion
    {
        Private::RegionUse use;
        QByteArray frame;
        Builder::Built built;
    };

    RowsHistory &builtList(View &view, const View::Rows &rows);
    bool isShared() const { return m_views.size() > 1; }

    State &m_state;
    StateData &m_data;
    const Builder &m_builder;
    const qint64 m_interval;
    qint64 m_flushedAt = 0; // ms
    bool m_isDirty = false;
    bool m_isTouched = false;
    std::vector<View *> m_views;
    std::vector<SignalsFrame> m_frames; // of m_framesVersion
    quint64 m_framesVersion = 0;
    std::vector<BuiltRegion> m_regions;
    std::vector<RowsHistory> m_rows;
};

} // namespace BackState::Http

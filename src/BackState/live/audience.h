// Audience: the tabs that show one object, and what was made for all of them together. Internal.
#pragma once

#include <BackState/core/state_data.h>
#include <BackState/datastar/region.h>
#include <BackState/visitors/tab.h>
#include <BackState/wire/stream_socket.h>

#include <vector>

namespace BackState::Http {

class Audience
{
public:
    explicit Audience(State &state);

    State &state() const { return m_state; }
    StateData &data() const { return m_data; }

    void add(View &view);
    void remove(View &view);
    const std::vector<View *> &views() const { return m_views; }
    StreamSocket::Sharing sharing() const
    {
        return m_views.size() > 1 ? StreamSocket::Sharing::Shared : StreamSocket::Sharing::Own;
    }

    // The frame with those of the shown properties that changed after `since`; empty: none did.
    // Kept for the others that show the same and have the same version.
    const QByteArray &signalsFrame(const QList<int> &shown, quint64 since);

    // What was built lately, for all tabs whose other states are the same.
    struct Built
    {
        quint64 serial = 0; // of all changes, when it was built: it is good as long as this stays
        std::vector<std::pair<const QMetaObject *, const State *>> resolved;
        std::vector<Private::SignalNames> names;
        std::vector<Private::RegionUse> regions; // inside it
        std::vector<Private::RowsUse> rows; // inside it
    };
    struct BuiltRegion : Built
    {
        Private::RegionUse use;
        QByteArray frame;
    };
    std::vector<BuiltRegion> regions;

    // How many versions of a list are remembered, so that a tab that lags still gets only what is
    // different.
    static constexpr std::size_t keptVersions = 4;
    // Between two sendings, when pages are loaded meanwhile
    static constexpr std::size_t mostVersions = 64;

    // The rows of one list at its last versions, the newest first.
    struct RowsAt
    {
        quint64 version = 0;
        std::vector<Private::RowShown> shown;
    };
    struct Way
    {
        quint64 from = View::never;
        QByteArray frames;
    };
    struct RowsHistory
    {
        std::shared_ptr<const Private::RowsUse> use;
        std::vector<RowsAt> versions;
        bool holdsOthers = false; // there was a region or a list in its rows
        bool isBuilt = false; // what follows is of the newest version
        Built built;
        std::vector<Private::BuiltRow> rows;
        std::vector<Way> ways;
        // For the next turn, while several tabs show it: a list of one tab alone is built soon
        // enough, and its markup need not be kept.
        std::unique_ptr<Private::BuiltRows> known;
    };
    std::vector<RowsHistory> rows;

    // Whether the list is another one than at the newest version that is remembered.
    bool hasChanged(const RowsHistory &list) const
    {
        return m_data.versionOf(list.use->property.property->index) > list.versions.front().version;
    }

    // Forgets what is only good for one turn.
    void endTurn();
    // Forgets everything that was made of its values.
    void forgetBuilt();

    qint64 flushedAt = 0; // ms
    qint64 interval = 0; // ms between two sendings
    bool isDirty = false;

private:
    struct SignalsFrame
    {
        const int *shown;
        quint64 since;
        QByteArray bytes;
    };

    State &m_state;
    StateData &m_data;
    std::vector<View *> m_views;
    std::vector<SignalsFrame> m_frames; // of m_framesVersion
    quint64 m_framesVersion = 0;
};

} // namespace BackState::Http

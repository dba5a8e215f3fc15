// RowsHistory: the rows of one list at its last versions, so that each tab is sent only what is
// different for it. Internal.
#pragma once

#include "builder_p.h"
#include <BackState/visitors/view.h>

#include <memory>
#include <vector>

namespace BackState::Http {

class RowsHistory
{
public:
    explicit RowsHistory(const Private::RowsUse &use);

    // Without the rows; the views of all tabs share it, and a list is found by its address.
    const std::shared_ptr<const Private::RowsUse> &use() const { return m_use; }
    bool isOf(const Private::RowsUse &other) const; // the same rows in the same container
    quint64 version() const { return m_versions.front().version; } // the newest one known

    // A page was built with these rows just now.
    void noteShown(const Private::RowsUse &use, const StateData &data, bool isShared);
    // Builds the rows of now unless what was built is good for the tab of the view, and returns
    // whether it did. `isShared` says whether several tabs show the object: then markup is kept for
    // the next time.
    bool build(View &view, const Builder &builder, bool isShared);
    // The frames that bring a browser from the rows of a version to those of the last build. The
    // version may be one that is forgotten, or View::never. They are made once for all tabs that
    // need the same.
    const QByteArray &framesSince(quint64 version);
    const Builder::Built &built() const { return m_built; }
    // There was a region or another list in its rows at some time.
    bool holdsOthers() const { return m_holdsOthers; }

    // Forgets what is good for one turn of the event loop only.
    void endTurn();
    void forgetVersions() { m_versions.clear(); }
    // All tabs were told: few of the versions are needed any more.
    void trim();

private:
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

    bool isBehind(const StateData &data) const;

    std::shared_ptr<const Private::RowsUse> m_use;
    std::vector<RowsAt> m_versions; // the newest first
    bool m_holdsOthers = false;
    bool m_isBuilt = false; // what follows is of the newest version
    Builder::Built m_built;
    std::vector<Private::BuiltRow> m_rows;
    std::vector<Way> m_ways;
    // Markup for the next turn, while several tabs show it. A list that one tab alone shows is
    // built soon enough.
    std::unique_ptr<Private::BuiltRows> m_known;
};

} // namespace BackState::Http

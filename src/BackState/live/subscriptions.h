// Subscriptions: which tab shows what. Internal.
#pragma once

#include "audience_p.h"
#include "builder_p.h"
#include <BackState/core/changes.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/rendering.h>
#include <BackState/program/options.h>
#include <BackState/visitors/view.h>

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <memory>
#include <span>
#include <vector>

namespace BackState::Http {

class Objects;
class Tab;

// Lives in the thread of the states, which it follows from the first time that a tab shows them.
class Subscriptions final : public QObject
{
    Q_OBJECT

public:
    Subscriptions(const ServerOptions &options, Objects &objects);
    ~Subscriptions() override;

    Changes &changes() { return m_changes; }
    const Builder &builder() const { return m_builder; }
    // Null if no tab shows the object, or did so lately.
    Audience *audience(const State *state) const;

    // A tab shows what its page function named.
    void subscribe(Tab &tab, const Private::Rendering &rendering);
    // It also shows what the frames of an event's answer name, which were made already. Returned
    // are the frames that must go before that answer.
    QByteArray adopt(Tab &tab, Private::Rendering &rendering);
    // The same of a region or of rows that were built again; the frame is empty if the tab's browser
    // knows all the names.
    QByteArray addNames(Tab &tab, std::span<const Private::SignalNames> names);
    // What is inside a region or a row was built with it, and what was there before is gone.
    void replaceInside(Tab &tab, const QByteArray &id, const Builder::Built &built);
    // The same where the browser has what was there before: what was there stays as far as it was
    // told.
    void keepInside(Tab &tab, const QByteArray &id, const Builder::Built &built);
    // Whether what is taken back is let in for a moment more.
    enum class Grace { Begins, Over };
    // A place was built again, with all that is inside: what it does not offer any more is taken
    // back.
    void replaceRights(
        Tab &tab,
        const QByteArray &place,
        std::span<const Private::PlaceRights> rights,
        Grace after = Grace::Begins);
    // How long that moment is for the tab, in milliseconds: ServerOptions::grantGrace or more.
    qint64 grace(const Tab &tab) const;

    // The tab is about to go.
    void unsubscribe(Tab &tab);
    // The object is gone: only its address is used.
    void forget(State *state);

    // Whether somebody has the tab's page open: then it counts as a viewer of its objects.
    void setPresent(Tab &tab, bool isPresent);

Q_SIGNALS:
    // There is a change, the first since all changes were taken.
    void becameDirty();
    void forgetting(BackState::Http::Audience *audience);
    void leaving(BackState::Http::Tab *tab);

private:
    Audience &audienceOf(const State &state);
    View &viewOf(Tab &tab, const State &state);
    QList<int> shared(const QList<int> &properties);
    Private::SignalNames add(View &view, const Private::SignalNames &names);
    void forgetElements(
        Tab &tab,
        std::span<const Private::RegionUse> regions,
        std::span<const Private::RowsUse> rows);
    void addElements(
        Tab &tab,
        std::span<const Private::RegionUse> regions,
        std::span<const Private::RowsUse> rows);
    void addRights(Tab &tab, std::span<const Private::PlaceRights> rights);
    void mergeRights(Tab &tab, std::span<const Private::PlaceRights> rights);
    void countViewer(const View &view, int number);
    void tellViewers();

    const ServerOptions &m_options;
    Objects &m_objects;
    QHash<const State *, Audience *> m_audiences;
    QSet<QList<int>> m_shared;
    std::vector<QPointer<State>> m_viewersChanged;
    Changes m_changes; // goes before what it calls
    const Builder m_builder;
};

} // namespace BackState::Http

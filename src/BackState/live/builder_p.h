// Builder: builds regions and rows again, with the states that a tab shows. Internal.
#pragma once

#include <BackState/datastar/paths.h>
#include <BackState/datastar/place_rights.h>
#include <BackState/datastar/region_use.h>
#include <BackState/datastar/rendering.h>

#include <utility>
#include <vector>

namespace BackState {

class Changes;

}

namespace BackState::Http {

class Objects;
class Tab;

class Builder
{
public:
    // What building left behind. It is good for all tabs whose other states are the same.
    struct Built
    {
        bool hasFault = false; // the program threw: what was shown before stays
        quint64 serial = 0; // of all changes: it is good as long as this stays
        // The states that were asked for beside the object itself; null where there was none
        std::vector<std::pair<const QMetaObject *, const State *>> resolved;
        std::vector<Private::SignalNames> names;
        std::vector<Private::RegionUse> regions; // inside it
        std::vector<Private::RowsUse> rows; // inside it
        std::vector<Private::PlaceRights> rights; // of it, and of what is inside
    };

    Builder(Objects &objects, const Changes &changes)
        : m_objects(objects)
        , m_changes(changes)
    {
    }

    // The object of a class that a tab shows, else the one it would be given. Null if there is
    // none.
    const State *resolve(Tab &tab, const QMetaObject *metaObject) const;

    // Whether building it now for the tab would give the same.
    bool isGood(const Built &built, Tab &tab) const;
    // No region or row that was built before the latest change is good any more.
    bool isOld(const Built &built) const;

    Html::Element build(const Private::RegionUse &use, Tab &tab, Built &built) const;
    // Takes over from the known ones what is the same, and leaves the rows of now there. May be
    // null.
    std::vector<Private::BuiltRow>
    build(const Private::RowsUse &use, Tab &tab, Private::BuiltRows *known, Built &built) const;

private:
    Private::Rendering::Resolver resolver(Tab &tab, Built &built) const;
    static void keep(Private::Rendering &rendering, Built &built);

    Objects &m_objects;
    const Changes &m_changes;
};

// Writes to the log what a page function did wrong.
void warnOf(const Private::Rendering &rendering);

} // namespace BackState::Http

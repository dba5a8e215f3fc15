#include "builder_p.h"

#include <BackState/core/state_class.h>
#include <BackState/core/state_data.h>
#include <BackState/core/thrown.h>
#include <BackState/datastar/rendering.h>
#include <BackState/text/log.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/tab.h>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

void warnOf(const Private::Rendering &rendering)
{
    for (const QString &problem : rendering.problems())
        qCWarning(log).noquote() << problem;
}

const State *Builder::resolve(Tab &tab, const QMetaObject *metaObject) const
{
    for (const auto &view : tab.views) {
        if (view->state->metaObject()->inherits(metaObject))
            return view->state;
    }
    const StateClass *stateClass = findStateClass(metaObject);
    return stateClass ? m_objects.obtain(*stateClass, tab, nullptr).state : nullptr;
}

bool Builder::isOld(const Built &built) const
{
    return built.serial != m_changes.serial();
}

bool Builder::isGood(const Built &built, Tab &tab) const
{
    return !isOld(built)
        && std::all_of(
            built.resolved.cbegin(),
            built.resolved.cend(),
            [this, &tab](const auto &known) { return resolve(tab, known.first) == known.second; });
}

// Finds states for the tab, and notes which were asked for.
Private::Rendering::Resolver Builder::resolver(Tab &tab, Built &built) const
{
    return [this, &tab, &built](const QMetaObject *metaObject) {
        const State *state = resolve(tab, metaObject);
        built.resolved.push_back({metaObject, state});
        return state;
    };
}

Html::Element Builder::build(const Private::RegionUse &use, Tab &tab, Built &built) const
{
    built.resolved.clear();
    built.serial = m_changes.serial();
    Private::Rendering rendering(resolver(tab, built), Private::Rendering::Counts::Placed);
    Html::Element element;
    built.hasFault = !Private::contain(
        [&]() -> QString { return u"the region "_s + QString::fromUtf8(use.id); },
        [&] { element = rendering.placed(use.build(rendering)); });
    keep(rendering, built);
    return element;
}

std::vector<Private::BuiltRow>
Builder::build(const Private::RowsUse &use, Tab &tab, Private::BuiltRows *known, Built &built) const
{
    built.resolved.clear();
    Private::Rendering rendering(resolver(tab, built), Private::Rendering::Counts::Placed);
    std::vector<Private::BuiltRow> rows;
    built.hasFault = !Private::contain(
        [&]() -> QString { return u"the rows "_s + QString::fromUtf8(use.id); },
        [&] { rows = use.build(rendering, known); });
    for (Private::BuiltRow &row : rows)
        row.element = rendering.placed(row.element);
    keep(rendering, built);
    built.serial = m_changes.serial();
    return rows;
}

void Builder::keep(Private::Rendering &rendering, Built &built)
{
    rendering.keepPlaced();
    built.rights = rendering.rights();
    built.names = rendering.names();
    built.regions = rendering.regions();
    built.rows = rendering.rows();
    warnOf(rendering);
}

} // namespace BackState::Http

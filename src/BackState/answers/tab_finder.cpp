#include "tab_finder_p.h"

#include "pages_p.h"
#include "visit_p.h"
#include <BackState/answers/rights.h>
#include <BackState/live/tabs.h>
#include <BackState/text/log.h>
#include <BackState/visitors/session.h>

namespace BackState::Http {

TabFinder::TabFinder(Tabs &tabs, Pages &pages)
    : m_tabs(tabs)
    , m_pages(pages)
{
}

TabFinder::Found TabFinder::findOrRebuild(const Visit &visit, QByteArrayView token) const
{
    if (Tab *tab = m_tabs.find(token, *visit.session))
        return {tab, false};
    const Rebuilt rebuilt = rebuild(visit, token, false);
    return {rebuilt.tab, true, rebuilt.isUnavailable};
}

std::vector<const State *> TabFinder::loadingFor(const Visit &visit, QByteArrayView token) const
{
    if (m_tabs.find(token, *visit.session))
        return {};
    return rebuild(visit, token, true).loading;
}

TabFinder::Rebuilt TabFinder::rebuild(const Visit &visit, QByteArrayView token, bool mayWait) const
{
    if (visit.session->isOutdated(token))
        return {};
    Tab *tab = m_tabs.revive(token, *visit.session, visit.now);
    if (!tab)
        return {};
    if (accessTo(tab->page.route->options, visit.session) != Access::Allowed) {
        m_tabs.drop(*tab);
        return {};
    }
    const auto [path, query] = Tabs::pageOf(tab->token);
    Expected<BuiltPage> built = m_pages.build(
        *tab,
        visit.requestData(*tab, path, query),
        Pages::Output::Nothing,
        mayWait);
    if (!built) {
        qCWarning(log).noquote() << built.error().message;
        m_tabs.drop(*tab);
        return {};
    }
    // It stays for the next try, unfinished and not found.
    if (!built->waitsFor.empty())
        return {nullptr, std::move(built).value().waitsFor};
    if (!tab->isLoaded)
        return {nullptr, {}, true};
    m_tabs.built(*tab);
    tab->stream.setRebuilt();
    return {tab, {}};
}

} // namespace BackState::Http

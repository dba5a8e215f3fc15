// TabFinder: the tab that a request is about, built again if it was forgotten. Internal.
#pragma once

#include <QByteArrayView>

#include <vector>

namespace BackState {
class State;
}

namespace BackState::Http {

class Pages;
class Tab;
class Tabs;
class Visit;

// A tab is forgotten when nobody used it for a while and when the server starts anew, but its page
// may be open still. Its id is enough to build it again.
class TabFinder
{
public:
    struct Found
    {
        Tab *tab = nullptr; // Null if the id is not of the visit's session, or its page is gone.
        bool isRebuilt = false;
        // The store does not bring what its page shows: it must not be told the defaults instead.
        bool isUnavailable = false;
    };

    TabFinder(Tabs &tabs, Pages &pages);

    // The visit needs a session.
    Found findOrRebuild(const Visit &visit, QByteArrayView token) const;

    // Builds the tab again if it was forgotten and everything that its page shows is there.
    // Returned are the objects it would have to wait for: those whose values are being loaded.
    std::vector<const State *> loadingFor(const Visit &visit, QByteArrayView token) const;

private:
    struct Rebuilt
    {
        Tab *tab = nullptr;
        std::vector<const State *> loading = {};
        bool isUnavailable = false;
    };
    Rebuilt rebuild(const Visit &visit, QByteArrayView token, bool mayWait) const;

    Tabs &m_tabs;
    Pages &m_pages;
};

} // namespace BackState::Http

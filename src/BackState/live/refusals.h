// Refusals: the sentences that a tab's browser shows where values were not let in. Internal.
#pragma once

#include <BackState/core/refusing.h>
#include <BackState/core/schema.h>
#include <BackState/visitors/refusal.h>
#include <BackState/visitors/view.h>

#include <vector>

namespace BackState::Http {

class Outlet;
class Tab;

// Made where it is needed; what is shown is kept with the tab.
class Refusals
{
public:
    explicit Refusals(Tab &tab)
        : m_tab(tab)
    {
    }

    // What an event said by State::refuse() while it ran, for the tab of its call. Of an object
    // that the tab does not show it is said of the event.
    std::vector<Refusal> of(const Refusing &refusing, View &called, const Schema::Event &event);

    // Shows sentences, each in the place of the former one of that name. An empty sentence takes a
    // refusal back.
    void show(const std::vector<Refusal> &refusals, Outlet &outlet);

    enum class Of { Everything, Properties };
    // Takes back what is shown of an object, or only of its properties.
    void takeBack(View &view, Of what, Outlet &outlet);

private:
    Tab &m_tab;
};

} // namespace BackState::Http

#include <BackState/live/refusals.h>

#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>
#include <BackState/live/outlet.h>
#include <BackState/visitors/tab.h>

#include <span>
#include <utility>

namespace BackState::Http {

void Refusals::show(const std::vector<Refusal> &refusals, Outlet &outlet)
{
    for (const Refusal &refusal : refusals) {
        std::erase_if(m_tab.refusals, [&refusal](const Refusal &shown) {
            return shown.view == refusal.view && shown.name == refusal.name;
        });
        if (!refusal.sentence.isEmpty())
            m_tab.refusals.push_back(refusal);
        const std::pair<QByteArray, QString> sentence(refusal.name, refusal.sentence);
        QByteArray json;
        Private::appendErrors(json, *refusal.view->state, std::span(&sentence, 1));
        outlet.write(Frame::patchSignals(json).bytes());
    }
}

void Refusals::takeBack(View &view, Of what, Outlet &outlet)
{
    std::vector<Refusal> gone;
    for (const Refusal &refusal : m_tab.refusals) {
        const bool isMeant
            = what == Of::Everything || view.data().schema().property(refusal.name) != nullptr;
        if (refusal.view == &view && isMeant)
            gone.push_back({&view, refusal.name, {}});
    }
    show(gone, outlet);
}

} // namespace BackState::Http

#include <BackState/live/refusals.h>

#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>
#include <BackState/live/outlet.h>
#include <BackState/text/log.h>
#include <BackState/visitors/tab.h>

#include <algorithm>
#include <span>
#include <utility>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

bool isNameOf(const Schema::Event &event, const QByteArray &name)
{
    return name == event.name
        || std::any_of(
               event.parameters.cbegin(),
               event.parameters.cend(),
               [&name](const Schema::Parameter &parameter) {
                   return parameter.name == name && !parameter.isRequest;
               });
}

} // namespace

std::vector<Refusal>
Refusals::of(const Refusing &refusing, View &called, const Schema::Event &event)
{
    std::vector<Refusal> refusals;
    for (const auto &[object, name, sentence] : refusing.sentences()) {
        View *view = object ? m_tab.view(object) : nullptr;
        const bool isProperty = view && view->data().schema().property(name);
        const bool isNamed = isProperty || (view == &called && isNameOf(event, name));
        if (!isNamed)
            qCWarning(log).noquote()
                << u"the event %1 refuses %2, which is no property that its page shows, and no "
                   "parameter"_s.arg(QString::fromUtf8(event.name), QString::fromUtf8(name));
        Refusal refusal
            = isNamed ? Refusal{view, name, sentence} : Refusal{&called, event.name, sentence};
        // Each name has one sentence, the first
        const bool isFirst
            = std::none_of(refusals.cbegin(), refusals.cend(), [&refusal](const Refusal &other) {
                  return other.view == refusal.view && other.name == refusal.name;
              });
        if (isFirst)
            refusals.push_back(std::move(refusal));
    }
    return refusals;
}

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

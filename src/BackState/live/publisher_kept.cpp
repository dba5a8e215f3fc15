// The part of Publisher that tells of objects whose values the browser keeps.
#include <BackState/live/publisher.h>

#include <BackState/datastar/browser_state.h>
#include <BackState/datastar/frame.h>

namespace BackState::Http {

void Publisher::bringWhole(View &view, bool isWhole, Outlet &outlet)
{
    if (isWhole)
        view.forgetElements();
    bringSignals(view, isWhole ? View::never : view.sent, outlet);
    bringElements(view, outlet);
}

// All in one frame: the browser never keeps a half of it.
void Publisher::bringKept(View &view, quint64 since, Outlet &outlet)
{
    if (view.isAsleep())
        return;
    const StateData &data = view.data();
    view.sent = data.version();
    Private::SignalNames names{view.state, {}, {}};
    for (const int property : view.shown) {
        if (since == View::never || data.versionOf(property) > since)
            names.properties.append(&view.property(property));
    }
    for (View::Edit &edit : view.edits) {
        const Schema::Property &property = data.schema().properties().at(edit.property);
        QByteArray json = view.jsonOf(property);
        if (json == edit.known) // the browser sent it itself
            continue;
        names.properties.append(&property);
        edit.known = std::move(json);
    }
    const QByteArray seal = m_sealing(view);
    if (!names.properties.isEmpty() || !seal.isEmpty())
        outlet.write(Frame::patchSignals(Private::keptSignals(names, seal)).bytes());
}

} // namespace BackState::Http

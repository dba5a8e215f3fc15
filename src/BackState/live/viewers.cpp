#include <BackState/live/viewers.h>

#include <BackState/live/audience.h>

#include <utility>

namespace BackState::Http {

void Viewers::count(const View &view, int number)
{
    view.data().addViewers(number);
    if (m_changed.empty())
        QMetaObject::invokeMethod(this, [this] { tell(); }, Qt::QueuedConnection);
    m_changed.push_back(view.state);
}

// A page that is loaded again goes and comes in one turn: nobody hears of that.
void Viewers::tell()
{
    for (const QPointer<State> &state : std::exchange(m_changed, {})) {
        if (state && StateData::of(*state).takeViewersChanged())
            Q_EMIT state->viewersChanged();
    }
}

} // namespace BackState::Http

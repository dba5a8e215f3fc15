#include "flow_teller_p.h"

#include "flow_call_p.h"
#include <BackState/datastar/frame_marks.h>
#include <BackState/live/indicators.h>
#include <BackState/live/publisher.h>
#include <BackState/text/clock.h>
#include <BackState/text/log.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/view.h>
#include <BackState/wire/stream_socket.h>

#include <optional>
#include <utility>

namespace BackState::Http {

FlowTeller::FlowTeller(const ServerOptions &options, Publisher &publisher)
    : m_options(options)
    , m_publisher(publisher)
{
}

void FlowTeller::tell(FlowCall &call, const QByteArray &patches)
{
    const QByteArray frames = call.isMoved() ? Private::ifPresent(patches) : patches;
    Tab &tab = call.tab();
    // Nobody reads it. The tab's stream will tell everything, if the tab opens one.
    if (call.answer() && call.answer()->queuedBytes() > m_options.maxQueue)
        call.abortAnswer();
    std::optional<Outlet> outlet = call.outlet();
    if (!outlet) {
        keep(tab, frames);
        return;
    }
    if (StreamSocket *stream = tab.stream.socket()) {
        if (tab.stream.isKeepingUp())
            m_publisher.bring(tab, *outlet);
        m_publisher.deliver(tab, frames);
        stream->flush();
        return;
    }
    m_publisher.bring(tab, *outlet);
    outlet->write(frames);
    if (call.answer())
        call.answer()->flush();
    if (call.answer() || call.isCollecting())
        tab.stream.answered(milliseconds());
}

// Changes wait in their objects until the tab listens again; patches have no other place than this.
void FlowTeller::keep(const Tab &tab, const QByteArray &frames)
{
    if (frames.isEmpty())
        return;
    Missed &missed = m_missed[&tab];
    missed.frames += frames;
    if (missed.frames.size() <= m_options.maxQueue)
        return;
    if (!std::exchange(missed.isTooMuch, true))
        qCWarning(log) << "a page that is not listening misses patches of its flows: there are too "
                          "many to keep";
    missed.frames.clear();
}

void FlowTeller::tellRunning(FlowCall &call, bool isRunning)
{
    View *view = call.tab().view(&call.state);
    if (!view)
        return;
    std::optional<Outlet> outlet = call.outlet();
    Indicators(*view).setRunning(call.event.name, isRunning, outlet ? &*outlet : nullptr);
    if (StreamSocket *stream = call.tab().stream.socket())
        stream->flush();
}

void FlowTeller::move(const Tab &from, const Tab &to)
{
    if (const auto missed = m_missed.constFind(&from); missed != m_missed.cend())
        keep(to, Private::ifPresent(m_missed.take(&from).frames));
}

QByteArray FlowTeller::takeMissed(const Tab &tab)
{
    return m_missed.take(&tab).frames;
}

} // namespace BackState::Http

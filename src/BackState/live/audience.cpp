#include <BackState/live/audience.h>

#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>

#include <algorithm>

namespace BackState::Http {

namespace {

// More different ones than this are made again: memory has an end.
constexpr std::size_t keptFrames = 16;

} // namespace

Audience::Audience(State &state)
    : m_state(state)
    , m_data(StateData::of(state))
{
}

void Audience::add(View &view)
{
    view.audience = this;
    view.index = m_views.size();
    m_views.push_back(&view);
}

void Audience::remove(View &view)
{
    m_views.back()->index = view.index;
    m_views[view.index] = m_views.back();
    m_views.pop_back();
    if (m_views.empty()) { // nobody left to share them
        regions.clear();
        rows.clear();
        m_frames.clear();
    }
}

void Audience::endTurn()
{
    regions.clear();
    for (RowsHistory &list : rows) {
        list.isBuilt = false;
        list.built = {};
        list.rows.clear();
        list.ways.clear();
    }
}

void Audience::forgetBuilt()
{
    endTurn();
    for (RowsHistory &list : rows)
        list.versions.clear();
    m_frames.clear();
}

const QByteArray &Audience::signalsFrame(const QList<int> &shown, quint64 since)
{
    static const QByteArray nothing;
    if (shown.isEmpty() || (since != View::never && since >= m_data.version()))
        return nothing;
    if (m_framesVersion != m_data.version()) {
        m_frames.clear();
        m_framesVersion = m_data.version();
    }
    for (const SignalsFrame &frame : m_frames) {
        if (frame.shown == shown.constData() && frame.since == since)
            return frame.bytes;
    }
    Private::SignalNames changed{&m_state, {}, {}};
    for (const int property : shown) {
        if (since == View::never || m_data.versionOf(property) > since)
            changed.properties.append(&m_data.schema().properties().at(property));
    }
    QByteArray bytes;
    if (!changed.properties.isEmpty()) {
        QByteArray json;
        Private::appendSignals(json, std::span(&changed, 1));
        bytes = Frame::patchSignals(json).bytes();
    }
    if (m_frames.size() >= keptFrames)
        m_frames.erase(m_frames.begin());
    m_frames.push_back({shown.constData(), since, std::move(bytes)});
    return m_frames.back().bytes;
}

} // namespace BackState::Http

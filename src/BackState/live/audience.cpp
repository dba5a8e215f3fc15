#include <BackState/live/audience.h>

#include <BackState/core/property_value.h>
#include <BackState/datastar/frame.h>
#include <BackState/datastar/paths.h>

#include <algorithm>

namespace BackState::Http {

namespace {

// More different ones than this are made again: memory has an end.
constexpr std::size_t keptFrames = 16;

} // namespace

Tab::~Tab() = default;

void View::seen()
{
    sent = audience->data().version();
    for (RegionView &region : regions)
        region.sent = sent;
    for (RowsView &one : rows)
        one.sent = sent;
}

Edit *View::edit(int property)
{
    const auto edit = std::find_if(edits.begin(), edits.end(), [property](const Edit &one) {
        return one.property == property;
    });
    return edit == edits.end() ? nullptr : &*edit;
}

View *Tab::view(const State *object) const
{
    for (const auto &view : views) {
        if (&view->audience->state() == object)
            return view.get();
    }
    return nullptr;
}

State *Tab::shown(const QMetaObject *metaObject) const
{
    for (const auto &view : views) {
        if (view->audience->state().metaObject() == metaObject)
            return &view->audience->state();
    }
    return nullptr;
}

QByteArray Tab::key() const
{
    return "tab/" + token.first(std::max<qsizetype>(token.indexOf('.'), 0));
}

Audience::Audience(State &state)
    : m_state(state)
    , m_data(StateData::of(state))
{
}

QByteArray Audience::jsonOf(const Schema::Property &property) const
{
    QByteArray json;
    appendJson(json, property, m_state);
    return json;
}

void Audience::add(View &view)
{
    view.audience = this;
    view.place = m_views.size();
    m_views.push_back(&view);
}

void Audience::remove(View &view)
{
    m_views.back()->place = view.place;
    m_views[view.place] = m_views.back();
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
    if (shown.isEmpty() || (since != never && since >= m_data.version()))
        return nothing;
    if (m_framesVersion != m_data.version()) {
        m_frames.clear();
        m_framesVersion = m_data.version();
    }
    for (const SignalsFrame &frame : m_frames) {
        if (frame.shown == shown.constData() && frame.since == since)
            return frame.bytes;
    }
    SignalNames changed{&m_state, {}, {}};
    for (const int property : shown) {
        if (since == never || m_data.versionOf(property) > since)
            changed.properties.append(&m_data.schema().properties().at(property));
    }
    QByteArray bytes;
    if (!changed.properties.isEmpty()) {
        QByteArray json;
        appendSignals(json, std::span(&changed, 1));
        bytes = Frame::patchSignals(json).bytes();
    }
    if (m_frames.size() >= keptFrames)
        m_frames.erase(m_frames.begin());
    m_frames.push_back({shown.constData(), since, std::move(bytes)});
    return m_frames.back().bytes;
}

} // namespace BackState::Http

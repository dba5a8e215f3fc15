#include "event_address_p.h"

#include <BackState/core/state_data.h>
#include <BackState/datastar/place_rights.h>
#include <BackState/text/url.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/view.h>

namespace BackState::Http {

namespace {

// What stands between the first slash and the next one.
QByteArrayView firstSegment(QByteArrayView path)
{
    const qsizetype slash = path.indexOf('/', 1);
    return path.sliced(1, (slash < 0 ? path.size() : slash) - 1);
}

} // namespace

ObjectAddress::ObjectAddress(QByteArrayView text)
{
    const qsizetype at = text.indexOf('@');
    nameSpace = at < 0 ? text : text.first(at);
    if (at >= 0)
        key = Private::percentDecoded(text.sliced(at + 1));
}

bool ObjectAddress::names(const StateData &data) const
{
    return data.schema().nameSpace() == nameSpace && data.key() == key;
}

View *ObjectAddress::findIn(const Tab &tab) const
{
    for (const auto &view : tab.views) {
        if (names(view->data()))
            return view.get();
    }
    return nullptr;
}

bool EventTarget::isOffered(qint64 now) const
{
    return view->browser || view->data().schema().hasApi()
        || view->isOffered(Private::rightToCall(event->index), now);
}

EventAddress::EventAddress(QByteArrayView path)
    : m_path(path)
    , m_object(firstSegment(path))
{
    const qsizetype slash = path.indexOf('/', 1);
    m_isOfObject = slash < 0;
    if (!m_isOfObject)
        m_method = path.sliced(slash + 1);
}

const Schema::Event *EventAddress::eventByName(const Schema &schema) const
{
    const Schema::Event *event = m_isOfObject ? nullptr : schema.event(m_method);
    return event && event->path.isEmpty() ? event : nullptr;
}

std::optional<QByteArray> EventAddress::keyByPath(const Schema::Event &event) const
{
    if (event.path.isEmpty())
        return std::nullopt;
    if (event.path == m_path)
        return QByteArray();
    const qsizetype at = m_path.lastIndexOf('@');
    if (at < 0 || event.path != m_path.first(at))
        return std::nullopt;
    return Private::percentDecoded(m_path.sliced(at + 1));
}

bool EventAddress::isPathOf(const Schema::Event &event, const StateData &data) const
{
    if (data.key().isEmpty())
        return !event.path.isEmpty() && event.path == m_path;
    return keyByPath(event) == data.key();
}

EventTarget EventAddress::findIn(const Tab &tab) const
{
    if (View *view = m_isOfObject ? nullptr : m_object.findIn(tab)) {
        if (const Schema::Event *event = eventByName(view->data().schema()))
            return {view, event};
    }
    for (const auto &view : tab.views) {
        const StateData &data = view->data();
        for (const Schema::Event &event : data.schema().events()) {
            if (isPathOf(event, data))
                return {view.get(), &event};
        }
    }
    return {};
}

QByteArrayView verbName(Verb verb)
{
    constexpr QByteArrayView names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names[int(verb)];
}

} // namespace BackState::Http

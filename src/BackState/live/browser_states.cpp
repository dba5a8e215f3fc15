#include <BackState/live/browser_states.h>

#include "audience_p.h"
#include <BackState/core/changes.h>
#include <BackState/core/convert.h>
#include <BackState/live/browser_seals.h>
#include <BackState/live/edits.h>
#include <BackState/live/publisher.h>
#include <BackState/visitors/tab.h>

#include <QBindable>

namespace BackState::Http {

namespace {

// What an input can hold. Nobody types lists and objects.
bool canBeTyped(const QJsonValue &value)
{
    return !value.isArray() && !value.isObject();
}

} // namespace

BrowserStates::BrowserStates(Publisher &publisher, BrowserSeals &seals)
    : m_publisher(publisher)
    , m_seals(seals)
{
}

std::vector<Refusal>
BrowserStates::wake(Tab &tab, const View &called, const QJsonObject &allSignals)
{
    std::vector<Refusal> refusals;
    for (const auto &view : tab.views) {
        if (!view->browser)
            continue;
        if (!view->browser->isAwake) {
            view->browser->isAwake = true;
            for (const Schema::Property &property : view->data().schema().properties())
                view->browser->defaults.append(property.meta.read(view->state));
        }
        const QJsonObject sent = signalsOf(*view->state, allSignals);
        m_seals.open(*view, sent);
        for (View::Edit &edit : view->edits) {
            if (std::optional<Refusal> refusal = setEdit(*view, edit, sent, view.get() == &called))
                refusals.push_back(*std::move(refusal));
        }
    }
    m_publisher.changes().refresh();
    for (const auto &view : tab.views) {
        if (view->browser)
            view->seen();
    }
    return refusals;
}

std::optional<Refusal>
BrowserStates::setEdit(View &view, View::Edit &edit, const QJsonObject &sent, bool isCalled)
{
    State &state = *view.state;
    const Schema::Property &property = view.property(edit.property);
    const auto given = sent.constFind(QLatin1StringView(property.name));
    edit.known.clear(); // so that the browser is told what it lacks or has wrong
    if (given == sent.constEnd())
        return std::nullopt;
    const Expected<QVariant> value = fromJson(*given, property.type);
    const QString sentence = value ? refusalOf(state, property, *value) : value.error().message;
    if (sentence.isEmpty()) {
        appendJson(edit.known, *value, property.type);
        if (view.jsonOf(property) != edit.known)
            property.meta.write(&state, *value);
        return std::nullopt;
    }
    if (edit.isBound && canBeTyped(*given)) {
        if (isCalled)
            return Refusal{&view, property.name, sentence};
        // What is being typed elsewhere on the page stays
        edit.known = view.jsonOf(property);
    }
    BrowserSeals::logDropped(
        view,
        property.name,
        value ? "is refused by validate()" : "has another type");
    return std::nullopt;
}

void BrowserStates::bring(Tab &tab, const View &called, Outlet &outlet)
{
    for (std::size_t i = 0; i < tab.views.size(); ++i) {
        View &view = *tab.views[i];
        if (view.browser && view.browser->isAwake)
            m_publisher.bringKept(view, &view == &called, outlet);
    }
}

void BrowserStates::sleep(Tab &tab)
{
    for (const auto &view : tab.views) {
        if (view->browser && view->browser->isAwake)
            sleep(*view);
    }
}

void BrowserStates::sleep(View &view)
{
    State &state = *view.state;
    for (const Schema::Property &property : view.data().schema().properties()) {
        const QVariant &before = view.browser->defaults.at(property.index);
        const bool isComputed
            = property.meta.isBindable() && property.meta.bindable(&state).hasBinding();
        if (property.meta.isWritable() && !isComputed && property.meta.read(&state) != before)
            property.meta.write(&state, before);
    }
    m_publisher.changes().refresh();
    for (View::Edit &edit : view.edits)
        edit.known.clear();
    *view.browser = {};
    view.seen();
    view.audience->forgetBuilt();
}

} // namespace BackState::Http

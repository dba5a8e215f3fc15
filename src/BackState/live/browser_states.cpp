#include <BackState/live/browser_states.h>

#include "audience_p.h"
#include <BackState/core/calls.h>
#include <BackState/core/changes.h>
#include <BackState/core/convert.h>
#include <BackState/live/browser_seals.h>
#include <BackState/live/edits.h>
#include <BackState/live/publisher.h>
#include <BackState/visitors/tab.h>

#include <QBindable>

#include <algorithm>
#include <utility>

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
BrowserStates::wake(Tab &tab, const View &called, const QJsonObject &allSignals, quint64 edit)
{
    std::vector<Refusal> refusals;
    for (const auto &view : tab.views) {
        if (!view->browser)
            continue;
        if (!view->browser->isAwake) {
            view->browser->isAwake = true;
            for (const Schema::Property &property : view->data().schema().properties())
                view->browser->defaults.append(Private::readProperty(*view->state, property));
        }
        view->browser->edit = edit;
        const QJsonObject sent = signalsOf(*view->state, allSignals);
        m_seals.open(*view, sent);
        for (Refusal &refusal : setEdits(*view, sent, view.get() == &called))
            refusals.push_back(std::move(refusal));
    }
    m_publisher.changes().refresh();
    for (const auto &view : tab.views) {
        if (view->browser)
            view->seen();
    }
    return refusals;
}

// Sets what was sent of the editable properties, if it may be. Returned is what its user has to
// mend.
std::vector<Refusal>
BrowserStates::setEdits(View &view, const QJsonObject &sent, bool isCalled) const
{
    std::vector<Refusal> refusals;
    std::vector<Sent> values;
    for (View::Edit &edit : view.edits) {
        const Schema::Property &property = view.property(edit.property);
        const auto given = sent.constFind(QLatin1StringView(property.name));
        edit.known.clear(); // so that the browser is told what it lacks or has wrong
        if (given == sent.constEnd())
            continue;
        const Expected<QVariant> value = fromJson(*given, property.type);
        const QString sentence
            = value ? refusalOf(*view.state, property, *value) : value.error().message;
        const bool isTyped = view.isBound(edit) && canBeTyped(*given);
        if (sentence.isEmpty())
            values.push_back({&edit, *value, isTyped});
        else if (isTyped && isCalled)
            refusals.push_back({&view, property.name, sentence});
        else
            drop(view, edit, isTyped, value ? "is refused by validate()" : "has another type");
    }
    if (refusals.empty())
        refusals = checkTogether(view, values, isCalled);
    for (const Sent &value : values) {
        const Schema::Property &property = view.property(value.edit->property);
        appendJson(value.edit->known, value.value, property.type);
        if (refusals.empty() && view.jsonOf(property) != value.edit->known)
            Private::setProperty(*view.state, property, value.value);
    }
    return refusals;
}

void BrowserStates::drop(View &view, View::Edit &edit, bool isTyped, const char *why)
{
    const Schema::Property &property = view.property(edit.property);
    if (isTyped) // what is being typed elsewhere on the page stays
        edit.known = view.jsonOf(property);
    BrowserSeals::logDropped(view, property.name, why);
}

// Returns what the user of the called object has to mend. Of any other, and where nobody can mend
// it, the values that are refused are taken out.
std::vector<Refusal>
BrowserStates::checkTogether(View &view, std::vector<Sent> &values, bool isCalled)
{
    const auto nameOf = [&view](const Sent &value) -> const QByteArray & {
        return view.property(value.edit->property).name;
    };
    while (!values.empty()) {
        Proposed proposed(*view.state);
        for (const Sent &value : values)
            proposed.set(QString::fromLatin1(nameOf(value)), value.value);
        std::vector<Refusal> refusals = refusalsOf(view, proposed, nameOf(values.front()));
        const auto isRefused = [&refusals, &nameOf](const Sent &value) {
            return std::any_of(refusals.cbegin(), refusals.cend(), [&](const Refusal &refusal) {
                return refusal.name == nameOf(value);
            });
        };
        const auto canBeMended
            = [&isRefused](const Sent &value) { return value.isTyped && isRefused(value); };
        if (refusals.empty()
            || (isCalled && std::any_of(values.cbegin(), values.cend(), canBeMended)))
            return refusals;
        // What the object is without them may be what is refused
        const bool isOfOthers = std::none_of(values.cbegin(), values.cend(), isRefused);
        for (const Sent &value : values) {
            if (isOfOthers || isRefused(value))
                drop(view, *value.edit, value.isTyped, "is refused by validateTogether()");
        }
        std::erase_if(values, [&isRefused, isOfOthers](const Sent &value) {
            return isOfOthers || isRefused(value);
        });
    }
    return {};
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
        if (property.meta.isWritable() && !isComputed
            && Private::readProperty(state, property) != before)
            Private::setProperty(state, property, before);
    }
    m_publisher.changes().refresh();
    for (View::Edit &edit : view.edits)
        edit.known.clear();
    *view.browser = {};
    view.seen();
    view.audience->forgetBuilt();
}

} // namespace BackState::Http

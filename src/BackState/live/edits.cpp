#include <BackState/live/edits.h>

#include "entered_value_p.h"

#include <BackState/core/calls.h>
#include <BackState/core/convert.h>
#include <BackState/datastar/paths.h>
#include <BackState/text/log.h>
#include <BackState/visitors/field_history.h>

#include <QPointer>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// A setter that leaves the property alone because the new text differs in blanks or case only, has
// accepted it.
bool isSameText(const QVariant &given, const QVariant &kept)
{
    return given.typeId() == QMetaType::QString
        && given.toString().simplified().compare(kept.toString().simplified(), Qt::CaseInsensitive)
        == 0;
}

QByteArray asJson(const QJsonValue &given)
{
    QByteArray json;
    appendJson(json, given);
    return json;
}

} // namespace

QString refusalOf(const State &state, const Schema::Property &property, const QVariant &value)
{
    if (property.rules) {
        const QString sentence = property.rules->refusal(value);
        if (!sentence.isEmpty())
            return sentence;
    }
    return Private::validated(state, property, value);
}

std::vector<Refusal> refusalsOf(View &view, const Proposed &values, const QByteArray &edited)
{
    std::vector<Refusal> refusals;
    const BackState::Refusals refused = Private::validatedTogether(*view.state, values, edited);
    for (auto it = refused.cbegin(); it != refused.cend(); ++it) {
        if (it.value().isEmpty())
            continue;
        const QByteArray name = it.key().toUtf8();
        const bool isKnown = view.data().schema().property(name) != nullptr;
        if (!isKnown)
            qCWarning(log).noquote()
                << u"%1::validateTogether() refuses %2, which is no property of it"_s.arg(
                       QLatin1StringView(view.state->metaObject()->className()),
                       it.key());
        refusals.push_back({&view, isKnown ? name : edited, it.value()});
    }
    return refusals;
}

QJsonObject signalsOf(const State &state, const QJsonObject &allSignals)
{
    const StateData &data = StateData::of(state);
    const QJsonObject all
        = allSignals.value(QLatin1StringView(data.schema().nameSpace())).toObject();
    if (data.key().isEmpty())
        return all;
    return all.value(u'k' + QString::fromLatin1(data.key().toHex())).toObject();
}

void Edits::collect(View &view, const QJsonObject &allSignals)
{
    if (view.edits.empty() || allSignals.isEmpty())
        return;
    const QJsonObject object = signalsOf(*view.state, allSignals);
    // A check of the program's may end the object, and the view with it.
    const QPointer<State> state = view.state;
    for (std::size_t i = 0; state && i < view.edits.size(); ++i)
        collect(view, view.edits[i], object);
}

void Edits::collect(View &view, const QJsonObject &allSignals, int property)
{
    if (View::Edit *edit = view.edit(property))
        collect(view, *edit, signalsOf(*view.state, allSignals));
}

void Edits::collect(View &view, View::Edit &edit, const QJsonObject &object)
{
    if (view.browser) // all its values are the browser's: BrowserStates sees to them
        return;
    if (!view.isBound(edit)) // it is only shown
        return;
    const Schema::Property &property = view.property(edit.property);
    const auto given = object.constFind(QLatin1StringView(property.name));
    if (given == object.constEnd())
        return;
    Expected<QVariant> value = enteredValue(*view.state, property, *given);
    if (!value && asJson(*given) == edit.known) // not finite, and so entered by nobody
        return note(view);
    const std::size_t before = m_values.size();
    collect(view, edit, std::move(value));
    // Its page may show more than the field has, such as the zone of a time.
    if (m_values.size() > before && asJson(*given) != m_values.back().json)
        m_values.back().isToBeTold = true;
}

void Edits::collect(View &view, View::Edit &edit, Expected<QVariant> value)
{
    note(view);
    const QPointer<State> state = view.state;
    const Schema::Property &property = view.property(edit.property);
    if (!value) {
        m_refusals.push_back({&view, property.name, value.error().message});
        return;
    }
    Value given{&view, edit.property, *std::move(value), {}};
    appendJson(given.json, given.value, property.type);
    if (!isNews(view, edit, given))
        return;
    const QString sentence = refusalOf(*state, property, given.value);
    if (!state)
        return;
    if (!sentence.isEmpty())
        m_refusals.push_back({&view, property.name, sentence});
    else
        m_values.push_back(std::move(given));
}

// Whether the user changed it. Of a text it is made what that change makes of the property.
bool Edits::isNews(View &view, View::Edit &edit, Value &value)
{
    const Schema::Property &property = view.property(edit.property);
    if (!m_number.isGiven())
        return value.json != edit.known;
    // What was chosen and chosen back is an edit too: the page waits for a frame that knows of it.
    const bool wasChosen = isChosen(view, property);
    if (!edit.history && !wasChosen && value.json == edit.known)
        return false;
    FieldHistory &history = view.history(edit);
    if (m_number.edit <= history.edit()) // a later one was here before it
        return false;
    const bool isString = value.value.typeId() == QMetaType::QString;
    value.given = isString ? value.value.toString() : QString::fromUtf8(value.json);
    // The page says that it was chosen until a call has brought that.
    if (wasChosen || value.given != history.base())
        history.setText(isString && !wasChosen);
    history.see(m_number.seen);
    const QString merged = history.merged(value.given, view.textOf(property));
    const bool isMerged = merged != value.given;
    if (history.isText() && isMerged)
        m_merged.push_back({&view, edit.property, merged});
    if (value.given == history.base()) {
        history.take(m_number.edit, value.given);
        // It may have been chosen back, and what was told meanwhile is not shown.
        if (wasChosen && value.given != view.textOf(property)) {
            edit.known = value.json;
            view.data().noteChange(edit.property);
        }
        return false;
    }
    value.isToBeTold = isMerged || !history.isSettled();
    if (isMerged) {
        value.value = merged;
        value.json.clear();
        appendJson(value.json, value.value, property.type);
    }
    return true;
}

bool Edits::isChosen(const View &view, const Schema::Property &property) const
{
    return !m_number.choices.isEmpty()
        && m_number.choices.contains(Private::signalPath(*view.state, property));
}

void Edits::collect(View &view, const FormFields &form)
{
    if (view.browser)
        return;
    const QPointer<State> state = view.state; // as above
    for (const Schema::Property &property : view.data().schema().properties()) {
        if (!state)
            return;
        View::Edit *edit = view.edit(property.index);
        if (edit && !view.isBound(*edit)) // it is only shown
            edit = nullptr;
        if (!edit && !property.rules)
            continue;
        std::optional<Expected<QVariant>> value = enteredValue(*view.state, property, form);
        if (!value)
            continue;
        if (edit)
            collect(view, *edit, *std::move(value));
        else if (*value) { // not editable, but the argument of that name follows the rules as well
            const QString sentence = property.rules->refusal(**value);
            if (!sentence.isEmpty())
                m_refusals.push_back({&view, property.name, sentence});
        }
    }
}

bool Edits::hasRefused(const View &view) const
{
    return std::any_of(m_refusals.cbegin(), m_refusals.cend(), [&view](const Refusal &refusal) {
        return refusal.view == &view;
    });
}

std::vector<const Edits::Value *> Edits::valuesOf(const View &view) const
{
    std::vector<const Value *> values;
    for (const Value &value : m_values) {
        if (value.view == &view)
            values.push_back(&value);
    }
    return values;
}

std::vector<Refusal> Edits::refusalsOf(View &view, const std::vector<const Value *> &values) const
{
    if (values.empty())
        return {};
    Proposed proposed(*view.state);
    for (const Value *value : values)
        proposed.set(QString::fromLatin1(view.property(value->property).name), value->value);
    return Http::refusalsOf(view, proposed, view.property(values.front()->property).name);
}

// A sentence about values of which one can't be set anyway would mislead.
void Edits::checkTogether()
{
    for (View *view : m_views) {
        if (hasRefused(*view))
            continue;
        for (Refusal &refusal : refusalsOf(*view, valuesOf(*view)))
            m_refusals.push_back(std::move(refusal));
    }
}

void Edits::checkEach()
{
    for (View *view : m_views) {
        const std::vector<const Value *> values = valuesOf(*view);
        if (refusalsOf(*view, values).empty())
            continue;
        // Those that go with all before them stay.
        std::vector<const Value *> accepted;
        std::vector<int> left;
        for (const Value *value : values) {
            accepted.push_back(value);
            std::vector<Refusal> refusals = refusalsOf(*view, accepted);
            if (refusals.empty())
                continue;
            accepted.pop_back();
            left.push_back(value->property);
            for (Refusal &refusal : refusals)
                m_refusals.push_back(std::move(refusal));
        }
        std::erase_if(m_values, [view, &left](const Value &value) {
            return value.view == view
                && std::find(left.cbegin(), left.cend(), value.property) != left.cend();
        });
    }
}

void Edits::note(View &view)
{
    if (std::find(m_views.cbegin(), m_views.cend(), &view) == m_views.cend())
        m_views.push_back(&view);
}

// Returns Written::Refused if the setter left the property as it was.
Edits::Written Edits::write(Value &value, const IsThere &isThere)
{
    if (!isThere(value.view))
        return Written::Gone;
    State *const state = value.view->state;
    const Schema::Property &property = value.view->property(value.property);
    View::Edit &edit = *value.view->edit(value.property);
    const QByteArray before = value.view->jsonOf(property);
    const quint64 version = value.view->data().versionOf(value.property);
    value.former = Private::readProperty(*state, property);
    // Done first, so that this tab is not sent what it sent itself
    value.known = std::exchange(edit.known, value.isToBeTold ? QByteArray() : value.json);
    const bool isSet = Private::setProperty(*state, property, value.value);
    if (!isThere(value.view))
        return Written::Gone;
    if (!isSet)
        return Written::Refused;
    value.written = value.view->jsonOf(property);
    const bool isAsGiven = value.written == value.json;
    // Else it was set, and what follows it has made it what it was.
    const bool isLeftAlone
        = value.written == before && value.view->data().versionOf(value.property) == version;
    if (!isAsGiven && isLeftAlone && !isSameText(value.value, value.former))
        return Written::Refused;
    // Its browser shows another value than the property has, even if that did not change
    if (!isAsGiven || (value.isToBeTold && value.written == before))
        value.view->data().noteChange(value.property);
    return Written::Taken;
}

// The browser knows by its number that the edit is in the property.
void Edits::take(Value &value) const
{
    View::Edit &edit = *value.view->edit(value.property);
    if (!m_number.isGiven()) {
        edit.history.reset();
        return;
    }
    FieldHistory &history = value.view->history(edit);
    value.formerEdit = history.edit();
    value.formerBase = history.base();
    history.take(m_number.edit, value.given);
}

bool Edits::takeBack(Value &value, const IsThere &isThere)
{
    if (!isThere(value.view))
        return false;
    const Schema::Property &property = value.view->property(value.property);
    Private::setProperty(*value.view->state, property, value.former);
    if (!isThere(value.view))
        return false;
    value.view->edit(value.property)->known = value.known;
    return true;
}

bool Edits::takeBack(const IsThere &isThere)
{
    for (; !m_values.empty(); m_values.pop_back()) {
        Value &value = m_values.back();
        if (!isThere(value.view))
            return false;
        const bool isAsWritten
            = value.view->jsonOf(value.view->property(value.property)) == value.written;
        if (!isAsWritten)
            continue;
        if (!takeBack(value, isThere))
            return false;
        View::Edit &edit = *value.view->edit(value.property);
        if (edit.history && m_number.isGiven()) // the edit is not in the property any more
            edit.history->take(value.formerEdit, value.formerBase);
    }
    return true;
}

bool Edits::apply(const IsThere &isThere)
{
    std::size_t written = 0;
    for (Value &value : m_values) {
        ++written;
        const Written result = write(value, isThere);
        if (result == Written::Gone)
            return false;
        if (result == Written::Refused)
            refuse(value);
    }
    while (!m_refusals.empty() && written > 0) {
        if (!takeBack(m_values[--written], isThere))
            return false;
    }
    if (!m_refusals.empty()) {
        m_values.clear();
        return true;
    }
    return takeAll(isThere);
}

bool Edits::applyEach(const IsThere &isThere)
{
    for (auto value = m_values.begin(); value != m_values.end();) {
        const Written result = write(*value, isThere);
        if (result == Written::Gone)
            return false;
        if (result == Written::Taken) {
            ++value;
            continue;
        }
        refuse(*value);
        if (!takeBack(*value, isThere))
            return false;
        value = m_values.erase(value);
    }
    return takeAll(isThere);
}

void Edits::refuse(const Value &value)
{
    const Schema::Property &property = value.view->property(value.property);
    m_refusals.push_back({value.view, property.name, u"This value was not accepted."_s});
}

bool Edits::takeAll(const IsThere &isThere)
{
    for (Value &value : m_values) {
        if (!isThere(value.view)) // a later setter ended it
            return false;
        take(value);
    }
    return true;
}

} // namespace BackState::Http

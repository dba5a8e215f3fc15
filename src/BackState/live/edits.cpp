#include <BackState/live/edits.h>

#include <BackState/core/convert.h>

#include <QDateTime>
#include <QTimeZone>

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

// A date with a time but no zone, as an input of type datetime-local sends it, is in the zone of
// the value that the input showed.
QVariant inZoneOf(const QVariant &kept, const QVariant &given)
{
    if (given.typeId() != QMetaType::QDateTime)
        return given;
    QDateTime moment = given.toDateTime();
    const QDateTime former = kept.toDateTime();
    if (moment.timeSpec() != Qt::LocalTime || !former.isValid()
        || former.timeSpec() == Qt::LocalTime)
        return given;
    moment.setTimeZone(former.timeZone()); // date and time stay as they were typed
    return moment;
}

} // namespace

QString refusalOf(const State &state, const Schema::Property &property, const QVariant &value)
{
    if (property.rules) {
        const QString sentence = property.rules->refusal(value);
        if (!sentence.isEmpty())
            return sentence;
    }
    return state.validate(QString::fromLatin1(property.name), value);
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
    for (View::Edit &edit : view.edits)
        collect(view, edit, object);
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
    const Schema::Property &property = view.property(edit.property);
    const auto given = object.constFind(QLatin1StringView(property.name));
    if (given == object.constEnd())
        return;
    collect(view, edit, fromJson(*given, property.type));
}

void Edits::collect(View &view, View::Edit &edit, Expected<QVariant> value)
{
    note(view);
    const State &state = *view.state;
    const Schema::Property &property = view.property(edit.property);
    if (!value) {
        m_refusals.push_back({&view, property.name, value.error().message});
        return;
    }
    value = inZoneOf(property.meta.read(&state), *value);
    QByteArray json;
    appendJson(json, *value, property.type);
    if (json == edit.known) // it has this value from the server
        return;
    const QString sentence = refusalOf(state, property, *value);
    if (!sentence.isEmpty())
        m_refusals.push_back({&view, property.name, sentence});
    else
        m_values.push_back({&view, edit.property, *std::move(value), std::move(json)});
}

void Edits::collect(View &view, const FormFields &form)
{
    if (view.browser)
        return;
    for (const Schema::Property &property : view.data().schema().properties()) {
        View::Edit *edit = view.edit(property.index);
        if (!edit && !property.rules)
            continue;
        std::optional<Expected<QVariant>> value = valueOfField(form, property.name, property.type);
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
    value.former = property.meta.read(state);
    // Done first, so that this tab is not sent what it sent itself
    value.known = std::exchange(edit.known, value.json);
    property.meta.write(state, value.value);
    if (!isThere(value.view))
        return Written::Gone;
    const QByteArray after = value.view->jsonOf(property);
    if (after == value.json)
        return Written::Taken;
    if (after == before && !isSameText(value.value, value.former))
        return Written::Refused;
    // Its browser shows another value than the property has, even if that did not change
    value.view->data().noteChange(value.property);
    return Written::Taken;
}

bool Edits::takeBack(Value &value, const IsThere &isThere)
{
    if (!isThere(value.view))
        return false;
    const Schema::Property &property = value.view->property(value.property);
    property.meta.write(value.view->state, value.former);
    if (!isThere(value.view))
        return false;
    value.view->edit(value.property)->known = value.known;
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
        if (result == Written::Taken)
            continue;
        const Schema::Property &property = value.view->property(value.property);
        m_refusals.push_back({value.view, property.name, u"This value was not accepted."_s});
    }
    while (!m_refusals.empty() && written > 0) {
        if (!takeBack(m_values[--written], isThere))
            return false;
    }
    m_values.clear();
    return true;
}

} // namespace BackState::Http

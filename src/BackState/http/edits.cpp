#include <BackState/http/edits.h>

#include <BackState/core/convert.h>
#include <BackState/http/audience.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

QJsonObject signalsOf(const State &state, const QJsonObject &allSignals)
{
    const StateData &data = StateData::of(state);
    const QJsonObject all
        = allSignals.value(QLatin1StringView(data.schema().nameSpace())).toObject();
    if (data.key().isEmpty())
        return all;
    return all.value(u'k' + QString::fromLatin1(data.key().toHex())).toObject();
}

void Edits::take(View &view, const QJsonObject &allSignals)
{
    if (view.edits.empty() || allSignals.isEmpty())
        return;
    const QJsonObject object = signalsOf(view.audience->state(), allSignals);
    for (Edit &edit : view.edits)
        take(view, edit, object);
}

void Edits::take(View &view, const QJsonObject &allSignals, int property)
{
    if (Edit *edit = view.edit(property))
        take(view, *edit, signalsOf(view.audience->state(), allSignals));
}

void Edits::take(View &view, Edit &edit, const QJsonObject &object)
{
    if (view.browser) // all its values are the browser's: BrowserStates sees to them
        return;
    const State &state = view.audience->state();
    const Schema::Property &property = view.audience->data().schema().properties().at(edit.property);
    const auto given = object.constFind(QLatin1StringView(property.name));
    if (given == object.constEnd())
        return;
    Expected<QVariant> value = fromJson(*given, property.type);
    if (!value) {
        m_refusals.push_back({&view, property.name, value.error().message});
        return;
    }
    QByteArray json;
    appendJson(json, *value, property.type);
    if (json == edit.known) // what the server told it itself
        return;
    const QString sentence = state.validate(QString::fromLatin1(property.name), *value);
    if (!sentence.isEmpty())
        m_refusals.push_back({&view, property.name, sentence});
    else
        m_values.push_back({&view, edit.property, *std::move(value), std::move(json)});
}

void Edits::apply()
{
    for (Value &value : m_values) {
        value.view->edit(value.property)->known = value.json; // before it is set: the same value is no news for this tab
        const Audience &audience = *value.view->audience;
        const Schema::Property &property = audience.data().schema().properties().at(value.property);
        property.meta.write(&audience.state(), value.value);
        if (audience.jsonOf(property) != value.json) // its browser has another one, even if the property is what it was before
            audience.data().noteChange(value.property);
    }
    m_values.clear();
}

} // namespace BackState::Http

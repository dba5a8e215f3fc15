#include <BackState/core/stored_values.h>

#include <BackState/core/calls.h>
#include <BackState/core/convert.h>

#include <QLoggingCategory>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcStore, "backstate.store", QtInfoMsg)

// What a binding computes is not stored: to set it would remove the binding.
bool isStored(const Schema::Property &property, const State &state)
{
    if (!property.isStored || property.meta.isConstant())
        return false;
    return !property.meta.isBindable()
        || !property.meta.bindable(const_cast<State *>(&state)).hasBinding();
}

void logLeftOut(const State &state, const QString &property, const QString &why)
{
    qCWarning(lcStore).noquote() << "left out of what was stored:"
                                 << state.metaObject()->className() << property << why;
}

} // namespace

QJsonObject storedValues(const State &state)
{
    QJsonObject values;
    for (const Schema::Property &property : StateData::of(state).schema().properties()) {
        if (!isStored(property, state))
            continue;
        const QString name = QString::fromUtf8(property.name);
        const Expected<QJsonValue> json
            = toJson(Private::readProperty(state, property), property.type);
        if (json)
            values.insert(name, *json);
        else
            qCWarning(lcStore).noquote() << "can't be stored:" << state.metaObject()->className()
                                         << name << json.error().message;
    }
    return values;
}

bool restoreValues(State &state, const QJsonObject &values, std::optional<quint64> since)
{
    const StateData &data = StateData::of(state);
    bool isComplete = true;
    for (auto value = values.begin(); value != values.end(); ++value) {
        const Schema::Property *property = data.schema().property(value.key().toUtf8());
        if (!property || !property->isStored) {
            logLeftOut(state, value.key(), u"is no stored property any more"_s);
            continue;
        }
        if (!isStored(*property, state) || !property->meta.isWritable())
            continue;
        if (since && data.versionOf(property->index) > *since) {
            isComplete = false;
            continue;
        }
        const Expected<QVariant> typed = fromJson(*value, property->type);
        if (!typed)
            logLeftOut(state, value.key(), u"has another type now"_s);
        else
            Private::setProperty(state, *property, *typed);
    }
    return isComplete;
}

quint64 storedVersion(const State &state)
{
    const StateData &data = StateData::of(state);
    quint64 version = 0;
    for (const Schema::Property &property : data.schema().properties()) {
        if (property.isStored)
            version = std::max(version, data.versionOf(property.index));
    }
    return version;
}

} // namespace BackState

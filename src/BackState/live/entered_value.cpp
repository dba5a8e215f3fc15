#include "entered_value_p.h"

#include <BackState/core/calls.h>
#include <BackState/core/convert.h>
#include <BackState/core/state.h>

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

using OptionalMoment = std::optional<QDateTime>;

bool isMoment(QMetaType type)
{
    return type.id() == QMetaType::QDateTime || type == QMetaType::fromType<OptionalMoment>();
}

QVariant momentOf(QMetaType type, const QDateTime &moment)
{
    if (type.id() == QMetaType::QDateTime)
        return moment;
    return QVariant::fromValue(OptionalMoment(moment));
}

QDateTime keptMoment(const QVariant &kept)
{
    return kept.typeId() == QMetaType::QDateTime
        ? kept.toDateTime()
        : kept.value<OptionalMoment>().value_or(QDateTime());
}

// Date and time as they are, in the zone of another value, which may be a null one. Invalid in an
// hour that the zone leaves out; some versions of Qt move such a time.
QDateTime inZoneOf(const QDateTime &kept, QDate date, QTime time)
{
    const QDateTime moment = kept.timeSpec() == Qt::LocalTime
        ? QDateTime(date, time)
        : QDateTime(date, time, kept.timeZone());
    return moment.date() == date && moment.time() == time ? moment : QDateTime();
}

// A moment whose offset is that of another value's zone is in that zone.
QVariant inZoneOf(const QDateTime &kept, const QVariant &value)
{
    const QDateTime moment = keptMoment(value);
    if (!moment.isValid())
        return value;
    const QDateTime same = kept.timeSpec() == Qt::LocalTime ? moment.toLocalTime()
                                                            : moment.toTimeZone(kept.timeZone());
    const bool isSame = same.offsetFromUtc() == moment.offsetFromUtc();
    return isSame ? momentOf(value.metaType(), same) : value;
}

// Nothing if the text is no date with a time, or has a zone of its own.
std::optional<Expected<QVariant>>
placedMoment(const State &state, const Schema::Property &property, const QString &text)
{
    const QDateTime kept = keptMoment(Private::readProperty(state, property));
    if (text.isEmpty() && property.type.id() == QMetaType::QDateTime
        && kept.timeSpec() != Qt::LocalTime)
        return QVariant(QDateTime(QDate(), QTime(), kept.timeZone()));
    const Expected<QVariant> typed
        = fromJson(QString(text + u'Z'), QMetaType::fromType<QDateTime>());
    if (!typed)
        return {};
    const QDateTime parts = typed->toDateTime();
    const QDateTime moment = inZoneOf(kept, parts.date(), parts.time());
    if (!moment.isValid())
        return Error::invalid(
            property.name,
            u"There is no such time on that day: the clocks are put forward."_s);
    return momentOf(property.type, moment);
}

// An emptied field of a number has no value, so that the rules are not asked of it.
Expected<QVariant> orRule(const Schema::Property &property, Expected<QVariant> value, bool isEmpty)
{
    if (value || !isEmpty || !property.rules || !property.rules->required)
        return value;
    const QString &sentence = property.rules->sentence;
    return Error::invalid(
        property.name,
        sentence.isEmpty() ? u"Please fill in this field."_s : sentence);
}

} // namespace

Expected<QVariant>
enteredValue(const State &state, const Schema::Property &property, const QJsonValue &json)
{
    const QJsonArray box = json.toArray();
    const QJsonValue inner = box.size() == 1 ? box.at(0) : json; // as an optional has it
    if (isMoment(property.type) && inner.isString()) {
        if (auto placed = placedMoment(state, property, inner.toString()))
            return *std::move(placed);
        if (const Expected<QVariant> moment = fromJson(json, property.type))
            return inZoneOf(keptMoment(Private::readProperty(state, property)), *moment);
    }
    return orRule(property, fromJson(json, property.type), json == QJsonValue(QString()));
}

std::optional<Expected<QVariant>>
enteredValue(const State &state, const Schema::Property &property, const FormFields &form)
{
    std::optional<Expected<QVariant>> value = valueOfField(form, property.name, property.type);
    const auto isField = [&property](const auto &field) {
        return field.first == QLatin1StringView(property.name);
    };
    const auto last = std::find_if(form.crbegin(), form.crend(), isField);
    if (!value || last == form.crend())
        return value;
    if (isMoment(property.type)) {
        if (auto placed = placedMoment(state, property, last->second))
            return placed;
    }
    return orRule(property, *std::move(value), last->second.isEmpty());
}

} // namespace BackState::Http

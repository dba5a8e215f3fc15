#include <BackState/visitors/view.h>

#include <BackState/core/calls.h>
#include <BackState/core/property_value.h>
#include <BackState/datastar/place_rights.h>
#include <BackState/text/clock.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace BackState::Http {

namespace {

QString textOfJson(const QByteArray &json)
{
    return QJsonDocument::fromJson('[' + json + ']').array().at(0).toString();
}

} // namespace

const Schema::Property &View::property(int number) const
{
    return data().schema().properties().at(number);
}

QByteArray View::jsonOf(const Schema::Property &property) const
{
    QByteArray json;
    appendJson(json, property, *state);
    return json;
}

QString View::textOf(const Schema::Property &property) const
{
    if (property.type.id() == QMetaType::QString)
        return Private::readProperty(*state, property).toString();
    return QString::fromUtf8(jsonOf(property));
}

bool View::isGiven(int right) const
{
    return std::any_of(rights.cbegin(), rights.cend(), [right](const Rights &ofPlace) {
        return std::binary_search(ofPlace.given.cbegin(), ofPlace.given.cend(), right);
    });
}

bool View::isOffered(int right, qint64 now) const
{
    return isGiven(right)
        || std::any_of(withdrawn.cbegin(), withdrawn.cend(), [right, now](const Withdrawn &former) {
               return former.right == right && now < former.until;
           });
}

bool View::isBound(const Edit &edit) const
{
    return isOffered(Private::rightToEdit(edit.property), milliseconds());
}

void View::seen()
{
    sent = data().version();
    for (Region &region : regions)
        region.sent = sent;
    for (Rows &list : rows)
        list.sent = sent;
}

void View::forgetElements(QByteArrayView prefix)
{
    for (Region &region : regions) {
        if (region.use.place.startsWith(prefix))
            region.sent = never;
    }
    for (Rows &list : rows) {
        if (list.use->id.startsWith(prefix))
            list.sent = never;
    }
}

View::Region *View::region(const QByteArray &place)
{
    const auto at = std::find_if(regions.begin(), regions.end(), [&place](const Region &region) {
        return region.use.place == place;
    });
    return at == regions.end() ? nullptr : &*at;
}

View::Rows *View::rowsOf(const QByteArray &id)
{
    const auto at = std::find_if(rows.begin(), rows.end(), [&id](const Rows &one) {
        return one.use->id == id;
    });
    return at == rows.end() ? nullptr : &*at;
}

View::Edit *View::edit(int number)
{
    const auto found = std::find_if(edits.begin(), edits.end(), [number](const Edit &edit) {
        return edit.property == number;
    });
    return found == edits.end() ? nullptr : &*found;
}

FieldHistory &View::history(Edit &edit) const
{
    if (!edit.history) {
        const bool isText = property(edit.property).type.id() == QMetaType::QString;
        edit.history = std::make_unique<FieldHistory>(
            isText ? textOfJson(edit.known) : QString::fromUtf8(edit.known));
    }
    return *edit.history;
}

View::Activity &View::activity(const QByteArray &event)
{
    const auto found
        = std::find_if(activities.begin(), activities.end(), [&event](const Activity &activity) {
              return activity.event == event;
          });
    return found != activities.end() ? *found : activities.emplace_back(Activity{event});
}

} // namespace BackState::Http

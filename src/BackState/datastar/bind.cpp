// bind(): a control of a form and the property that it shows.
#include "attribute_p.h"

#include <BackState/core/convert.h>
#include <BackState/core/entry.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/event_attributes.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/property_attributes.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/marks.h>

#include <QBindable>

namespace BackState::Private {

using namespace Html;

namespace {

// What BACKSTATE_RULES says, for the browser's own checks.
Attribute rulesAttributes(const Schema::Property &property, const QByteArray &kind)
{
    Attribute attributes;
    if (kind == "real" || kind == "optional real")
        attributes += Attribute("step", "any"); // else an input of numbers takes whole ones only
    if (!property.rules)
        return attributes;
    const Rules &rules = *property.rules;
    const auto add = [&attributes](bool isGiven, QByteArrayView name, const QByteArray &value) {
        if (isGiven)
            attributes += Attribute(name, value);
    };
    // Each of several check boxes for one list would be required otherwise.
    if (rules.required && !kind.startsWith("list ") && kind != "flags")
        attributes += Attribute("required", true);
    add(!rules.minText.isEmpty(), "min", rules.minText);
    add(!rules.maxText.isEmpty(), "max", rules.maxText);
    add(rules.minLength > 0, "minlength", QByteArray::number(rules.minLength));
    add(rules.maxLength >= 0, "maxlength", QByteArray::number(rules.maxLength));
    add(!rules.pattern.isEmpty(), "pattern", rules.pattern.toUtf8());
    return attributes;
}

// The kind of the control is known in the browser alone, so the page's script decides whether
// Datastar's own binding of texts does, and binds everything else itself.
Attribute controlAttributes(const QByteArray &path, const QByteArray &kind, const QByteArray &mark)
{
    const QByteArray signal = '$' + path;
    QByteArray call = mark + "backState.control(";
    call.append(Dialect::current().element).append(",'").append(path).append("','").append(kind);
    call.append("',").append(signal).append(",v=>").append(signal).append("=v)");
    Attribute attribute;
    if (kind == "text")
        attribute += Attribute("data-bind", Trusted(path));
    return attribute += effectByClass("control", call);
}

// Says that the value was refused, and points to the element that shows why if the page has one by
// then.
Attribute refusalAttributes(const State &object, const Schema::Property &property)
{
    const QByteArray mark = markOfError(object, property.name);
    const QByteArray signal = '$' + errorPath(object, property.name);
    const QByteArray id = '\'' + errorId(object, property.name) + '\'';
    return Attribute(
               keyedName("data-attr", "aria-invalid"),
               Trusted(QByteArray(mark + signal + "?'true':false")))
        + Attribute(
               keyedName("data-attr", "aria-describedby"),
               Trusted(
                   QByteArray(signal + "&&document.getElementById(" + id + ")?" + id + ":false")));
}

// Why a user can't edit the property. Empty if that is possible.
QString whyNotEditable(const PropertyReference &property, const QByteArray &kind)
{
    if (!property.property->isEditable)
        return QStringLiteral("the property can't be edited: declare it with BACKSTATE_EDITABLE, "
                              "or with USER true and WRITE.");
    if (kind.isEmpty())
        return QStringLiteral("an input can't hold a map, a variant or a value with members: bind "
                              "a property of a plain type, a list or an optional of one.");
    // A user's value would silently remove the binding, or be overwritten by it.
    auto *object = const_cast<State *>(property.object);
    if (property.property->meta.isBindable()
        && property.property->meta.bindable(object).hasBinding())
        return QStringLiteral(
            "the property is computed by a binding: bind what it is computed from.");
    return {};
}

} // namespace

Attribute bindProperty(const PropertyReference &property, const Live *live)
{
    const QByteArray mark
        = Rendering::markBy([&](Rendering &rendering) { return rendering.bind(property); });
    if (!property.property || !property.property->isVisible)
        return {};
    const QByteArray kind = entryKind(property.property->type);
    const QString why = whyNotEditable(property, kind);
    if (!why.isEmpty()) {
        reportProblem(QStringLiteral("bind(%1::%2): %3")
                          .arg(
                              QLatin1StringView(property.object->metaObject()->className()),
                              QString::fromUtf8(property.property->name),
                              why));
        return {};
    }
    Attribute attribute
        = controlAttributes(signalPath(*property.object, *property.property), kind, mark);
    attribute += rulesAttributes(*property.property, kind);
    attribute += refusalAttributes(*property.object, *property.property);
    if (live)
        attribute += toAttribute(
            EventAttribute("input", editAction(*property.object)).debounce(live->pause));
    return attribute;
}

} // namespace BackState::Private

namespace BackState::Html {

/*!
    \fn template<typename Prop> Attribute bind(const Prop &property)

    Connects a control, which is an input, a select or a textarea, with \a property, which has to be
    editable. What the user entered arrives with the next event; with live() it is sent by itself.
    The control shows the value as soon as Datastar runs, not before: how a value stands in HTML
    depends on the kind of the control.

    The control shows what the property is, or what is being entered: a select also when its options
    come later, a check box or a radio where its own \c value is the property's, several check boxes
    or a select with \c multiple what the list of a property has. What the user ticks makes the list
    anew, in the order of the page.

    While a field holds what is not yet a number, a date or a time, the property keeps its value. A
    field that was emptied is empty: a date or a time is then null, an optional \c nullopt, and a
    number is refused, by the rule \c required or by "a number is needed".

    What BACKSTATE_RULES says of the property is checked by the browser as well: the input has the
    attributes \c required, \c min, \c max, \c minlength, \c maxlength and \c pattern. While the
    value is refused it has \c aria-invalid, and \c aria-describedby with the id of the element of
    error(), if there is one.

    A date with a time is shown by an input of type \c datetime-local as it is in the zone of the
    value, and what the user enters there is taken to be in that zone, also after the field was
    emptied; where there was no value yet, in the server's. A time that this zone leaves out, as the
    clocks are put forward, is refused.

    Files have no value that could be bound: give the input a name, and send its form by submit().
*/

} // namespace BackState::Html

#include <BackState/datastar/property_attributes.h>

#include "attribute_p.h"
#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/core/property_value.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/event_attributes.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/escape.h>
#include <BackState/html/tag.h>

#include <QBindable>
#include <QSequentialIterable>

#include <algorithm>

namespace BackState {

using namespace Qt::StringLiterals;

namespace Private {

QByteArray keyedName(QByteArrayView plugin, QByteArrayView key)
{
    QByteArray name;
    name.reserve(plugin.size() + key.size() + 1);
    return name.append(plugin).append(Dialect::current().keySeparator).append(key);
}

Html::Attribute expressionAttribute(QByteArrayView name, const QByteArray &expression)
{
    return expression.isEmpty() ? Html::Attribute() : Html::Attribute(name, expression);
}

Html::Attribute effectByClass(QByteArrayView name, const QByteArray &expression)
{
    if (expression.isEmpty())
        return {};
    const QByteArray key = "effect-" + name.toByteArray();
    return Html::Attribute(keyedName("data-class", key), QByteArray('(' + expression + ",false)"));
}

} // namespace Private

namespace Html {

namespace {

// A signal may hold a script URL that a user typed.
bool isUrlAttribute(QByteArrayView name)
{
    const QByteArray lower = name.toByteArray().toLower();
    return lower == "href" || lower == "src" || lower == "action" || lower == "formaction"
        || lower == "xlink:href" || lower == "data";
}

QByteArray withoutScriptUrl(const QByteArray &expression)
{
    return "(u=>{try{return new "
           "URL(u,document.baseURI).protocol==='javascript:'?'about:blank#blocked':u}"
           "catch{return u}})("
        + expression + ')';
}

// plugin:key="value", or plugin="{'key':value}" for names that the casing of keys would spoil.
Attribute keyed(QByteArrayView plugin, QByteArrayView key, const Expression &value)
{
    if (value.text().isEmpty())
        return {};
    if (Private::isPlainKey(key))
        return Attribute(Private::keyedName(plugin, key), value.text());
    QByteArray object = "{";
    Private::appendLiteral(object, QStringView(QString::fromUtf8(key)));
    return Attribute(
        plugin,
        object.append(':').append(value.text(Binding::Conditional)).append('}'));
}

QByteArray errorId(const State &object, QByteArrayView name)
{
    return Private::objectId(object) + "-error-" + name;
}

Element errorElement(const State &object, QByteArrayView name)
{
    Private::Rendering *rendering = Private::Rendering::current();
    const bool hasId = !rendering || rendering->claimErrorElement(object, name);
    const QByteArray signal = '$' + Private::errorPath(object, name);
    QByteArray markup = "<small";
    if (hasId)
        markup.append(Attribute("id", errorId(object, name)).bytes());
    markup.append(" role=\"alert\" class=\"error\"");
    markup.append(Attribute("data-text", signal).bytes());
    markup.append(Attribute("data-show", signal).bytes());
    return Element::single(markup.append(" style=\"display:none\"></small>"));
}

void reportUnknown(const State &object, QByteArrayView name, const QString &expected)
{
    Private::reportProblem(
        QStringLiteral(
            "error(\"%1\") of %2: it is not %3, so nothing would ever be shown: correct the name.")
            .arg(
                QString::fromUtf8(name),
                QString(QLatin1StringView(object.metaObject()->className())),
                expected));
}

bool canBeRefused(const Schema &schema, QByteArrayView name)
{
    if (schema.property(name) || schema.event(name))
        return true;
    for (const Schema::Event &event : schema.events()) {
        for (const Schema::Parameter &parameter : event.parameters) {
            if (!parameter.isRequest && parameter.name == name)
                return true;
        }
    }
    return false;
}

// What BACKSTATE_RULES says, for the browser's own checks.
Attribute rulesAttributes(const Schema::Property &property)
{
    Attribute attributes;
    const int type = property.type.id();
    if (type == QMetaType::Double || type == QMetaType::Float)
        attributes += Attribute("step", "any"); // else an input of numbers takes whole ones only
    if (!property.rules)
        return attributes;
    const Rules &rules = *property.rules;
    const auto add = [&attributes](bool isGiven, QByteArrayView name, const QByteArray &value) {
        if (isGiven)
            attributes += Attribute(name, value);
    };
    // Each of several checkboxes for one list would be required otherwise.
    const bool isList = !property.type.flags().testFlag(QMetaType::IsEnumeration)
        && QMetaType::canConvert(property.type, QMetaType::fromType<QSequentialIterable>())
        && type != QMetaType::QString && type != QMetaType::QByteArray;
    if (rules.required && !isList)
        attributes += Attribute("required", true);
    add(!rules.minText.isEmpty(), "min", rules.minText);
    add(!rules.maxText.isEmpty(), "max", rules.maxText);
    add(rules.minLength > 0, "minlength", QByteArray::number(rules.minLength));
    add(rules.maxLength >= 0, "maxlength", QByteArray::number(rules.maxLength));
    add(!rules.pattern.isEmpty(), "pattern", rules.pattern.toUtf8());
    return attributes;
}

// What data-bind does, for a date with a time. An input of type datetime-local takes no text with a
// zone, which the signal has: it gets date and time alone.
Attribute bindMoment(const QByteArray &path)
{
    const QByteArray element = Dialect::current().element.toByteArray();
    const QByteArray signal = '$' + path;
    const Expression take(signal + '=' + element + ".value", Binding::Script);
    return Private::effectByClass(
               "moment",
               "((e,v)=>e.type==='radio'?(e.checked=e.value===v):"
               "(v=e.type==='datetime-local'?(v.match(/^[^T]+T[0-9:.]+/"
               ")||[''])[0]:v,e.value!==v&&(e.value=v)))("
                   + element + ",String(" + signal + "))")
        // Comes before what the page itself says of it.
        + toAttribute(EventAttribute("input", take).capture());
}

// Says that the value was refused, and points to the element that shows why if the page has one by
// then.
Attribute refusalAttributes(const State &object, const Schema::Property &property)
{
    if (Private::Rendering *rendering = Private::Rendering::current())
        rendering->nameError(object, property.name);
    const QByteArray signal = '$' + Private::errorPath(object, property.name);
    const QByteArray id = '\'' + errorId(object, property.name) + '\'';
    return Attribute(Private::keyedName("data-attr", "aria-invalid"), signal + "?'true':false")
        + Attribute(
               Private::keyedName("data-attr", "aria-describedby"),
               signal + "&&document.getElementById(" + id + ")?" + id + ":false");
}

} // namespace

} // namespace Html

namespace Private {

using namespace Html;

namespace {

// The text that is shown, escaped.
Html::Element displayMarkup(const Schema::Property &property, const State &object)
{
    return visitValue(property, object, []<typename T>(const T &value) {
        if constexpr (std::same_as<T, int>)
            return join({Piece(qint64(value))});
        else if constexpr (std::same_as<T, QString>)
            return join({Piece(QStringView(value))});
        else
            return join({Piece(QStringView(toDisplay(value)))});
    });
}

} // namespace

Html::Attribute textOfProperty(const PropertyReference &property)
{
    if (Rendering *rendering = Rendering::current())
        rendering->name(property);
    const QByteArray expression = displayText(property);
    if (expression.isEmpty())
        return {};
    constexpr AttributeName spelling("data-text");
    Html::Attribute attribute(spelling, Piece(QByteArrayView(expression)));
    return attribute += Html::Attribute::withContent(
               displayMarkup(*property.property, *property.object).bytes());
}

Html::Attribute bindProperty(const PropertyReference &property, const Html::Live *live)
{
    if (Rendering *rendering = Rendering::current())
        rendering->bind(property);
    if (!property.property || !property.property->isVisible)
        return {};
    const QString name = QLatin1StringView(property.object->metaObject()->className())
        + QStringLiteral("::") + QString::fromUtf8(property.property->name);
    if (!property.property->isEditable) {
        reportProblem(QStringLiteral("bind(%1): the property can't be edited: declare it "
                                     "with BACKSTATE_EDITABLE, or with "
                                     "USER true and WRITE.")
                          .arg(name));
        return {};
    }
    if (wireForm(property.property->type) != WireForm::Plain) {
        reportProblem(QStringLiteral("bind(%1): an input can't hold an optional, a map or "
                                     "a variant: bind a property of a "
                                     "plain type.")
                          .arg(name));
        return {};
    }
    // A user's value would silently remove the binding, or be overwritten by it.
    auto *object = const_cast<State *>(property.object);
    if (property.property->meta.isBindable()
        && property.property->meta.bindable(object).hasBinding()) {
        reportProblem(
            QStringLiteral(
                "bind(%1): the property is computed by a binding: bind what it is computed from.")
                .arg(name));
        return {};
    }
    const QByteArray path = signalPath(*property.object, *property.property);
    const bool isMoment = property.property->type.id() == QMetaType::QDateTime;
    Html::Attribute attribute = isMoment ? bindMoment(path) : Html::Attribute("data-bind", path);
    attribute += rulesAttributes(*property.property);
    attribute += refusalAttributes(*property.object, *property.property);
    if (live)
        attribute += toAttribute(
            EventAttribute("input", editAction(*property.object)).debounce(live->pause));
    return attribute;
}

Html::Element errorOfProperty(const PropertyReference &property)
{
    if (!property.property) {
        if (Rendering *rendering = Rendering::current())
            rendering->name(property); // says what is wrong with it
        return {};
    }
    return errorElement(*property.object, property.property->name);
}

Html::Element errorOfArgument(const EventReference &event, QByteArrayView argument)
{
    if (!event.event)
        return {}; // listen() says what is wrong with it
    const auto &parameters = event.event->parameters;
    const bool isKnown = argument == event.event->name
        || std::any_of(parameters.cbegin(),
                       parameters.cend(),
                       [argument](const Schema::Parameter &parameter) {
                           return !parameter.isRequest && parameter.name == argument;
                       });
    if (!isKnown)
        reportUnknown(
            *event.object,
            argument,
            u"an argument of "_s + QString::fromUtf8(event.name) + u", nor its name"_s);
    return errorElement(*event.object, argument);
}

} // namespace Private

namespace Html {

/*!
    \fn template<typename Prop> Attribute text(const Prop &property)

    Gives the element the text of \a property: its value of now in the HTML, so that a page is right
    before any script runs, and the signal's from then on. Both are written by one table: numbers as
    JavaScript writes them, dates in ISO 8601, lists with ", " between, an empty optional as
    nothing, everything with members as JSON.

    Classic properties are named by their getter or data member, \c{text<&Sensor::celsius>(sensor)},
    or by name, \c{text(sensor, "celsius")}. The same holds for bind(), show() and hide().
*/

/*!
    \fn template<typename Prop> Attribute bind(const Prop &property)

    Connects an input, a select or a textarea with \a property, which has to be editable. What the
    user entered arrives with the next event; with live() it is sent by itself. The input shows the
    value as soon as Datastar runs, not before: how a value stands in HTML depends on the kind of
    the input.

    What BACKSTATE_RULES says of the property is checked by the browser as well: the input has the
    attributes \c required, \c min, \c max, \c minlength, \c maxlength and \c pattern. While the
    value is refused it has \c aria-invalid, and \c aria-describedby with the id of the element of
    error(), if there is one.

    A date with a time is shown by an input of type \c datetime-local as it is in the zone of the
    value, and what the user enters there is taken to be in that zone; where there is no value yet,
    in the server's.

    Files have no value that could be bound: give the input a name, and send its form by submit().
*/

/*!
    Gives the element the text of \a expression.
*/
Attribute text(const Expression &expression)
{
    return Private::expressionAttribute("data-text", expression.text());
}

/*!
    Shows the element where \a condition is true. Where it is known to be false now, the element is
    not painted first and then hidden: its style says \c{display:none} already.
*/
Attribute show(const Expression &condition)
{
    Attribute attribute = Private::expressionAttribute("data-show", condition.text());
    if (!attribute.isNone() && condition.isTrue() == false)
        attribute += Attribute("style", "display:none");
    return attribute;
}

/*!
    Hides the element where \a condition is true.
*/
Attribute hide(const Expression &condition)
{
    return condition.text().isEmpty() ? Attribute() : show(!condition);
}

/*!
    Gives the element the class \a names, or several with spaces between, where \a condition is
    true.

    A name of other signs than small letters and hyphens takes the element's one \c data-class, so
    an element can have one such name beside any number of others.
*/
Attribute cls(QByteArrayView names, const Expression &condition)
{
    Attribute attribute = keyed("data-class", names, condition);
    if (!attribute.isNone() && condition.isTrue() == true)
        attribute += Attribute("class", names);
    return attribute;
}

/*!
    Gives the element the attribute \a name with \a value; true stands for one without a value,
    false for none. A script URL is replaced where an address is expected.
*/
Attribute attr(QByteArrayView name, const Expression &value)
{
    if (value.text().isEmpty() || !isUrlAttribute(name))
        return keyed("data-attr", name, value);
    return keyed("data-attr", name, Expression(withoutScriptUrl(value.text()), Binding::Primary));
}

/*!
    Gives the element the CSS \a property with \a value.
*/
Attribute style(QByteArrayView property, const Expression &value)
{
    const Dialect &dialect = Dialect::current();
    if (!dialect.style.isEmpty() || value.text().isEmpty())
        return keyed(dialect.style, property, value);
    QByteArray call = dialect.element + ".style.setProperty(";
    Private::appendLiteral(call, QStringView(QString::fromUtf8(property)));
    call.append(",String(").append(value.text()).append("))");
    // Custom properties have names that no key can have.
    const bool isPlain = Private::isPlainKey(property);
    QByteArray name = isPlain ? property.toByteArray() : property.toByteArray().toHex();
    for (char &c : name) {
        if (c >= '0' && c <= '9')
            c = char(c - '0' + 'g');
    }
    return Private::effectByClass(name, call);
}

/*!
    Returns an element that shows the sentence by which \a name, a property or an argument of an
    event of \a object, was refused. It is hidden while there is none.
*/
Element error(const State &object, QByteArrayView name)
{
    if (!canBeRefused(StateData::of(object).schema(), name))
        reportUnknown(object, name, u"a property, an event or an argument of one"_s);
    return errorElement(object, name);
}

} // namespace Html

/*!
    Mirrors all properties of \a state that a browser may see: what a state among the arguments of a
    tag does.
*/
Html::Attribute toAttribute(const State &state)
{
    if (Private::Rendering *rendering = Private::Rendering::current()) {
        rendering->show(state);
        for (const Schema::Property &property : StateData::of(state).schema().properties()) {
            if (property.isVisible)
                rendering->name({&state, &property, property.name});
        }
    }
    return {};
}

} // namespace BackState

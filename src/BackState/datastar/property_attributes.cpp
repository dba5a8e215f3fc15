#include <BackState/datastar/property_attributes.h>

#include "attribute_p.h"
#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/core/property_value.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/escape.h>
#include <BackState/html/marks.h>
#include <BackState/html/tag.h>

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
    return expression.isEmpty() ? Html::Attribute()
                                : Html::Attribute(name, Html::Trusted(expression));
}

QByteArray markOfName(const PropertyReference &property)
{
    return Rendering::markBy([&](Rendering &rendering) { return rendering.name(property); });
}

QByteArray markOfError(const State &object, QByteArrayView name)
{
    return Rendering::markBy(
        [&](Rendering &rendering) { return rendering.nameError(object, name); });
}

QByteArray errorId(const State &object, QByteArrayView name)
{
    return objectId(object) + "-error-" + name;
}

Html::Attribute effectByClass(QByteArrayView name, const QByteArray &expression)
{
    if (expression.isEmpty())
        return {};
    const QByteArray key = "effect-" + name.toByteArray();
    return Html::Attribute(
        keyedName("data-class", key),
        Html::Trusted(QByteArray('(' + expression + ",false)")));
}

} // namespace Private

namespace Html {

namespace {

// A signal may hold a script URL that a user typed.
QByteArray withoutScriptUrl(const QByteArray &expression)
{
    QByteArray call = "(u=>{try{return new "
                      "URL(u,document.baseURI).protocol==='javascript:'?'about:blank#blocked':";
    if (const QByteArrayView prefix = Private::PathMarks::before("/"); !prefix.isEmpty())
        call.append("/^\\x2f(?![\\x2f\\\\])/.test(u)?'").append(prefix).append("'+u:");
    return call.append("u}catch{return u}})(").append(expression).append(')');
}

// plugin:key="value", or plugin="{'key':value}" for names that the casing of keys would spoil.
Attribute keyed(QByteArrayView plugin, QByteArrayView key, const Expression &value)
{
    if (value.text().isEmpty())
        return {};
    if (Private::isPlainKey(key))
        return Attribute(Private::keyedName(plugin, key), Trusted(value.text()));
    QByteArray object = "{";
    Private::appendLiteral(object, QStringView(QString::fromUtf8(key)));
    return Attribute(
        plugin,
        Trusted(object.append(':').append(value.text(Binding::Conditional)).append('}')));
}

Element errorElement(const State &object, QByteArrayView name)
{
    Private::Rendering *rendering = Private::Rendering::current();
    const bool hasId = !rendering || rendering->claimErrorElement(object, name);
    const QByteArray signal = '$' + Private::errorPath(object, name);
    QByteArray markup = "<small";
    if (hasId)
        markup.append(Attribute("id", Private::errorId(object, name)).bytes());
    markup.append(" role=\"alert\" class=\"error\"");
    const QByteArray mark = Private::markOfError(object, name);
    markup.append(Attribute("data-text", Trusted(QByteArray(mark + signal))).bytes());
    markup.append(Attribute("data-show", Trusted(signal)).bytes());
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
    const QByteArray mark = markOfName(property);
    QByteArray expression = displayText(property);
    if (expression.isEmpty())
        return {};
    expression.prepend(mark);
    constexpr AttributeName spelling("data-text");
    Html::Attribute attribute(spelling, Piece(QByteArrayView(expression)), true);
    return attribute += Html::Attribute::withContent(
               displayMarkup(*property.property, *property.object).bytes());
}

Html::Attribute allowEdit(const PropertyReference &property)
{
    if (property.property && !property.property->isEditable) {
        reportProblem(
            u"allow(%1::%2): the property can't be edited: declare it with BACKSTATE_EDITABLE, or "
            u"with USER true and WRITE."_s.arg(
                QLatin1StringView(property.object->metaObject()->className()),
                QString::fromUtf8(property.property->name)));
        return {};
    }
    return markAttribute(
        Rendering::markBy([&](Rendering &rendering) { return rendering.bind(property); }));
}

Html::Attribute trustedAttribute(QByteArrayView name, const Expression &value)
{
    return Html::keyed("data-attr", name, value);
}

Html::Element errorOfProperty(const PropertyReference &property)
{
    if (!property.property) {
        markOfName(property); // says what is wrong with it
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
    false for none. A script URL is replaced where an address is expected. An attribute whose value
    runs as script, such as \c onclick or \c srcdoc, is refused unless the expression is Trusted.
*/
Attribute attr(QByteArrayView name, const Expression &value)
{
    const Private::AttributeName spelling(std::string_view(name.data(), std::size_t(name.size())));
    if (spelling.runsScript) {
        Private::reportProblem(
            u"attr(\"%1\"): the value of that attribute runs as script: use on() and the like, or "
            u"wrap the expression in Trusted() if no user has written any part of it."_s.arg(
                QString::fromUtf8(name)));
        return {};
    }
    if (value.text().isEmpty() || !spelling.isUrl)
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
    Html::Attribute marks;
    if (Private::Rendering *rendering = Private::Rendering::current()) {
        rendering->show(state);
        for (const Schema::Property &property : StateData::of(state).schema().properties()) {
            if (property.isVisible)
                marks
                    += Private::markAttribute(rendering->name({&state, &property, property.name}));
        }
    }
    return marks;
}

} // namespace BackState

#include <BackState/datastar/signal_attributes.h>

#include "attribute_p.h"
#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/marks.h>

namespace BackState::Html {

namespace {

// The key of a name; a bad name is reported. totalPrice is the key total-price: HTML makes all
// letters small, and Datastar makes capitals of letters after a hyphen.
bool checkName(const char *function, QByteArrayView name)
{
    if (Private::isLocalName(name))
        return true;
    Private::reportProblem(QStringLiteral("%1(\"%2\"): the name of a page's own signal consists of "
                                          "letters and digits, the first a "
                                          "small letter.")
                               .arg(QLatin1StringView(function), QString::fromUtf8(name)));
    return false;
}

QByteArray localKey(QByteArrayView name)
{
    QByteArray key = "_local.";
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z')
            key.append('-').append(char(c - 'A' + 'a'));
        else
            key.append(c);
    }
    return key;
}

void declare(QByteArrayView name, const QByteArray &json)
{
    if (Private::Rendering *rendering = Private::Rendering::current())
        rendering->local(name.toByteArray(), json);
}

Attribute missing(const char *function)
{
    Private::reportProblem(
        QStringLiteral("%1() does not exist in this version of Datastar: use 1.0, or leave it out.")
            .arg(QLatin1StringView(function)));
    return {};
}

} // namespace

/*!
    Declares the signal \c{$_local.<name>} with \a value, a literal or an expression, unless it has
    a value already: a patch does not reset it. Expressions use it by BackState::local(). It is
    never sent.
*/
Attribute local(QByteArrayView name, const Expression &value)
{
    if (!checkName("local", name) || value.text().isEmpty())
        return {};
    QByteArray mark;
    Private::Rendering *rendering = Private::Rendering::current();
    if (rendering && !value.known().isUndefined()) {
        QByteArray json;
        appendJson(json, value.known());
        mark = rendering->localValue(name.toByteArray(), json);
    }
    const QByteArray key = localKey(name) + "__ifmissing";
    return Attribute(
        Private::keyedName("data-signals", key),
        Trusted(QByteArray(mark + value.text())));
}

/*!
    Makes \c{$_local.<name>} a signal that always is the value of \a expression.
*/
Attribute computed(QByteArrayView name, const Expression &expression)
{
    if (!checkName("computed", name))
        return {};
    declare(name, {});
    return Private::expressionAttribute(
        Private::keyedName("data-computed", localKey(name)),
        expression.text());
}

/*!
    Makes \c{$_local.<name>} true while a request of this element runs.
*/
Attribute indicator(QByteArrayView name)
{
    if (!checkName("indicator", name))
        return {};
    declare(name, "false");
    return Attribute("data-indicator", Trusted(QByteArray("_local." + name.toByteArray())));
}

/*!
    Makes \c{$_local.<name>} the element itself.
*/
Attribute ref(QByteArrayView name)
{
    if (!checkName("ref", name))
        return {};
    declare(name, "\"\"");
    return Attribute("data-ref", Trusted(QByteArray("_local." + name.toByteArray())));
}

/*!
    Evaluates \a expression at once, and again whenever a signal that it uses has changed.
*/
Attribute effect(const Expression &expression)
{
    const Dialect &dialect = Dialect::current();
    if (!dialect.effect.isEmpty())
        return Private::expressionAttribute(dialect.effect, expression.text());
    return Private::effectByClass("own", expression.text());
}

/*!
    Evaluates \a expression whenever any signal has changed.
*/
Attribute signalPatch(const Expression &expression)
{
    return Private::expressionAttribute(Dialect::current().signalPatch, expression.text());
}

/*!
    Shows all signals as JSON.
*/
Attribute jsonSignals()
{
    const Dialect &dialect = Dialect::current();
    if (!dialect.jsonSignals.isEmpty())
        return Attribute(dialect.jsonSignals, Trusted(true));
    return Attribute("data-text", Trusted("ctx.signals.JSON()"));
}

/*!
    Keeps Datastar away from the element and what is in it.
*/
Attribute ignore()
{
    return Attribute(Dialect::current().ignore, Trusted(true));
}

/*!
    Keeps patches away from the element and what is in it. It has to stand on the old and the new
    element.
*/
Attribute ignoreMorph()
{
    const QByteArrayView name = Dialect::current().ignoreMorph;
    return name.isEmpty() ? missing("ignoreMorph") : Attribute(name, Trusted(true));
}

/*!
    Keeps patches away from the element's attributes \a names.
*/
Attribute preserveAttr(QByteArrayView names)
{
    const QByteArrayView name = Dialect::current().preserveAttr;
    return name.isEmpty() ? missing("preserveAttr") : Attribute(name, Trusted(names));
}

} // namespace BackState::Html

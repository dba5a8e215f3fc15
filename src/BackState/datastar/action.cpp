#include <BackState/datastar/action.h>

#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/rendering.h>
#include <BackState/datastar/requests.h>

namespace BackState {

namespace {

QByteArrayView verbName(Verb verb)
{
    switch (verb) {
    case Verb::Get: return "get";
    case Verb::Post: return "post";
    case Verb::Put: return "put";
    case Verb::Patch: return "patch";
    case Verb::Delete: return "delete";
    }
    return "post";
}

// The tab's id says who calls; the options see to it that one click is one request. Where the browser keeps the
// object, the next click waits for what this one changes, or it would start from the same values.
Expression call(Verb verb, const QByteArray &url, const State &object)
{
    const Dialect &dialect = Dialect::current();
    QByteArray text;
    text.reserve(url.size() + 128);
    text.append('@').append(verbName(verb)).append("('").append(url);
    text.append("',{headers:{'BackState-Tab':$_tab},");
    text.append(verb == Verb::Get ? dialect.getActionOptions : dialect.actionOptions).append("})");
    if (StateData::of(object).schema().isKeptByBrowser())
        text = "backStateStore.next(()=>" + text + ')';
    return Expression(text, Binding::Primary);
}

// A reference begins with one $, a text that begins with one has it doubled. Both are percent-encoded: beta.11
// would put the signal's expression in place of its name, even inside a text.
void appendArgument(QByteArray &url, const Schema::Parameter &parameter, const ActionArgument &argument)
{
    appendPercentEncoded(url, parameter.name);
    url.append('=');
    if (argument.reference.object) {
        if (argument.reference.property)
            appendPercentEncoded(
                url.append("%24"), signalPath(*argument.reference.object, *argument.reference.property));
        return;
    }
    const QByteArray text = toText(argument.value, parameter.type);
    if (text.startsWith('$'))
        url.append("%24");
    appendPercentEncoded(url, text);
}

QString nameOf(const EventReference &event)
{
    return QLatin1StringView(event.object->metaObject()->className()) + QStringLiteral("::")
        + QString::fromUtf8(event.name);
}

void checkArgument(const EventReference &event, const Schema::Parameter &parameter, const ActionArgument &argument)
{
    if (argument.reference.object)
        return; // whether its value fits is found out when it comes
    const auto text = QString::fromUtf8(toText(argument.value, parameter.type));
    const Expected<QVariant> value = fromText(text, parameter.type);
    if (value)
        return;
    Private::reportProblem(
        QStringLiteral("action<&%1>: the argument for \"%2\" is refused: %3")
            .arg(nameOf(event), QString::fromUtf8(parameter.name), value.error().message));
}

QByteArray eventUrl(const EventReference &event)
{
    QByteArray url = event.event->path;
    if (!Private::isPlainUrl(url)) { // it stands inside a text of JavaScript as it is
        Private::reportProblem(
            QStringLiteral("%1: the path of BACKSTATE_EVENT has characters that have to be percent-encoded.")
                .arg(nameOf(event)));
        url.clear();
    }
    const QByteArray object = objectPath(*event.object);
    if (url.isEmpty())
        url = object + '/' + event.event->name;
    else if (const qsizetype key = object.indexOf('@'); key >= 0) // several objects share the path
        url.insert(url.contains('?') ? url.indexOf('?') : url.size(), object.sliced(key));
    char separator = url.contains('?') ? '&' : '?';
    qsizetype at = 0;
    for (const Schema::Parameter &parameter : event.event->parameters) {
        if (parameter.isRequest)
            continue;
        if (at == event.arguments.size())
            break;
        const ActionArgument &argument = event.arguments.at(at++);
        checkArgument(event, parameter, argument);
        url.append(separator);
        appendArgument(url, parameter, argument);
        separator = '&';
    }
    return url;
}

} // namespace

namespace Private {

Expression actionExpression(const EventReference &event)
{
    if (!event.event) {
        reportProblem(
            QStringLiteral("%1 is not an event: make it Q_INVOKABLE, or name the slot with BACKSTATE_EVENT.")
                .arg(nameOf(event)));
        return Expression(QByteArray(), Binding::Primary);
    }
    if (Rendering *rendering = Rendering::current()) {
        rendering->show(*event.object);
        for (const ActionArgument &argument : event.arguments) {
            if (argument.reference.object)
                rendering->name(argument.reference);
        }
    }
    return call(event.event->verb, eventUrl(event), *event.object);
}

} // namespace Private

/*!
    \fn template<auto Method, typename S, typename... Given> Expression action(const S &object, const Given &...given)

    Returns the expression that calls the event \a Method of \a object with the arguments \a given.

    The browser sends the request once: a request whose connection broke may have been carried out, so it is
    not sent again. Quick clicks on one element are all sent. The compiler refuses arguments that can't be
    the parameters' values; what only the program's start can see is refused by listen() or by the page.

    \code
    on("keydown", if_(script("evt.key === 'Escape'"), action<&Dialog::close>(dialog), false))
    \endcode
    \sa Html::onClick()
*/

/*!
    Returns the expression that sends what the user edited in \a object to \c{/backstate/edit} and its path.
*/
Expression editAction(const State &object)
{
    if (Rendering *rendering = Rendering::current())
        rendering->show(object);
    return call(Verb::Post, "/backstate/edit" + objectPath(object), object);
}

} // namespace BackState

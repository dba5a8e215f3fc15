#include <BackState/datastar/action.h>

#include "attribute_p.h"
#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/rendering.h>
#include <BackState/datastar/requests.h>
#include <BackState/html/marks.h>
#include <BackState/text/reading.h>

#include <algorithm>

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

// The page's script makes the options: who calls, that each click is one request, and in which
// order they come. Where the browser keeps the object, which is the last argument, the next click
// waits for what this one changes: otherwise both would start from the same values.
Expression call(
    Verb verb,
    const QByteArray &url,
    const State &object,
    bool isForm = false,
    const QByteArray &marks = {})
{
    const QByteArrayView element = Dialect::current().element;
    QByteArray text;
    text.reserve(marks.size() + url.size() + 64);
    text.append(marks).append(isForm ? "backState.send(" : "backState.act(").append(element);
    text.append(",$_tab,o=>@")
        .append(verbName(verb))
        .append("('")
        .append(Private::PathMarks::before(url))
        .append(url)
        .append("',o)");
    text.append(StateData::of(object).schema().isKeptByBrowser() ? ",true)" : ")");
    return Expression(text, Binding::Primary);
}

// A reference begins with $; in a text that begins with one it is doubled. Both are
// percent-encoded: beta.11 would put the signal's expression in place of its name, even inside a
// text.
void appendArgument(
    QByteArray &url, const Schema::Parameter &parameter, const ActionArgument &argument)
{
    url.append(parameter.name.toPercentEncoding()).append('=');
    if (argument.reference.object) {
        if (argument.reference.property)
            url.append("%24").append(
                Private::signalPath(*argument.reference.object, *argument.reference.property)
                    .toPercentEncoding());
        return;
    }
    const QByteArray text = toText(argument.value, parameter.type);
    if (text.startsWith('$'))
        url.append("%24");
    url.append(text.toPercentEncoding());
}

QString nameOf(const EventReference &event)
{
    return QLatin1StringView(event.object->metaObject()->className()) + QStringLiteral("::")
        + QString::fromUtf8(event.name);
}

void checkArgument(
    const EventReference &event, const Schema::Parameter &parameter, const ActionArgument &argument)
{
    if (!argument.fits) {
        Private::reportProblem(
            QStringLiteral("action<&%1>: the argument for \"%2\" is of a type that it can't have.")
                .arg(nameOf(event), QString::fromUtf8(parameter.name)));
        return;
    }
    if (argument.reference.object)
        return; // whether its value fits is seen when it comes
    const auto text = Private::readUtf8(toText(argument.value, parameter.type));
    const Expected<QVariant> value = fromText(text, parameter.type);
    if (value)
        return;
    Private::reportProblem(
        QStringLiteral("action<&%1>: the argument for \"%2\" is refused: %3")
            .arg(nameOf(event), QString::fromUtf8(parameter.name), value.error().message));
}

using PlacedArguments = QList<std::pair<const Schema::Parameter *, const ActionArgument *>>;

// Finds the parameter of each argument. What does not fit is a problem of the page.
PlacedArguments placedArguments(const EventReference &event)
{
    PlacedArguments placed;
    QList<const ActionArgument *> left;
    for (const ActionArgument &argument : event.arguments)
        left.append(&argument);
    bool isAnyMissing = false;
    for (qsizetype i = 0; i < event.event->parameters.size(); ++i) {
        const Schema::Parameter &parameter = event.event->parameters.at(i);
        if (!parameter.isArgument())
            continue;
        const auto isNext = [&parameter](const ActionArgument *argument) {
            return argument->name.isEmpty() || argument->name == parameter.name;
        };
        const auto at = std::find_if(left.cbegin(), left.cend(), isNext);
        if (at == left.cend()) {
            const bool isRequired = i < event.event->required && !event.isForm;
            if (isRequired)
                Private::reportProblem(
                    QStringLiteral(
                        "action<&%1>: the argument \"%2\" is missing and has no default: give it.")
                        .arg(nameOf(event), QString::fromUtf8(parameter.name)));
            isAnyMissing = true;
            continue;
        }
        if (isAnyMissing && !event.isForm)
            Private::reportProblem(
                QStringLiteral(
                    "action<&%1>: the argument \"%2\" is given, but one before it is not: C++ has "
                    "no way to leave that out, so give it as well.")
                    .arg(nameOf(event), QString::fromUtf8(parameter.name)));
        placed.append({&parameter, *at});
        left.erase(at);
    }
    for (const ActionArgument *argument : std::as_const(left))
        Private::reportProblem(
            QStringLiteral(
                "action<&%1>: there is no parameter for the argument \"%2\", or it is given twice: "
                "correct its name.")
                .arg(nameOf(event), QString::fromUtf8(argument->name)));
    return placed;
}

QByteArray eventUrl(const EventReference &event)
{
    QByteArray url = event.event->path;
    if (!Private::isPlainUrl(url)) { // it stands inside a text of JavaScript as it is
        Private::reportProblem(
            QStringLiteral(
                "%1: the path of BACKSTATE_EVENT has characters that have to be percent-encoded.")
                .arg(nameOf(event)));
        url.clear();
    }
    const QByteArray object = Private::objectPath(*event.object);
    if (url.isEmpty())
        url = object + '/' + event.event->name;
    else if (const qsizetype key = object.indexOf('@'); key >= 0) // several objects share the path
        url.insert(url.contains('?') ? url.indexOf('?') : url.size(), object.sliced(key));
    char separator = url.contains('?') ? '&' : '?';
    for (const auto &[parameter, argument] : placedArguments(event)) {
        checkArgument(event, *parameter, *argument);
        url.append(separator);
        appendArgument(url, *parameter, *argument);
        separator = '&';
    }
    const Private::Rendering *rendering = Private::Rendering::current();
    const QByteArray seal
        = rendering ? rendering->sealOf(*event.object, *event.event) : QByteArray();
    if (!seal.isEmpty())
        url.append(separator).append(Private::offerName).append('=').append(seal);
    return url;
}

void reportNoEvent(const EventReference &event)
{
    Private::reportProblem(
        QStringLiteral(
            "%1 is not an event: make it Q_INVOKABLE, or name the slot with BACKSTATE_EVENT.")
            .arg(nameOf(event)));
}

QByteArray markOfOffer(const EventReference &event)
{
    return Private::Rendering::markBy([&event](Private::Rendering &rendering) {
        return rendering.offer(*event.object, *event.event);
    });
}

// Of the event that is offered, and of the signals that go along.
QByteArray marksOf(const EventReference &event)
{
    QByteArray marks = markOfOffer(event);
    for (const ActionArgument &argument : event.arguments) {
        if (argument.reference.object)
            marks += Private::markOfName(argument.reference);
    }
    return marks;
}

bool takesFiles(const Schema::Event &event)
{
    return std::any_of(
        event.parameters.cbegin(),
        event.parameters.cend(),
        [](const Schema::Parameter &parameter) {
            return parameter.isFile || parameter.isRequest; // Request::files()
        });
}

} // namespace

namespace Private {

Expression actionExpression(const EventReference &event)
{
    if (!event.event) {
        reportNoEvent(event);
        return Expression(QByteArray(), Binding::Primary);
    }
    if (!event.isForm)
        return call(event.event->verb, eventUrl(event), *event.object, false, marksOf(event));
    if (event.event->verb == Verb::Get || event.event->verb == Verb::Delete) {
        reportProblem(
            QStringLiteral(
                "submit<&%1>: a form can't be sent by GET or DELETE: give the event another verb.")
                .arg(nameOf(event)));
        return Expression(QByteArray(), Binding::Primary);
    }
    const Expression send
        = call(event.event->verb, eventUrl(event), *event.object, true, marksOf(event));
    const QByteArrayView prepare = Dialect::current().sendFiles;
    if (prepare.isEmpty() || !takesFiles(*event.event))
        return send;
    return Expression('(' + prepare + ',' + send.text() + ')', Binding::Primary);
}

Html::Attribute allowEvent(const EventReference &event)
{
    if (!event.event) {
        reportNoEvent(event);
        return {};
    }
    return markAttribute(markOfOffer(event));
}

} // namespace Private

/*!
    \fn template<auto Method, typename S, typename... Given> Expression action(const S &object,
    const Given &...given)

    Returns the expression that calls the event \a Method of \a object with the arguments \a given.

    The browser sends the request once: a request whose connection broke may have been carried out,
    so it is not sent again. Quick clicks on one element are all sent. The compiler refuses
    arguments that can't be the parameters' values; what only the program's start can see is refused
    by listen() or by the page.

    \code
    on("keydown", if_(script("evt.key === 'Escape'"), action<&Dialog::close>(dialog), false))
    \endcode
    \sa Html::onClick()
*/

/*!
    \fn template<auto Method, typename S, typename... Given> Expression submit(const S &object,
    const Given &...given)

    Returns the expression that calls the event \a Method of \a object with the fields of the form
    around the element, instead of signals. A field that is named like a parameter is its argument,
    one that is named like an editable property of the object, and that the page binds, is an edit
    of it, and all are in Request::form(). Files are arguments of the type UploadedFile or a list of
    them, or in Request::files(). The arguments \a given come before fields of the same name.

    The form's own checks (required, pattern and so on) come first, unless it says \c novalidate. A
    required argument that the form does not have is refused when it arrives, which error() shows.

    A checkbox that is not ticked is no field: give a parameter for it the default false. What has a
    default and is not among the fields may be left out if all after it are, too, or if it is such a
    bool.

    \code
    Form(onSubmit(submit<&Album::add>(album)),
        Input(name("title"), required(true)), Input(type("file"), name("photo")), Button("Send"))
    \endcode
    \sa uploadProgress()
*/

namespace Private {

Expression progressExpression(const EventReference &event)
{
    if (!event.event) {
        reportNoEvent(event);
        return Expression(QByteArray(), Binding::Primary);
    }
    const QByteArray mark = Rendering::markBy([&event](Rendering &rendering) {
        return rendering.nameUpload(*event.object, event.event->name);
    });
    return Expression(
        mark + '$' + uploadPath(*event.object, event.event->name),
        Binding::Primary,
        0);
}

} // namespace Private

/*!
    \fn template<auto Method, typename S> Expression uploadProgress(const S &object)

    Returns how much of a form with files that calls the event \a Method of \a object has arrived,
    in percent; 0 when none is on its way. It follows in the tab that sends it, as far as its stream
    is open.

    \code
    Progress(attribute("max", 100), attr("value", uploadProgress<&Album::add>(album)))
    \endcode
*/

/*!
    Returns the expression that sends what the user edited in \a object to \c{/backstate/edit} and
    its path.
*/
Expression editAction(const State &object)
{
    if (Private::Rendering *rendering = Private::Rendering::current())
        rendering->show(object);
    return call(Verb::Post, "/backstate/edit" + Private::objectPath(object), object);
}

} // namespace BackState

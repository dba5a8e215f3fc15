#include <BackState/datastar/patch.h>

#include <BackState/core/convert.h>

namespace BackState {

namespace {

// A null would remove a signal that the page still shows, so nulls are left out.
QJsonObject withoutNulls(const QJsonObject &values)
{
    QJsonObject clean;
    for (auto it = values.begin(); it != values.end(); ++it) {
        if (it->isObject())
            clean.insert(it.key(), withoutNulls(it->toObject()));
        else if (!it->isNull() && !it->isUndefined())
            clean.insert(it.key(), *it);
    }
    return clean;
}

template<typename... Functions>
struct Overloaded : Functions...
{
    using Functions::operator()...;
};
template<typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

} // namespace

/*!
    \class BackState::Patch
    \brief A change of a page that an event returns or yields: elements, signals, a script.

    A value without spelling: the server turns it into a Frame of the dialect that its pages
    speak. What is wrong with it (a selector with a line break, for example) is told by toFrame().

    \code
    Q_INVOKABLE Patch send(const QString &text)
    {
        return Patch::elements(Li(text), {.selector = "#messages", .mode = Mode::Append});
    }
    \endcode
*/

/*!
    Returns the patch that brings \a element into the page as \a options say; without a selector it
    morphs what has its id.
*/
Patch Patch::elements(const Html::Element &element, const ElementsOptions &options)
{
    Patch patch;
    patch.m_content = Elements{element, options};
    return patch;
}

/*!
    Returns the patch that removes all elements \a selector finds.
*/
Patch Patch::remove(const QByteArray &selector, bool viewTransition)
{
    ElementsOptions options;
    options.selector = selector;
    options.mode = Mode::Remove;
    options.viewTransition = viewTransition;
    return elements({}, options);
}

/*!
    Returns the patch that merges \a values into the page's signals; with \a onlyIfMissing only what
    it has not yet.

    It is for signals of the page's own. Properties of states are sent when they change, without a
    patch. Members that are null are left out: 1.0.x would remove the signal, and what shows it
    would stay dead. Use removeSignals().
*/
Patch Patch::signalValues(const QJsonObject &values, bool onlyIfMissing)
{
    Patch patch;
    patch.m_content = Signals{withoutNulls(values), onlyIfMissing};
    return patch;
}

/*!
    Returns the patch that removes the signals of these \a paths ("Chat.draft"). Nothing on the page
    may show them.
*/
Patch Patch::removeSignals(const QByteArrayList &paths)
{
    Patch patch;
    patch.m_content = RemovedSignals{paths};
    return patch;
}

/*!
    Returns the patch that runs \a javaScript once, as it stands: never with a user's text in it.
*/
Patch Patch::script(const QByteArray &javaScript, const ScriptOptions &options)
{
    Patch patch;
    patch.m_content = Script{javaScript, options};
    return patch;
}

/*!
    Returns the patch that loads \a url, a path of this server or an http or https URL.
*/
Patch Patch::redirect(const QByteArray &url)
{
    Patch patch;
    patch.m_content = Redirect{url};
    return patch;
}

/*!
    Returns the frame of this patch in \a dialect.
*/
Expected<Frame> Patch::toFrame(const Dialect &dialect) const
{
    return std::visit(
        Overloaded{
            [](std::monostate) -> Expected<Frame> { return Frame(); },
            [&](const Elements &content) {
                return Frame::patchElements(content.element, content.options, dialect);
            },
            [&](const Signals &content) -> Expected<Frame> {
                QByteArray json;
                appendJson(json, QJsonValue(content.values));
                return Frame::patchSignals(json, content.onlyIfMissing, dialect);
            },
            [&](const RemovedSignals &content) {
                return Frame::removeSignals(content.paths, dialect);
            },
            [&](const Script &content) {
                return Frame::executeScript(content.javaScript, content.options, dialect);
            },
            [&](const Redirect &content) { return Frame::redirect(content.url, dialect); }},
        m_content);
}

} // namespace BackState

#include <BackState/datastar/frame.h>

#include <BackState/core/convert.h>
#include <BackState/datastar/region_frames.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/marks.h>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

bool hasLineBreak(QByteArrayView text)
{
    return text.contains('\n') || text.contains('\r');
}

std::optional<Error> refuseLineBreak(QByteArrayView text, const char *what)
{
    if (!hasLineBreak(text))
        return {};
    return Error::invalid(
        what,
        u"The "_s % QLatin1StringView(what) % u" of a frame must not contain a line break."_s);
}

void appendField(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    out.append(name).append(": ").append(value).append('\n');
}

void appendData(QByteArray &out, QByteArrayView key, QByteArrayView value)
{
    out.append("data: ").append(key).append(' ').append(value).append('\n');
}

// One data line for each line of the text. An empty line keeps the space after the key: without it
// the browser drops the line.
void appendLines(QByteArray &out, QByteArrayView key, QByteArrayView text)
{
    qsizetype begin = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '\n' && c != '\r')
            continue;
        appendData(out, key, text.sliced(begin, at - begin));
        if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n')
            ++at;
        begin = at + 1;
    }
    appendData(out, key, text.sliced(begin));
}

QByteArrayView markupNamespaceName(MarkupNamespace markupNamespace)
{
    switch (markupNamespace) {
    case MarkupNamespace::Html: break;
    case MarkupNamespace::Svg: return "svg";
    case MarkupNamespace::MathMl: return "mathml";
    }
    return {};
}

// What goes out: without marks, which stand for what the frame brings.
QByteArray placed(QByteArrayView marked)
{
    const QByteArray bytes = QByteArray::fromRawData(marked.data(), marked.size());
    Private::Rendering *rendering = Private::Rendering::current();
    return rendering ? rendering->placed(bytes) : Private::withoutMarks(bytes);
}

std::optional<Error> whatIsWrong(const ElementsOptions &options, const Dialect &dialect)
{
    if (auto error = refuseLineBreak(options.selector, "selector"))
        return error;
    if (auto error = refuseLineBreak(options.viewTransitionSelector, "viewTransitionSelector"))
        return error;
    if (options.selector.isEmpty() && options.mode != Mode::Outer && options.mode != Mode::Replace)
        return Error::invalid(
            "selector",
            u"Only Outer and Replace find elements by id: give a selector."_s);
    if (options.markupNamespace != MarkupNamespace::Html && dialect.namespaceKey.isEmpty()) {
        return Error::invalid(
            "namespace",
            u"This version of Datastar patches HTML elements only: patch the whole svg or math."_s);
    }
    return {};
}

// Neither tag nor comment may end the script early. Both replacements mean the same inside
// JavaScript's texts.
QByteArray insideScriptTag(QByteArrayView script)
{
    QByteArray safe;
    safe.reserve(script.size());
    for (qsizetype at = 0; at < script.size(); ++at) {
        safe.append(script[at]);
        if (script[at] != '<')
            continue;
        const QByteArray next
            = script.sliced(at + 1).first(qMin(qsizetype(7), script.size() - at - 1)).toByteArray();
        if (next.toLower() == "/script" || next.startsWith("!--"))
            safe.append('\\');
    }
    return safe;
}

QByteArray scriptElement(QByteArrayView script, const ScriptOptions &options)
{
    QByteArray markup = "<script";
    if (options.autoRemove)
        markup.append(" data-effect=\"el.remove()\"");
    for (const auto &[name, value] : options.attributes)
        markup.append(Html::Attribute(name, Html::Trusted(value)).bytes());
    return markup.append('>').append(insideScriptTag(script)).append("</script>");
}

bool mayRedirectTo(QByteArrayView url)
{
    for (const char c : url) {
        if (static_cast<unsigned char>(c) < 0x21 || c == '\\' || c == 0x7f)
            return false;
    }
    if (url.startsWith("//"))
        return false; // names another host
    const QByteArray text = url.toByteArray();
    const qsizetype colon = text.indexOf(':');
    qsizetype other = text.size();
    for (const char c : {'/', '?', '#'}) {
        if (const qsizetype at = text.indexOf(c); at >= 0)
            other = qMin(other, at);
    }
    if (colon < 0 || colon > other)
        return !url.isEmpty();
    const QByteArray lower = text.left(8).toLower();
    return lower.startsWith("http://") || lower.startsWith("https://");
}

} // namespace

/*!
    \class BackState::Frame
    \brief The bytes of one event of a Server-Sent Events stream, in the words of one dialect.

    A value; safe in any thread. What has a single line on the wire (selectors, ids) is refused with
    an Error if it has line breaks, since the rest would be read as an event of its own. Texts of
    several lines may have any line ends. A frame ends with an empty line, so frames can be written
    one after the other.

    \code
    stream.write(Frame::patchSignals("{\"_Counter\":{\"count\":2}}").bytes());
    \endcode
*/

/*!
    Returns the frame that morphs the element of each id among the roots of \a marked, its markup,
    into that root.
*/
Frame Frame::patchElements(QByteArrayView marked, const Dialect &dialect)
{
    const QByteArray markup = placed(marked);
    QByteArray bytes;
    bytes.reserve(markup.size() + 64);
    appendField(bytes, "event", dialect.patchElements);
    appendLines(bytes, dialect.elementsKey, markup);
    return Frame(bytes.append('\n'));
}

/*!
    Returns the frame that brings \a marked, its markup, into the page as \a options say. Every
    value equal to Datastar's default is left out. An Error names a selector with line breaks, a
    mode that needs a selector, and what \a dialect can't do.
*/
Expected<Frame>
Frame::patchElements(QByteArrayView marked, const ElementsOptions &options, const Dialect &dialect)
{
    if (auto error = whatIsWrong(options, dialect))
        return *error;
    if (options.mode == Mode::Remove)
        return removeElements(options.selector, options.viewTransition, dialect);
    const QByteArray markup = placed(marked);
    QByteArray bytes;
    bytes.reserve(markup.size() + options.selector.size() + 128);
    appendField(bytes, "event", dialect.patchElements);
    if (!options.selector.isEmpty())
        appendData(bytes, "selector", options.selector);
    if (const auto mode = dialect.mode(options.mode); !mode.isEmpty())
        appendData(bytes, dialect.modeKey, mode);
    if (options.markupNamespace != MarkupNamespace::Html)
        appendData(bytes, dialect.namespaceKey, markupNamespaceName(options.markupNamespace));
    if (options.viewTransition) {
        appendData(bytes, "useViewTransition", "true");
        if (!options.viewTransitionSelector.isEmpty()
            && !dialect.viewTransitionSelectorKey.isEmpty())
            appendData(bytes, dialect.viewTransitionSelectorKey, options.viewTransitionSelector);
    }
    appendLines(bytes, dialect.elementsKey, markup);
    return Frame(bytes.append('\n'));
}

/*!
    \overload

    In beta.11 a patch applies each root for itself: Inner would keep only the last one, Prepend and
    After would reverse them, and text between them would be lost. There \a element gets a \c div
    without a box around it, unless it is one element or morphs by id.
*/
Expected<Frame> Frame::patchElements(
    const Html::Element &element, const ElementsOptions &options, const Dialect &dialect)
{
    const bool isSafe
        = element.isSingle() || options.selector.isEmpty() || options.mode == Mode::Remove;
    if (!dialect.losesText || isSafe)
        return patchElements(QByteArrayView(element.bytes()), options, dialect);
    const QByteArray wrapped = "<div style=\"display:contents\">" + element.bytes() + "</div>";
    return patchElements(QByteArrayView(wrapped), options, dialect);
}

/*!
    Returns the frame that removes all elements \a selector finds.
*/
Expected<Frame>
Frame::removeElements(QByteArrayView selector, bool viewTransition, const Dialect &dialect)
{
    if (auto error = refuseLineBreak(selector, "selector"))
        return *error;
    if (selector.isEmpty())
        return Error::invalid("selector", u"A selector says which elements are removed."_s);
    QByteArray bytes;
    const bool hasOwnEvent = !dialect.removeElements.isEmpty();
    appendField(bytes, "event", hasOwnEvent ? dialect.removeElements : dialect.patchElements);
    appendData(bytes, "selector", selector);
    if (!hasOwnEvent)
        appendData(bytes, dialect.modeKey, dialect.mode(Mode::Remove));
    if (viewTransition)
        appendData(bytes, "useViewTransition", "true");
    return Frame(bytes.append('\n'));
}

/*!
    Returns the frame that merges \a json into the page's signals, with \a onlyIfMissing only those
    it has not yet.

    \warning \a json has to be the text of a JSON object that this program made: browsers evaluate
    other text. A null in it removes the signal in 1.0.x, which breaks what still shows it; see
    removeSignals().
*/
Frame Frame::patchSignals(QByteArrayView json, bool onlyIfMissing, const Dialect &dialect)
{
    QByteArray bytes;
    bytes.reserve(json.size() + 96);
    appendField(bytes, "event", dialect.patchSignals);
    if (onlyIfMissing)
        appendData(bytes, "onlyIfMissing", "true");
    appendLines(bytes, "signals", json);
    return Frame(bytes.append('\n'));
}

/*!
    Returns the frame that removes the signals of these \a paths.
*/
Expected<Frame> Frame::removeSignals(const QByteArrayList &paths, const Dialect &dialect)
{
    for (const QByteArray &path : paths) {
        if (auto error = refuseLineBreak(path, "path"))
            return *error;
    }
    if (!dialect.removeSignals.isEmpty()) {
        QByteArray bytes;
        appendField(bytes, "event", dialect.removeSignals);
        for (const QByteArray &path : paths)
            appendData(bytes, "paths", path);
        return Frame(bytes.append('\n'));
    }
    // One object for each path would need several frames; nested objects need the paths sorted into
    // a tree.
    QByteArray json = "{";
    QByteArrayList sorted = paths;
    std::sort(sorted.begin(), sorted.end());
    QByteArrayList open; // the objects that are written but not closed
    for (const QByteArray &path : std::as_const(sorted)) {
        const QByteArrayList members = path.split('.');
        qsizetype shared = 0;
        while (shared < open.size() && shared + 1 < members.size()
               && open.at(shared) == members.at(shared))
            ++shared;
        json.append(open.size() - shared, '}');
        open.resize(shared);
        if (json.back() != '{')
            json.append(',');
        for (; open.size() + 1 < members.size(); open.append(members.at(open.size()))) {
            appendJsonString(json, QByteArrayView(members.at(open.size())));
            json.append(":{");
        }
        appendJsonString(json, QByteArrayView(members.last()));
        json.append(":null");
    }
    json.append(open.size() + 1, '}');
    return patchSignals(json, false, dialect);
}

/*!
    Returns the frame that runs \a marked, its script, once. Its element is removed afterwards
    unless \a options say otherwise.

    \warning The script is JavaScript as it stands. Never put a user's text into it.
*/
Expected<Frame>
Frame::executeScript(QByteArrayView marked, const ScriptOptions &options, const Dialect &dialect)
{
    for (const auto &[name, value] : options.attributes) {
        if (auto error = refuseLineBreak(QByteArray(name + value), "attribute"))
            return *error;
    }
    const QByteArray script = placed(marked);
    if (dialect.executeScript.isEmpty()) {
        QByteArray bytes;
        appendField(bytes, "event", dialect.patchElements);
        appendData(bytes, "selector", "body");
        appendData(bytes, dialect.modeKey, dialect.mode(Mode::Append));
        appendLines(bytes, dialect.elementsKey, scriptElement(script, options));
        return Frame(bytes.append('\n'));
    }
    QByteArray bytes;
    appendField(bytes, "event", dialect.executeScript);
    for (const auto &[name, value] : options.attributes) {
        const QByteArray line = name + ' ' + value;
        if (options.attributes.size() > 1 || line != dialect.defaultScriptAttributes)
            appendData(bytes, "attributes", line);
    }
    if (!options.autoRemove)
        appendData(bytes, "autoRemove", "false");
    appendLines(bytes, "script", script);
    return Frame(bytes.append('\n'));
}

/*!
    Returns the frame that loads \a url: a path of this server or an http or https URL. Anything
    else is an Error.

    It happens in a timer, since a page that is left at once would replace its entry in the history
    of some browsers.
*/
Expected<Frame> Frame::redirect(QByteArrayView url, const Dialect &dialect)
{
    if (!mayRedirectTo(url))
        return Error::invalid(
            "url",
            u"A redirect goes to a path or to an http or https URL without spaces."_s);
    QByteArray script = "setTimeout(() => { window.location.href = ";
    const qsizetype at = script.size() + 1;
    appendJsonString(script, url);
    script.insert(at, Private::PathMarks::before(url));
    return executeScript(script.append(" })"), {}, dialect);
}

Frame Private::moveFrame(const QByteArrayList &moved, Mode mode, QByteArrayView selector)
{
    QByteArray bytes;
    appendField(bytes, "event", "datastar-move");
    appendData(bytes, "selector", selector);
    appendData(bytes, "mode", mode == Mode::Before ? "before" : "after");
    for (const QByteArray &row : moved)
        appendData(bytes, "rows", row);
    return Frame(bytes.append('\n'));
}

/*!
    Returns a frame that says nothing. It keeps proxies from closing a connection on which nothing
    happens, and lets the page see that the stream is alive: a comment would not reach it.
*/
Frame Frame::heartbeat()
{
    return Frame("event: datastar-beat\n\n"_ba);
}

/*!
    Returns this frame with \a id, which must not have line breaks or NUL.
*/
Expected<Frame> Frame::withId(QByteArrayView id) const
{
    if (auto error = refuseLineBreak(id, "id"))
        return *error;
    if (id.contains('\0'))
        return Error::invalid("id", u"The id of a frame must not contain NUL."_s);
    QByteArray bytes = m_bytes;
    bytes.insert(bytes.indexOf('\n') + 1, QByteArray("id: ").append(id).append('\n'));
    return Frame(bytes);
}

/*!
    Returns this frame with \a milliseconds as the time a browser waits before it connects again.
*/
Frame Frame::withRetry(int milliseconds) const
{
    if (milliseconds == 1000 || milliseconds < 0)
        return *this;
    QByteArray bytes = m_bytes;
    qsizetype at = bytes.indexOf('\n') + 1;
    if (QByteArrayView(bytes).sliced(at).startsWith("id: "))
        at = bytes.indexOf('\n', at) + 1; // the order of the fields is fixed
    bytes.insert(at, QByteArray("retry: ").append(QByteArray::number(milliseconds)).append('\n'));
    return Frame(bytes);
}

} // namespace BackState

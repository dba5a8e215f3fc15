#include <BackState/datastar/page_arrival.h>

#include <BackState/core/convert.h>
#include <BackState/datastar/event_attributes.h>
#include <BackState/datastar/frame.h>
#include <BackState/html/attributes.h>
#include <BackState/html/marks.h>
#include <BackState/html/tags.h>

#include <utility>

namespace BackState::Private {

namespace {

constexpr QByteArrayView contentId = "backstate-content";

// A script that runs at once, before the frame after it. A module would run later.
QByteArray scriptFrame(const QByteArray &script, const Dialect &dialect)
{
    ScriptOptions options;
    options.attributes = {{"type", "text/javascript"}};
    const Expected<Frame> frame = Frame::executeScript(script, options, dialect);
    return frame ? frame->bytes() : QByteArray();
}

QByteArray contentFrame(const Html::Element &content, const Dialect &dialect)
{
    ElementsOptions options;
    options.selector = '#' + contentId.toByteArray();
    options.mode = Mode::Replace; // not morphed: nothing of the page before is in the new one
    const Expected<Frame> frame = Frame::patchElements(content, options, dialect);
    return frame ? frame->bytes() : QByteArray();
}

Html::Element makePageKeeper(const Dialect &dialect)
{
    QByteArray request
        = "evt.detail.run(abort=>@get(evt.detail.url,{headers:{'BackState-Tab':$_tab},";
    request.append(dialect.abortOption).append(',').append(dialect.pageOptions).append("}))");
    const Expression ask = script(request);
    // Captured at the window, so before Datastar closes the stream of a hidden tab.
    const auto onWindow = [](QByteArrayView event, const Expression &expression) {
        return Html::on(event, expression).window().capture();
    };
    const Html::Attribute keeps = Html::id("backstate-page") + Html::hidden(true)
        + toAttribute(Html::on("backstate-navigate", ask).window())
        + toAttribute(onWindow("pagehide", script("backState.left($_tab)")))
        + toAttribute(onWindow("visibilitychange", script("backState.hidden($_tab)")));
    const Html::Element keeper = dialect.asksByForm ? Html::Form(keeps) : Html::Div(keeps);
    // Tells those who can't see the page that there is another one. Empty until then.
    const Html::Element announcer = Html::P(
        Html::id("backstate-title"),
        Html::attribute("role", "status"),
        Html::attribute(
            "style",
            "position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%"
            ")"));
    return keeper + announcer;
}

} // namespace

/*!
    Returns the elements that carry the page's requests for other pages and its farewells, in \a
    dialect.

    The page's script says when, by a Qt-like event of its own; the request itself is Datastar's,
    which applies the answer.
*/
Html::Element pageKeeper(const Dialect &dialect)
{
    // Kept, because every page has it. What page functions make is of the current dialect.
    using Spoken = std::pair<const Dialect *, const Dialect *>;
    thread_local std::pair<Spoken, Html::Element> made;
    const Spoken spoken{&dialect, &Dialect::current()};
    if (made.first != spoken)
        made = {spoken, makePageKeeper(dialect)};
    return made.second;
}

/*!
    Returns \a content in the element that another page's content takes the place of. It has no box
    of its own.
*/
Html::Element pageContent(const Html::Element &content)
{
    return Html::Div(Html::id(contentId), Html::attribute("style", "display:contents"), content);
}

/*!
    Returns the frames that put \a page in the place of the one a browser shows, in \a dialect:
    first the old stream ends and the address is the new one, then come signals, content, what the
    layout shows, and the opener of the new stream.
*/
QByteArray arrivalFrames(const PageArrival &page, const Dialect &dialect)
{
    QByteArray begin = "backState.arrive({path:";
    const qsizetype at = begin.size() + 1;
    appendJsonString(begin, QByteArrayView(page.url));
    begin.insert(at, PathMarks::before(page.url));
    begin.append(",title:");
    appendJsonString(begin, QStringView(page.title));
    begin.append("})");
    if (dialect.forgetsRootsOnly)
        begin.append(";backState.clear('").append(contentId).append("')");

    QByteArray frames = scriptFrame(begin, dialect);
    frames.append(Frame::patchSignals(page.values, false, dialect).bytes());
    if (page.missing != "{}")
        frames.append(Frame::patchSignals(page.missing, true, dialect).bytes());
    frames.append(contentFrame(page.content, dialect));
    frames.append(page.layout);
    frames.append(Frame::patchElements(page.opener.bytes(), dialect).bytes());
    return frames.append(scriptFrame(
        dialect.leavesScripts ? "backState.finish(true)" : "backState.finish(false)",
        dialect));
}

} // namespace BackState::Private

#include <BackState/html/document.h>

#include <BackState/html/attributes.h>
#include <BackState/html/each.h>
#include <BackState/html/tags.h>

namespace BackState::Html {

/*!
    \class BackState::Html::DocumentParts
    \brief What a document is made of; each part has a default that makes a valid page.
*/

/*!
    Returns the page of \a parts: doctype, language, charset, viewport, title, what
    was added to the head, and the body, in UTF-8.

    \code
    document({.title = u"Hello"_s, .body = Main(H1("Hello"))})
    \endcode
*/
QByteArray document(const DocumentParts &parts)
{
    const Element head = Head(
        Meta(charset("utf-8")),
        when(
            !parts.viewport.isEmpty(),
            [&] { return Meta(name("viewport"), content(parts.viewport)); }),
        Title(parts.title),
        parts.head);
    const Attribute language
        = when(!parts.language.isEmpty(), [&] { return lang(parts.language); });
    const Element body = Body(parts.bodyAttributes, parts.body);
    const Element root = HtmlTag(language, parts.rootAttributes, head, body);

    constexpr QByteArrayView doctype = "<!DOCTYPE html>\n";
    QByteArray page;
    page.reserve(doctype.size() + root.bytes().size() + 1);
    return page.append(doctype).append(root.bytes()).append('\n');
}

} // namespace BackState::Html

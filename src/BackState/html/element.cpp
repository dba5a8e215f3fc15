#include "escape_p.h"
#include "markup_p.h"

#include <BackState/html/element.h>
#include <BackState/html/escape.h>

namespace BackState::Html {

/*!
    \class BackState::Html::Element
    \brief Markup as a value: one element, several, text, or nothing.

    Tags return elements, and elements are the children of others. An element holds
    its finished bytes in UTF-8; copies share them. It may be used from any one
    thread at a time. It can't be wrong at run time: what isn't allowed in it does
    not compile.

    \code
    Element greeting(const QString &name)
    {
        return P(cls("greeting"), "Hello ", Strong(name), "!");
    }
    \endcode

    \sa Tag, Raw(), Fragment(), each(), when()
*/

/*!
    Returns \a text, escaped.
*/
Element Element::text(QStringView text)
{
    QByteArray bytes;
    appendEscaped(bytes, text);
    return fragment(bytes);
}

/*!
    \overload
    \a utf8 is text, and escaped as well.
*/
Element Element::text(QByteArrayView utf8)
{
    QByteArray bytes;
    appendEscaped(bytes, utf8);
    return fragment(bytes);
}

/*!
    \fn BackState::Html::Element BackState::Html::Element::fragment(QByteArray markup)
    Returns \a markup as it is. \sa Raw()
*/

/*!
    \fn BackState::Html::Element BackState::Html::Element::single(QByteArray markup)

    Returns \a markup, which must be what a tag wrote: one element that starts with
    its start tag and ends with its end tag. For the library's own rooms.
*/

/*!
    \fn bool BackState::Html::Element::isSingle() const
    Returns \c true if this is one element made by a tag, with nothing beside it.
*/

/*!
    Returns the id attribute of the single element, unescaped, or nothing.
*/
QByteArray Element::id() const
{
    if (!m_isSingle)
        return {};
    const auto found = findAttribute(ElementParts(bytes()).attributes, "id");
    return found ? unescaped(found->value.value_or(QByteArrayView())) : QByteArray();
}

/*!
    Returns this element with the id \a id, unless it has one or is not single.
*/
Element Element::withId(QByteArrayView id) const
{
    return withAttribute(Attribute::fallbackId(id.toByteArray()));
}

/*!
    Returns this element with \a attribute in addition, or as it is if it is not single.
    What it has already is merged as in the call of a tag.
*/
Element Element::withAttribute(const Attribute &attribute) const
{
    if (!m_isSingle)
        return *this;
    const ElementParts parts(bytes());
    const Attribute all = Attribute::fromBytes(parts.attributes) + attribute;
    return assemble(parts.name, parts.content, all, parts.children.toByteArray());
}

/*!
    Appends \a other. Two elements side by side are a fragment and no longer single.
*/
Element &Element::operator+=(const Element &other)
{
    if (isEmpty())
        return *this = other;
    if (!other.isEmpty()) {
        m_markup.bytes() += other.bytes();
        m_isSingle = false;
    }
    return *this;
}

/*!
    \fn BackState::Html::Element BackState::Html::Raw(const QByteArray &markup)

    Returns \a markup, UTF-8 that is HTML already, as it is: nothing is escaped or
    checked. A user's text given to it is a hole; leave that to the tags.
*/

} // namespace BackState::Html

// Element: markup as a value.
#pragma once

#include <BackState/html/attribute.h>

namespace BackState::Html {

/*!
    Markup as a value: nothing, one element that a tag made, or several things side by side.

    It owns its bytes, copies share them, and any one thread at a time may use it. Text in it is
    escaped, except for what Raw() was given.
*/
class BACKSTATE_CORE_EXPORT Element
{
public:
    Element() = default; // nothing

    static Element text(QStringView text); // escaped
    static Element text(QByteArrayView utf8);
    //! Markup as it is.
    static Element fragment(QByteArray markup) { return Element(std::move(markup), false); }
    //! One element, as a tag wrote it.
    static Element single(QByteArray markup) { return Element(std::move(markup), true); }

    //! In UTF-8. What is built in a page function or an event has control characters in it, which
    //! the library takes out as the markup leaves.
    const QByteArray &bytes() const { return m_markup.bytes(); }
    bool isEmpty() const { return bytes().isEmpty(); }
    bool isSingle() const { return m_isSingle; } // one root, made by a tag

    //! The following four are about that root; without one there is nothing to read or to change.
    QByteArray id() const;
    [[nodiscard]] Element withId(QByteArrayView id) const;
    [[nodiscard]] Element withAttribute(const Attribute &attribute) const;

    Element &operator+=(const Element &other);
    friend Element operator+(Element left, const Element &right) { return left += right; }
    friend bool operator==(const Element &left, const Element &right)
    {
        return left.bytes() == right.bytes();
    }

private:
    Element(QByteArray &&bytes, bool isSingle)
        : m_markup(std::move(bytes))
        , m_isSingle(isSingle)
    {
    }

    Private::Markup m_markup;
    bool m_isSingle = false;
};

/*! Markup that is HTML already. It is not escaped: never give it a user's text. */
inline Element Raw(const QByteArray &markup)
{
    return Element::fragment(markup);
}
inline Element Raw(QStringView markup)
{
    return Element::fragment(markup.toUtf8());
}

} // namespace BackState::Html

// Attribute: the attributes of an element, as the bytes that stand in its start tag.
#pragma once

#include <BackState/html/piece.h>

#include <QList>
#include <QSharedData>
#include <QSharedDataPointer>
#include <functional>

namespace BackState::Html {

//! Where an attribute and its content ended up in the bytes of an element. Views: for the time of
//! the call.
struct Placement
{
    QByteArrayView before; // the start tag, and what stands before the attribute's content
    QByteArrayView content; // what the attribute brought with withContent()
    QByteArrayView after; // the children that follow, and the end tag
    QByteArrayView id; // the element's id, unescaped; empty if it has none
};

} // namespace BackState::Html

namespace BackState::Private {

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool isSameName(std::string_view left, std::string_view right)
{
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (lowered(left[i]) != lowered(right[i]))
            return false;
    }
    return true;
}

// A name known to be fit for an attribute. Two of the same name have the same bit.
struct AttributeName
{
    constexpr explicit AttributeName(std::string_view name)
        : text(name)
        , bit(name.empty() ? 0 : bitOf(name))
        , isUrl(
              isSameName(name, "href") || isSameName(name, "src") || isSameName(name, "action")
              || isSameName(name, "formaction") || isSameName(name, "xlink:href"))
    {
    }

    static constexpr quint64 bitOf(std::string_view name)
    {
        const auto first = static_cast<unsigned char>(lowered(name.front()));
        const auto last = static_cast<unsigned char>(lowered(name.back()));
        return quint64(1) << ((name.size() * 11 + first * 7U + last) % 64);
    }

    std::string_view text;
    quint64 bit;
    bool isUrl;
};

// Empty, after a warning, if no attribute can be called this.
BACKSTATE_CORE_EXPORT AttributeName checkedName(QByteArrayView name);

} // namespace BackState::Private

namespace BackState::Html {

/*!
    One or more attributes of an element, as the bytes that stand in its start tag. Made by
    functions such as href() and given to a tag.

    A value that owns its bytes; any one thread at a time. A name or an address that would do harm
    is left out or replaced, with a warning in \c backstate.html.
*/
class BACKSTATE_CORE_EXPORT Attribute
{
public:
    Attribute() = default; // no attribute
    template<typename Value>
    Attribute(QByteArrayView name, const Value &value)
        : Attribute(Private::checkedName(name), Private::valuePiece(Private::prepare(value)))
    {
    }
    //! For functions like href().
    Attribute(const Private::AttributeName &name, const Private::Piece &value);

    static Attribute none() { return {}; }
    bool isNone() const { return bytes().isEmpty() && content().isEmpty() && !m_extras; }

    const QByteArray &bytes() const { return m_markup.bytes(); } // each with a space before it
    Attribute &operator+=(const Attribute &other);
    friend Attribute operator+(Attribute left, const Attribute &right) { return left += right; }

    // For the library's other rooms:
    static Attribute withContent(const QByteArray &markup); // becomes the element's first child
    static Attribute fallbackId(const QByteArray &id); // the element's id if it is given no other
    static Attribute onPlaced(std::function<void(const Placement &)> placed); // called when built

    struct Extras : QSharedData
    {
        QByteArray fallbackId;
        QList<std::function<void(const Placement &)>> placed;
    };
    static Attribute fromBytes(QByteArrayView written); // what bytes() once returned
    const QByteArray &content() const { return m_content.bytes(); }
    const Extras *extras() const { return m_extras.constData(); } // null in most attributes
    quint64 names() const { return m_names; } // the bits of the names

private:
    Private::Markup m_markup;
    Private::Markup m_content;
    quint64 m_names = 0;
    QSharedDataPointer<Extras> m_extras;
};

} // namespace BackState::Html

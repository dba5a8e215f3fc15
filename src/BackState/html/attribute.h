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

constexpr bool beginsWithName(std::string_view text, std::string_view name)
{
    return text.size() >= name.size() && isSameName(text.substr(0, name.size()), name);
}

// The attributes of Datastar without "data-": those of 1.0.4, of 1.0.0-beta.11, and of its
// commercial edition.
inline constexpr std::string_view datastarNames[]
    = {"animate",       "attr",         "bind",
       "class",         "computed",     "custom-validity",
       "effect",        "ignore",       "indicator",
       "init",          "intersects",   "json-signals",
       "match-media",   "on",           "persist",
       "preserve-attr", "query-string", "ref",
       "replace-url",   "rocket",       "scroll-into-view",
       "show",          "signals",      "star",
       "style",         "text",         "view-transition"};

// Whether the value of the attribute runs as script: of an event handler, of a document in a frame,
// or of Datastar's own, in either dialect.
constexpr bool runsScript(std::string_view name)
{
    if (name.size() > 2 && beginsWithName(name, "on"))
        return true;
    if (!beginsWithName(name, "data-"))
        return isSameName(name, "srcdoc");
    const std::string_view rest = name.substr(5);
    for (const std::string_view known : datastarNames) {
        // A key or a modifier may follow.
        if (beginsWithName(rest, known)
            && (rest.size() == known.size()
                || std::string_view("-:_.").find(rest[known.size()]) != std::string_view::npos))
            return true;
    }
    return false;
}

// A name known to be fit for an attribute. Two of the same name have the same bit.
struct AttributeName
{
    constexpr explicit AttributeName(std::string_view name)
        : text(name)
        , bit(name.empty() ? 0 : bitOf(name))
        , isUrl(
              isSameName(name, "href") || isSameName(name, "src") || isSameName(name, "action")
              || isSameName(name, "formaction") || isSameName(name, "xlink:href")
              || isSameName(name, "data"))
        , runsScript(Private::runsScript(name))
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
    bool runsScript;
};

// Empty, after a warning, if no attribute can be called this.
BACKSTATE_CORE_EXPORT AttributeName checkedName(QByteArrayView name);

} // namespace BackState::Private

namespace BackState::Html {

/*!
    One or more attributes of an element, as the bytes that stand in its start tag. Made by
    functions such as href() and given to a tag.

    A value that owns its bytes; any one thread at a time. What would do harm is left out or
    replaced, with a warning in \c backstate.html: names that are none, addresses that run script,
    and values of attributes that run them, unless they are Trusted.
*/
class BACKSTATE_CORE_EXPORT Attribute
{
public:
    Attribute() = default; // no attribute
    template<typename Value>
    Attribute(QByteArrayView name, const Value &value)
        : Attribute(
              Private::checkedName(name),
              Private::valuePiece(Private::prepare(value)),
              Private::isTrusted<Value>)
    {
    }
    //! For functions like href().
    Attribute(
        const Private::AttributeName &name, const Private::Piece &value, bool isTrusted = false);

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

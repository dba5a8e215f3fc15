// Tag: a function object that builds the element of its name out of children and attributes.
#pragma once

#include <BackState/html/child.h>

#include <initializer_list>

namespace BackState::Private {

// What an element's content is to a parser.
enum class Content : unsigned char {
    Markup,
    Void, // no content and no end tag
    Script,
    Style,
    Text, // no elements
    Textarea, // Text whose first line feed is not part of it
    Preformatted, // Markup whose first line feed is not part of it
};

BACKSTATE_CORE_EXPORT Html::Element
build(QByteArrayView name, Content content, std::initializer_list<Piece> pieces);
BACKSTATE_CORE_EXPORT Html::Element join(std::initializer_list<Piece> children);

// Never defined: calling it is how a constant expression is refused.
void aTagIsNamedByLettersDigitsAndHyphens();

constexpr bool isInTagName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

class TagName
{
public:
    template<std::size_t Size>
    consteval explicit TagName(const char (&name)[Size])
        : m_name(name)
        , m_size(static_cast<qsizetype>(Size - 1))
    {
        bool isFit = Size > 1 && isInTagName(name[0]) && name[0] > '9';
        for (std::size_t i = 0; i + 1 < Size; ++i)
            isFit = isFit && isInTagName(name[i]);
        if (!isFit)
            aTagIsNamedByLettersDigitsAndHyphens();
    }

    constexpr QByteArrayView view() const { return {m_name, m_size}; }

private:
    const char *m_name;
    qsizetype m_size;
};

} // namespace BackState::Private

namespace BackState::Html {

/*!
    Builds the element of its name: Div(cls("note"), "Hello "_L1, name).

    Children and attributes stand in one call, in any order; text is escaped. What is neither does
    not compile. Tags are constants and may be called in any thread.
*/
class Tag
{
public:
    template<std::size_t Size>
    consteval explicit Tag(
        const char (&name)[Size], Private::Content content = Private::Content::Markup)
        : m_name(name)
        , m_content(content)
    {
    }

    template<typename... Arguments>
    Element operator()(const Arguments &...arguments) const
    {
        return Private::build(
            m_name.view(),
            m_content,
            {Private::argumentPiece(Private::prepareChild(arguments))...});
    }

private:
    Private::TagName m_name;
    Private::Content m_content;
};

/*! A Tag without content and end tag, such as Br: it takes attributes only. */
class VoidTag
{
public:
    template<std::size_t Size>
    consteval explicit VoidTag(const char (&name)[Size])
        : m_name(name)
    {
    }

    template<typename... Attributes>
    Element operator()(const Attributes &...attributes) const
    {
        return Private::build(
            m_name.view(),
            Private::Content::Void,
            {Private::attributePiece(Private::prepareChild(attributes))...});
    }

private:
    Private::TagName m_name;
};

/*! Children side by side, without an element around them. */
template<typename... Children>
Element Fragment(const Children &...children)
{
    return Private::join({Private::childPiece(Private::prepareChild(children))...});
}
inline Element Fragment(const Element &element)
{
    return element;
}

} // namespace BackState::Html
